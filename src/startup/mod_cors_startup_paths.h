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
    const char *path; /* without a trailing slash; NULL if it is a pattern */
    bool slash;       /* it had one: <Location /a/> does not apply to /a */
    int order;        /* in which httpd merges sections */
    unsigned brings;  /* MOD_CORS_STARTUP_RULES ..., of the chain and inside */
    unsigned halves;  /* MOD_CORS_STARTUP_RISKY_... of the section itself; of
                         its chain if it sets CorsEngine or the tolerance */
    int last_order;   /* the highest in its chain */
    bool is_merged;
    /* The settings of the chain, without those of the server. If not is_merged,
     * those of the section alone. */
    const cors_settings_t *merged;
} mod_cors_startup_path_t;

/* Returns the settings of mod_cors in a section; constant empty ones if it has
 * none. */
const cors_settings_t *
mod_cors_startup_paths_settings(const ap_conf_vector_t *vector);

/* Initializes path with a section and a chain of this section alone. order: the
 * index of the section in httpd's list. path->path is allocated from pool. */
void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector, int order,
                                 apr_pool_t *pool);

/* Calls visit for the chain of each path: first for sections with a pattern,
 * each of which is a chain by itself, then for literal paths, each after those
 * that contain it. The last sections of the chain, same of them, have the same
 * path. When visit is called, section.outer is set in the whole chain and leads
 * to server, and merged is set in the last sections. Sorts paths. Allocates
 * from pool, which must live as long as merged is used. */
typedef void mod_cors_startup_paths_visit_t(void *baton,
                                            mod_cors_startup_path_t **chain,
                                            int length, int same);
void mod_cors_startup_paths_each_chain(mod_cors_startup_path_t *paths,
                                       int count,
                                       const mod_cors_startup_section_t *server,
                                       mod_cors_startup_paths_visit_t *visit,
                                       void *baton, apr_pool_t *pool);

#endif
