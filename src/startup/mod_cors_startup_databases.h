/* SPDX-License-Identifier: Apache-2.0
 *
 * Warns about connections of mod_dbd that delay child processes.
 */
#ifndef MOD_CORS_STARTUP_DATABASES_H
#define MOD_CORS_STARTUP_DATABASES_H

#include <httpd.h>
#include <http_config.h>

/* Warns, once, if an origin list is in a database and mod_dbd opens connections
 * when a child process begins: the process then handles no request before the
 * database answers. */
void mod_cors_startup_databases_warn(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
