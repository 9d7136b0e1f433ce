/* SPDX-License-Identifier: Apache-2.0
 *
 * CorsEngine ReportOnly: reports the differences of a response from the
 * policy.
 */
#ifndef MOD_CORS_REPORT_H
#define MOD_CORS_REPORT_H

#include "request/mod_cors_context.h"

/* Logs, at level debug, how the fields of the response differ from those that
 * the policy would send. If preserved, compares only Timing-Allow-Origin. */
void mod_cors_report_differences(const request_rec *r,
                                 const mod_cors_context_t *context,
                                 bool preserved);

#endif
