/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings and the SetHandler that apply to one path of a server. They are
 * merged, in httpd's order, from the server's own lines and its sections of one
 * kind.
 */
#ifndef MOD_CORS_STARTUP_SCOPE_H
#define MOD_CORS_STARTUP_SCOPE_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_settings.h"

typedef struct {
    const cors_settings_t *settings; /* NULL: there are none */
    const ap_conf_vector_t
        *handled_by;  /* section with the SetHandler; NULL: none */
    const char *kind; /* of that section, such as "Location" */
} mod_cors_startup_scope_t;

/* Returns the scope of the server itself, without its sections. */
mod_cors_startup_scope_t mod_cors_startup_scope_of_server(const server_rec *s);

/* Merges a section into a scope, after the sections that are in it. kind is the
 * name of the section, such as "Location". Allocates from pool. */
void mod_cors_startup_scope_add(mod_cors_startup_scope_t *scope,
                                const ap_conf_vector_t *vector,
                                const char *kind, apr_pool_t *pool);

/* Returns whether a section with a literal path or a pattern applies to a path,
 * by httpd's rules for <Location>. The path of a <Directory> must end in a
 * slash. */
bool mod_cors_startup_scope_holds(const ap_conf_vector_t *vector,
                                  const char *path);

/* Returns the scope of a path: the server, merged with those of sections that
 * apply to the path. kind is the name of all these sections. Allocates from
 * pool. */
mod_cors_startup_scope_t
mod_cors_startup_scope_at(const server_rec *s,
                          const apr_array_header_t *sections, const char *kind,
                          const char *path, apr_pool_t *pool);

#endif
