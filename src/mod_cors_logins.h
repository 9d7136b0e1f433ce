/* SPDX-License-Identifier: Apache-2.0
 *
 * Log-ins by an identity provider, whose page posts a form to a URL of this
 * server: a request of another origin, which enforcement refuses.
 */
#ifndef MOD_CORS_LOGINS_H
#define MOD_CORS_LOGINS_H

#include <httpd.h>
#include <http_config.h>

/* Warns of such URLs of mod_auth_openidc and mod_auth_mellon. pconf is the pool
 * of the configuration, ptemp one for the time of its judgement. */
void mod_cors_logins_judge(apr_pool_t *pconf, apr_pool_t *ptemp,
                           server_rec *main_server);

#endif
