/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks the origin lists when all lines are read, and reads files under
 * "httpd -t", which does not run post_config.
 */
#ifndef MOD_CORS_LISTS_CHECK_H
#define MOD_CORS_LISTS_CHECK_H

#include <httpd.h>
#include <http_config.h>

/* httpd's check_config hook, which runs before that of src/startup. Logs names
 * without CorsOriginList, and files that cannot be used, as errors, and then
 * returns HTTP_INTERNAL_SERVER_ERROR; otherwise OK. Rows that are skipped, and
 * permissions that are probably a mistake, become warnings. A file whose list
 * has a version from before a restart does not stop the server. */
int mod_cors_lists_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                                apr_pool_t *ptemp, server_rec *main_server);

/* Under "httpd -t", for questions: reads the lists whose sources are files into
 * memory of pool. The other ones stay without an image. */
void mod_cors_lists_check_read_files(apr_pool_t *pconf, apr_pool_t *pool);

#endif
