/* SPDX-License-Identifier: Apache-2.0
 *
 * Orders the <Directory> or <Location> sections of a server by their literal
 * paths. The chain of a section is the section itself and all sections whose
 * paths contain its path, outermost first. A request to which a section applies
 * gets the settings of its whole chain.
 */
#ifndef MOD_CORS_STARTUP_PATHS_H
#define MOD_CORS_STARTUP_PATHS_H

#include <httpd.h>
#include <http_config.h>

#include "startup/mod_cors_startup_verdict.h"

/* Flags: the parts of forbidden combinations. */
enum {
    MOD_CORS_STARTUP_RISKY_ORIGINS = 1, /* some origin rule is not harmless */
    MOD_CORS_STARTUP_RISKY_HEADERS = 2, /* "*" in CorsExposeHeaders */
    MOD_CORS_STARTUP_CREDENTIALS = 4
};

typedef struct mod_cors_startup_path_t {
    mod_cors_startup_section_t section;
    const ap_conf_vector_t *vector;
    const char *literal; /* the path; NULL: a pattern */
    int order;           /* in which httpd merges sections */
    /* The last section with the same path, perhaps this one. */
    struct mod_cors_startup_path_t *last;
    unsigned has;   /* MOD_CORS_STARTUP_HAS_..., of the chain and inside */
    unsigned parts; /* MOD_CORS_STARTUP_RISKY_... of the section itself; of its
                       chain if it sets CorsEngine or the tolerance */
    /* The settings of the chain of last, without those of the server. */
    const cors_settings_t *merged;
    int merged_order; /* the highest order in the chain */
} mod_cors_startup_path_t;

/* Returns the settings of mod_cors in a section; constant empty ones if it has
 * none. */
const cors_settings_t *
mod_cors_startup_paths_settings(const ap_conf_vector_t *vector);

/* Initializes path with a section, which is in httpd's list at the index order.
 * Allocates from pool. */
void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector, int order,
                                 apr_pool_t *pool);

/* Completes section.outer, last, has, parts and merged of all paths.
 * section.outer leads to server. Returns pointers to the paths: first those
 * with a pattern, each of which is a chain by itself, then literal paths, each
 * after those that contain it. Allocates from pool, which must live as long as
 * paths. */
mod_cors_startup_path_t **
mod_cors_startup_paths_chain(mod_cors_startup_path_t *paths, int count,
                             const mod_cors_startup_section_t *server,
                             apr_pool_t *pool);

#endif
