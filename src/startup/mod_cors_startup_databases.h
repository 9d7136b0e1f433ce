/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of mod_dbd that matter for origin lists.
 */
#ifndef MOD_CORS_STARTUP_DATABASES_H
#define MOD_CORS_STARTUP_DATABASES_H

#include <httpd.h>
#include <http_config.h>

/* Sets the connection of each origin list in a database. Warns, once, if there
 * is such a list and mod_dbd has no driver in the main server, or opens
 * connections when a child process begins: the process then handles no request
 * before the database answers. */
void mod_cors_startup_databases_read(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
