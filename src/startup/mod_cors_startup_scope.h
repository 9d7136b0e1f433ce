/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings and the SetHandler that hold for one path of a server. They are
 * merged, in httpd's order, from the server's own lines and its sections of
 * one kind.
 */
#ifndef MOD_CORS_STARTUP_SCOPE_H
#define MOD_CORS_STARTUP_SCOPE_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_settings.h"

typedef struct {
    const cors_settings_t *settings; /* NULL: there are none */
    const ap_conf_vector_t
        *handled_by;  /* section with the SetHandler, or NULL */
    const char *kind; /* of that section, such as "Location" */
} mod_cors_startup_scope_t;

/* The scope of the server itself. */
mod_cors_startup_scope_t mod_cors_startup_scope_of_server(const server_rec *s);

/* Merges a section into a scope. */
void mod_cors_startup_scope_add(mod_cors_startup_scope_t *scope,
                                const ap_conf_vector_t *vector,
                                const char *kind, apr_pool_t *pool);

/* Whether a section with a literal path or a pattern holds for a path, by
 * httpd's rules for <Location>; the paths of <Directory> end in a slash. */
bool mod_cors_startup_scope_holds(const ap_conf_vector_t *vector,
                                  const char *path);

/* The scope of a path: the server, merged with all sections that hold for the
 * path. */
mod_cors_startup_scope_t
mod_cors_startup_scope_at(const server_rec *s,
                          const apr_array_header_t *sections, const char *kind,
                          const char *path, apr_pool_t *pool);

#endif
