/* SPDX-License-Identifier: Apache-2.0
 *
 * The start-up hooks. They check the combinations of all sections, so that one
 * "httpd -t" shows all faults and warnings.
 */
#ifndef MOD_CORS_STARTUP_H
#define MOD_CORS_STARTUP_H

#include <httpd.h>
#include <http_config.h>

/* httpd's check_config hook. Logs each fault that stops the server as an error,
 * with file and line of both directives, and then returns
 * HTTP_INTERNAL_SERVER_ERROR; returns OK if there is none. Stores all other
 * findings as warnings, and logs these itself only under "httpd -t", which does
 * not run post_config. */
int mod_cors_startup_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server);

/* httpd's post_config hook, which runs at a start or restart but not under
 * "httpd -t". Logs the warnings, and one line with the version, the number of
 * policies, and the checks that are not built in. Returns OK. */
int mod_cors_startup_log(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                         server_rec *main_server);

#endif
