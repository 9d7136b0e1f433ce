/* SPDX-License-Identifier: Apache-2.0
 *
 * Judges what the sections of the configuration form together, so that
 * "httpd -t" shows all of it at once.
 */
#ifndef MOD_CORS_STARTUP_H
#define MOD_CORS_STARTUP_H

#include <httpd.h>
#include <http_config.h>

/* httpd's check_config hook. Logs an error for every fault that stops the
 * server, with file and line of both directives, and then returns an error;
 * keeps the rest as warnings, which it writes itself under "httpd -t". */
int mod_cors_startup_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server);

/* httpd's post_config hook: writes the warnings, and one line that tells the
 * version, the number of policies, and which checks were not built. */
int mod_cors_startup_log(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                         server_rec *main_server);

#endif
