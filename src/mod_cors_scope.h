/* SPDX-License-Identifier: Apache-2.0
 *
 * What holds for one path of a server: the settings and the SetHandler that its
 * own lines and its sections of one kind give, merged in httpd's order.
 */
#ifndef MOD_CORS_SCOPE_H
#define MOD_CORS_SCOPE_H

#include <httpd.h>
#include <http_config.h>

#include "cors_settings.h"

typedef struct {
    const cors_settings_t *settings; /* NULL: none */
    const ap_conf_vector_t
        *handled_by;  /* has the SetHandler; NULL: none does */
    const char *kind; /* of that section, as "Location" */
} mod_cors_scope_t;

/* The scope of the server itself. */
mod_cors_scope_t mod_cors_scope_of_server(const server_rec *s);

/* Merges a section into a scope. */
void mod_cors_scope_add(mod_cors_scope_t *scope, const ap_conf_vector_t *vector,
                        const char *kind, apr_pool_t *pool);

/* Whether a section, literal or a pattern, holds for a path, as httpd tells for
 * <Location>; the paths of <Directory> end in a slash. */
bool mod_cors_section_holds(const ap_conf_vector_t *vector, const char *path);

/* The scope of a path: the server, and those of the sections that hold for
 * it. */
mod_cors_scope_t mod_cors_scope_at(const server_rec *s,
                                   const apr_array_header_t *sections,
                                   const char *kind, const char *path,
                                   apr_pool_t *pool);

#endif
