/* SPDX-License-Identifier: Apache-2.0
 *
 * The <Directory> or <Location> sections of a server by their literal paths:
 * which path contains which. A section and those whose paths contain its own,
 * outermost first, are its chain: requests that meet it meet all of them.
 */
#ifndef MOD_CORS_STARTUP_PATHS_H
#define MOD_CORS_STARTUP_PATHS_H

#include <httpd.h>
#include <http_config.h>

#include "startup/mod_cors_startup_verdict.h"

/* The halves of forbidden combinations. */
enum {
    MOD_CORS_STARTUP_RISKY_ORIGINS = 1, /* may not go with credentials */
    MOD_CORS_STARTUP_RISKY_HEADERS = 2, /* exposed; likewise */
    MOD_CORS_STARTUP_CREDENTIALS = 4
};

typedef struct {
    mod_cors_startup_section_t section;
    const ap_conf_vector_t *vector;
    const char *path; /* without a trailing slash; NULL: a pattern */
    bool slash;       /* it had one: <Location /a/> does not hold for /a */
    int order;        /* of merging */
    unsigned brings;  /* MOD_CORS_STARTUP_RULES ...: its chain, and inside */
    unsigned halves;  /* MOD_CORS_STARTUP_RISKY_...: the section itself; its
                         chain if it sets CorsEngine or the tolerance */
    int last_order;   /* the highest of its chain */
    bool is_merged;
    const cors_settings_t *merged; /* the chain, without the server; if not
                                      is_merged, its own */
} mod_cors_startup_path_t;

/* The settings of ours in a section, empty ones if it has none. */
const cors_settings_t *
mod_cors_startup_paths_settings(const ap_conf_vector_t *vector);

/* Makes a chain of one section, which has this place in the order of its kind.
 * Its path is allocated from pool. */
void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector, int order,
                                 apr_pool_t *pool);

/* Calls back for the chain of each path, outermost sections first: patterns,
 * which are chains of their own, then paths, each after those that contain it.
 * The last sections of the chain, same, have the one path. merged is set in
 * them, and in all of the chain what it takes to follow section.outer, which
 * ends with server. Sorts paths. Allocates from pool. */
typedef void mod_cors_startup_paths_visit_t(void *baton,
                                            mod_cors_startup_path_t **chain,
                                            int length, int same);
void mod_cors_startup_paths_each_chain(mod_cors_startup_path_t *paths,
                                       int count,
                                       const mod_cors_startup_section_t *server,
                                       mod_cors_startup_paths_visit_t *visit,
                                       void *baton, apr_pool_t *pool);

#endif
