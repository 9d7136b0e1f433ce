/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's part of the page of mod_status.
 */
#ifndef MOD_CORS_STATUS_SERVER_STATUS_H
#define MOD_CORS_STATUS_SERVER_STATUS_H

#include <httpd.h>

/* Registers the hook of mod_status, which need not be loaded. */
void mod_cors_status_server_status_register(void);

#endif
