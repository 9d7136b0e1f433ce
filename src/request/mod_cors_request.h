/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them.
 */
#ifndef MOD_CORS_REQUEST_H
#define MOD_CORS_REQUEST_H

#include <httpd.h>

/* post_config: looks up what mod_ssl and mod_cache offer, before there are
 * threads. */
int mod_cors_request_find_modules(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server);

/* header_parser, after mod_setenvif, and before access control, authentication
 * and fixups: decides the request, answers preflights, and refuses what
 * enforcement refuses. */
int mod_cors_request_decide(request_rec *r);

/* fixups, after access control, so that no `Require env` can depend on
 * CORS_DECISION: sets it, and logs the decision. */
int mod_cors_request_log(request_rec *r);

/* insert_filter: decides again if the sections have changed since header_parser,
 * and adds the output filters. */
void mod_cors_request_add_filters(request_rec *r);

/* handler: answers or refuses requests whose sections have changed since
 * header_parser; mod_cors_request_add_filters has decided them. */
int mod_cors_request_answer_or_refuse(request_rec *r);

/* insert_error_filter: decides early responses, and others again if the sections
 * have changed; adds the output filters. */
void mod_cors_request_add_error_filters(request_rec *r);

#endif
