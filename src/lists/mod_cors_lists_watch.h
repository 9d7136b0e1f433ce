/* SPDX-License-Identifier: Apache-2.0
 *
 * When lists are refreshed: at start by the parent process, afterwards by
 * threads of mod_watchdog in every child process, of which one at a time works
 * on a list.
 */
#ifndef MOD_CORS_LISTS_WATCH_H
#define MOD_CORS_LISTS_WATCH_H

#include <stdbool.h>

#include <httpd.h>
#include <http_config.h>

/* Whether mod_watchdog is loaded. */
bool mod_cors_lists_watch_is_possible(void);

/* pre_config: registers the lock of lists. Returns OK. */
int mod_cors_lists_watch_register_lock(apr_pool_t *pconf, apr_pool_t *plog,
                                       apr_pool_t *ptemp);

/* post_config: gives each list its image; in the parent, reads lists from
 * files whose version has changed; registers the callbacks of mod_watchdog,
 * whose own hook is the last one. Returns OK: lists that cannot be read are not
 * available, and the log says why. */
int mod_cors_lists_watch_start(apr_pool_t *pconf, apr_pool_t *plog,
                               apr_pool_t *ptemp, server_rec *main_server);

/* child_init, before that of mod_watchdog: prepares the locks. */
void mod_cors_lists_watch_begin_child(apr_pool_t *pchild, server_rec *s);

#endif
