/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about policies that let other origins read httpd's pages about the
 * server: server-status, server-info and others. The pages of this module are
 * in mod_cors_startup_own_pages.h.
 */
#ifndef MOD_CORS_STARTUP_HANDLERS_H
#define MOD_CORS_STARTUP_HANDLERS_H

#include <httpd.h>
#include <http_config.h>

/* Stores a warning about each such policy in pconf, the pool of the
 * configuration. ptemp is needed only during the call. */
void mod_cors_startup_handlers_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                    const server_rec *main_server);

/* The same for a request: stores the warning about its merged settings in
 * r->pool, for mod_cors_warnings_write_htaccess, once. */
void mod_cors_startup_handlers_warn_htaccess(request_rec *r);

#endif
