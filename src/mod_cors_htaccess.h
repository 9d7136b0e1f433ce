/* SPDX-License-Identifier: Apache-2.0
 *
 * Advice to tenants.
 */
#ifndef MOD_CORS_HTACCESS_H
#define MOD_CORS_HTACCESS_H

#include <httpd.h>

/* Logs, at level debug, what in a .htaccess is legal but hardly meant, judged
 * on the settings that hold for the request. */
void mod_cors_advise_tenant(const request_rec *r);

#endif
