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

/* The halves of forbidden combinations: credentials, and settings that are
 * forbidden with them. */
enum {
    MOD_CORS_STARTUP_RISKY_ORIGINS = 1, /* some origin rule is not harmless */
    MOD_CORS_STARTUP_RISKY_HEADERS = 2, /* "*" in CorsExposeHeaders */
    MOD_CORS_STARTUP_CREDENTIALS = 4
};

typedef struct {
    mod_cors_startup_section_t section;
    const ap_conf_vector_t *vector;
    bool is_literal; /* false: the path is a pattern */
    unsigned brings; /* MOD_CORS_STARTUP_RULES ..., of the chain and inside */
    unsigned halves; /* MOD_CORS_STARTUP_RISKY_... of the section itself; of
                        its chain if it sets CorsEngine or the tolerance */
    /* The settings of the chain, without those of the server. */
    const cors_settings_t *merged;
} mod_cors_startup_path_t;

/* Returns the settings of mod_cors in a section; constant empty ones if it has
 * none. */
const cors_settings_t *
mod_cors_startup_paths_settings(const ap_conf_vector_t *vector);

/* Initializes path with a section and a chain of this section alone. */
void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector);

/* Completes section.outer, brings, halves and merged of all paths, which are in
 * the order of httpd's list. section.outer leads to server. Calls visit for
 * each chain with its last sections, which have the same path: first for
 * sections with a pattern, each of which is a chain by itself, then for literal
 * paths, each after those that contain it. Allocates from pool, which must live
 * as long as merged is used. */
typedef void
mod_cors_startup_paths_visit_t(void *baton,
                               mod_cors_startup_path_t *const *last, int count);
void mod_cors_startup_paths_each_chain(mod_cors_startup_path_t *paths,
                                       int count,
                                       const mod_cors_startup_section_t *server,
                                       mod_cors_startup_paths_visit_t *visit,
                                       void *baton, apr_pool_t *pool);

#endif
