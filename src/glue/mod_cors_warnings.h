/* SPDX-License-Identifier: Apache-2.0
 *
 * What an administrator should know of a configuration that is legal all the
 * same: collected while it is read and judged, written once it has been.
 */
#ifndef MOD_CORS_WARNINGS_H
#define MOD_CORS_WARNINGS_H

#include <httpd.h>
#include <http_config.h>

#include <apr_hash.h>

#include "base/cors_place.h"

/* Keeps a sentence about a place (NULL: about none) for
 * mod_cors_warnings_write; pconf is the pool of the configuration, which the
 * sentence has to outlive, or a request's. */
void mod_cors_warnings_add(apr_pool_t *pconf, const cors_place_t *place,
                           const char *sentence);

/* A key for a warning about one or two places (other may be NULL). An included
 * file that several sections read has one name and the same lines in each, so
 * its warnings have the same key. */
const char *mod_cors_warnings_key(apr_pool_t *pool, const char *what,
                                  const cors_place_t *place,
                                  const cors_place_t *other);

/* Whether the key of a warning is not yet in known; adds it. */
bool mod_cors_warnings_is_new(apr_hash_t *known, const char *what,
                              const cors_place_t *place,
                              const cors_place_t *other);

/* As mod_cors_warnings_add, of the directive being read. In a .htaccess it is a
 * debug line at once: a tenant's mistakes are not the log's business. */
void mod_cors_warnings_add_line(const cmd_parms *cmd, const cors_place_t *place,
                                const char *sentence);

/* Writes what was kept about .htaccess files in the request's pool, at level
 * debug, by file and line. */
void mod_cors_warnings_write_htaccess(const request_rec *r);

/* Writes all that was kept, by file and line, and forgets it. */
void mod_cors_warnings_write(apr_pool_t *pconf, server_rec *main_server);

#endif
