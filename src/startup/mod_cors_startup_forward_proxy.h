/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about Cors directives in the <Proxy> sections of a forward proxy,
 * where no policy is in force.
 */
#ifndef MOD_CORS_STARTUP_FORWARD_PROXY_H
#define MOD_CORS_STARTUP_FORWARD_PROXY_H

#include <httpd.h>
#include <http_config.h>

/* Stores the warnings in pconf, the pool of the configuration. ptemp is needed
 * only during the call. */
void mod_cors_startup_forward_proxy_warn(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
