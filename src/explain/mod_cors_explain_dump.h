/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints all settings of the module: "httpd -t -D DUMP_CORS".
 */
#ifndef MOD_CORS_EXPLAIN_DUMP_H
#define MOD_CORS_EXPLAIN_DUMP_H

#include <httpd.h>

/* test_config, which runs under -t only. If DUMP_CORS is defined, prints to
 * stdout each server and section with directives of the module: what is in
 * force there, each value with its place, whether the policy is constant, and
 * what responses have in Vary. */
void mod_cors_explain_dump(apr_pool_t *pconf, server_rec *main_server);

#endif
