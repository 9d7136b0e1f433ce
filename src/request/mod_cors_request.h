/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request.
 */
#ifndef MOD_CORS_REQUEST_H
#define MOD_CORS_REQUEST_H

#include <httpd.h>

/* Registers every hook that runs within a request. */
void mod_cors_request_register(void);

/* Registers the hooks that only other modules (mod_cache) need, once all
 * modules are loaded. A hook. */
int mod_cors_request_register_late(apr_pool_t *pconf, apr_pool_t *plog,
                                   apr_pool_t *ptemp);

#endif
