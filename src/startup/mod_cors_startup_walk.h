/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk over the sections of a server, merged as some request would meet
 * them.
 */
#ifndef MOD_CORS_STARTUP_WALK_H
#define MOD_CORS_STARTUP_WALK_H

#include <apr_hash.h>

#include "startup/mod_cors_startup_verdict.h"

/* Has every combination judged that one server's sections show. inherited has
 * the main server's sections, keyed by the pointers to their vectors; NULL: s
 * is the main server. pool is for the time of the walk. */
void mod_cors_walk_server(mod_cors_judge_t *judge, server_rec *s,
                          server_rec *main_server, apr_hash_t *inherited,
                          apr_pool_t *pool);

#endif
