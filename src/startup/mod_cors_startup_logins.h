/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about log-ins where enforcement refuses the identity provider's
 * form. The provider's page posts it to a URL of this server, so it is a
 * request of another origin.
 */
#ifndef MOD_CORS_STARTUP_LOGINS_H
#define MOD_CORS_STARTUP_LOGINS_H

#include <httpd.h>
#include <http_config.h>

/* Keeps a warning for each such URL of mod_auth_openidc and mod_auth_mellon in
 * pconf, the pool of the configuration. ptemp is needed only during the call.
 */
void mod_cors_startup_logins_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                  server_rec *main_server);

#endif
