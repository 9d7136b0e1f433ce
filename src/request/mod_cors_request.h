/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them.
 */
#ifndef MOD_CORS_REQUEST_H
#define MOD_CORS_REQUEST_H

#include <httpd.h>

/* post_config: looks up functions and filters of mod_ssl and mod_cache, before
 * there are threads. Returns OK. */
int mod_cors_request_find_modules(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server);

/* header_parser, after mod_setenvif, and before access control, authentication
 * and fixups: decides the request. Returns DONE if it answers a preflight,
 * HTTP_FORBIDDEN if enforcement refuses the request, otherwise DECLINED. */
int mod_cors_request_decide(request_rec *r);

/* fixups: sets CORS_DECISION, and logs the decision. It runs after access
 * control, so that no `Require env` can depend on CORS_DECISION. Returns
 * DECLINED. */
int mod_cors_request_log(request_rec *r);

/* insert_filter: decides again if the sections have changed since
 * header_parser, and adds the output filters. */
void mod_cors_request_add_filters(request_rec *r);

/* handler: answers or refuses a request whose sections have changed since
 * header_parser; mod_cors_request_add_filters has decided it again. Returns OK,
 * HTTP_FORBIDDEN or DECLINED. */
int mod_cors_request_handle_changed_sections(request_rec *r);

/* insert_error_filter: decides early responses, decides others again if the
 * sections have changed, and adds the output filters. */
void mod_cors_request_add_error_filters(request_rec *r);

#endif
