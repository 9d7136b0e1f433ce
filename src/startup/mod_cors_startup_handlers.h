/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about policies that share the server's own pages (server-status,
 * server-info and others) with other origins.
 */
#ifndef MOD_CORS_STARTUP_HANDLERS_H
#define MOD_CORS_STARTUP_HANDLERS_H

#include <httpd.h>
#include <http_config.h>

/* Keeps a warning for each such policy in pconf, the pool of the configuration.
 * ptemp is needed only during the call. */
void mod_cors_startup_handlers_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                    const server_rec *main_server);

/* The same for the policy of a .htaccess that holds for a request; logs it at
 * level debug. */
void mod_cors_startup_handlers_warn_htaccess(request_rec *r);

#endif
