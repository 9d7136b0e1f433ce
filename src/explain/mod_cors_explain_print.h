/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers the questions of "httpd -t -D CORS_EXPLAIN=...".
 */
#ifndef MOD_CORS_EXPLAIN_PRINT_H
#define MOD_CORS_EXPLAIN_PRINT_H

#include <httpd.h>

/* test_config, which runs under -t only: answers each question on the command
 * line in turn, to stdout. */
void mod_cors_explain_print(apr_pool_t *pconf, server_rec *main_server);

#endif
