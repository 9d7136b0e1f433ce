/* SPDX-License-Identifier: Apache-2.0
 *
 * Advice to tenants.
 */
#ifndef MOD_CORS_STARTUP_HTACCESS_H
#define MOD_CORS_STARTUP_HTACCESS_H

#include <httpd.h>

/* Logs what in a .htaccess is legal but hardly meant, judged on the settings
 * that hold for the request. To be called where the log level is debug. */
void mod_cors_startup_htaccess_warn(request_rec *r);

#endif
