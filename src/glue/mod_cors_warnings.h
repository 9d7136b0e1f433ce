/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about a configuration that is legal but probably a mistake. They are
 * collected while httpd reads the configuration and while start-up checks it,
 * and logged afterwards.
 */
#ifndef MOD_CORS_WARNINGS_H
#define MOD_CORS_WARNINGS_H

#include <httpd.h>
#include <http_config.h>

#include "base/cors_place.h"

/* Stores a warning in pconf: the pool of the configuration for
 * mod_cors_warnings_write, or of a request for
 * mod_cors_warnings_write_htaccess. place is NULL if the warning is not about a
 * certain line. place and sentence are kept, not copied: both must live as long
 * as pconf. */
void mod_cors_warnings_add(apr_pool_t *pconf, const cors_place_t *place,
                           const char *sentence);

/* Returns a key for a warning about one or two places (other may be NULL),
 * allocated from pool. A file that several sections include has the same name
 * and lines in each of them, so its warnings have the same key. */
const char *mod_cors_warnings_key(apr_pool_t *pool, const char *what,
                                  const cors_place_t *place,
                                  const cors_place_t *other);

/* Returns whether this is the first call for the key of a warning and this
 * pool. */
bool mod_cors_warnings_is_new(apr_pool_t *pconf, const char *what,
                              const cors_place_t *place,
                              const cors_place_t *other);

/* Formats a warning and stores it, unless its key is not new. The arguments
 * must not be expensive. */
void mod_cors_warnings_add_once(apr_pool_t *pconf, const char *what,
                                const cors_place_t *place,
                                const cors_place_t *other, const char *format,
                                ...) __attribute__((format(printf, 5, 6)));

/* Warns about the directive that is being read; its name is put before the
 * sentence. For a line of a configuration file, the warning is stored as by
 * mod_cors_warnings_add. For a line of a .htaccess, it is logged immediately,
 * at level debug: tenants' mistakes must not fill the log. */
void mod_cors_warnings_add_line(const cmd_parms *cmd, const cors_place_t *place,
                                const char *sentence);

/* Logs the warnings about .htaccess files that are stored in the request's
 * pool, each with file and line, at level debug, and removes all warnings from
 * the pool. */
void mod_cors_warnings_write_htaccess(const request_rec *r);

/* Logs all warnings that are stored in pconf, sorted by file and line, each
 * once, and removes them. */
void mod_cors_warnings_write(apr_pool_t *pconf, server_rec *main_server);

#endif
