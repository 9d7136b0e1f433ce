/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a server has its page cors-explain, for the links of its status page.
 */
#ifndef MOD_CORS_STATUS_EXPLAIN_H
#define MOD_CORS_STATUS_EXPLAIN_H

#include <httpd.h>

/* Returns the path of the first literal <Location> of a server with 'SetHandler
 * cors-explain', allocated from pool, or NULL. The sections of the main server
 * apply to every virtual host. Call it in post_config. */
const char *mod_cors_status_explain_path(const server_rec *s, apr_pool_t *pool);

#endif
