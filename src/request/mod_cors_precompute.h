/* SPDX-License-Identifier: Apache-2.0
 *
 * Computes data at start-up, once for all requests.
 */
#ifndef MOD_CORS_PRECOMPUTE_H
#define MOD_CORS_PRECOMPUTE_H

#include <httpd.h>

/* httpd's post_config hook, before there are threads. Stores the stance of each
 * section's settings in them, with the context that requests without `Origin`
 * share; sets the module's configuration of each server to a
 * mod_cors_context_server_t; and sets mod_cors_facts_protected. Allocates from
 * pconf. Returns OK. */
int mod_cors_precompute(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                        server_rec *main_server);

#endif
