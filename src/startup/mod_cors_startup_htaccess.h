/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings for tenants, about their .htaccess files.
 */
#ifndef MOD_CORS_STARTUP_HTACCESS_H
#define MOD_CORS_STARTUP_HTACCESS_H

#include <httpd.h>

/* Logs, at level debug, warnings about settings in a .htaccess that are legal
 * but probably a mistake; each warning once for a chain of internal redirects.
 * Checks the merged settings of the request. Call it only if that level is
 * logged: its checks take time. */
void mod_cors_startup_htaccess_warn(request_rec *r);

#endif
