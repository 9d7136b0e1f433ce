/* SPDX-License-Identifier: Apache-2.0
 *
 * Faults that only a request can show: the settings of its sections must not be
 * used together.
 */
#ifndef MOD_CORS_FAULT_H
#define MOD_CORS_FAULT_H

#include <httpd.h>

#include "policy/cors_fault.h"

/* Logs the fault of these settings as an error, and records it for the status
 * page: at most once a minute for each child process and fault. */
void mod_cors_fault_log(const request_rec *r, const cors_fault_t *fault,
                        const cors_settings_t *settings);

#endif
