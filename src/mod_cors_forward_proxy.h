/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies in the <Proxy> sections of a forward proxy, where none is in force.
 */
#ifndef MOD_CORS_FORWARD_PROXY_H
#define MOD_CORS_FORWARD_PROXY_H

#include <httpd.h>
#include <http_config.h>

/* Warns of them. pconf is the pool of the configuration, ptemp one for the time
 * of its judgement. */
void mod_cors_forward_proxy_judge(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
