/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about enforcement that refuses log-ins. The page of an identity
 * provider posts a form to a URL of this server, so it is a request from
 * another origin.
 */
#ifndef MOD_CORS_STARTUP_LOGINS_H
#define MOD_CORS_STARTUP_LOGINS_H

#include <httpd.h>
#include <http_config.h>

/* Stores a warning in pconf, the pool of the configuration, about each such URL
 * of mod_auth_openidc and mod_auth_mellon that refuses the form. ptemp is
 * needed only during the call. */
void mod_cors_startup_logins_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                  server_rec *main_server);

#endif
