/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of mod_rewrite at server level that depend on what a question does
 * not have, such as User-Agent.
 */
#ifndef MOD_CORS_EXPLAIN_REWRITE_H
#define MOD_CORS_EXPLAIN_REWRITE_H

#include <httpd.h>

/* Returns what such a rule depends on, for example "HTTP_USER_AGENT", or NULL.
 * A rule counts if its pattern matches path, the decoded path of the URL, or if
 * a rule may have changed the path. Allocates from pool. */
const char *mod_cors_explain_rewrite_unknown(const server_rec *server,
                                             const char *path,
                                             apr_pool_t *pool);

#endif
