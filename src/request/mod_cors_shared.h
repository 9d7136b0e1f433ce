/* SPDX-License-Identifier: Apache-2.0
 *
 * What start-up computes once for all requests.
 */
#ifndef MOD_CORS_SHARED_H
#define MOD_CORS_SHARED_H

#include <httpd.h>

/* httpd's post_config hook, before there are threads. Keeps the stance of every
 * section's settings and the context that requests without `Origin` share there,
 * a mod_cors_context_server_t as the module's configuration of each server, and in
 * mod_cors_facts_protected whether any section denies or enforces something. All
 * is allocated from pconf. */
int mod_cors_shared_create(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp, server_rec *main_server);

#endif
