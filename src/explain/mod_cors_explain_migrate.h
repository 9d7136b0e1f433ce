/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists the lines of old recipes in the configuration: httpd -t -D CORS_MIGRATE
 */
#ifndef MOD_CORS_EXPLAIN_MIGRATE_H
#define MOD_CORS_EXPLAIN_MIGRATE_H

#include <httpd.h>

/* The test_config hook: prints the lines to the standard output if CORS_MIGRATE
 * is defined. It changes nothing. */
void mod_cors_explain_migrate_print(apr_pool_t *pconf, server_rec *main_server);

#endif
