/* SPDX-License-Identifier: Apache-2.0
 *
 * The server's own pages (server-status and its like), which nobody wants to
 * share with other origins.
 */
#ifndef MOD_CORS_HANDLERS_H
#define MOD_CORS_HANDLERS_H

#include <httpd.h>
#include <http_config.h>

/* Warns of policies in force where such a page is. pconf is the pool of the
 * configuration, ptemp one for the time of its judgement. */
void mod_cors_handlers_judge(apr_pool_t *pconf, apr_pool_t *ptemp,
                             const server_rec *main_server);

/* The same of the policy of a .htaccess that holds for a request. */
void mod_cors_handlers_advise_tenant(request_rec *r);

#endif
