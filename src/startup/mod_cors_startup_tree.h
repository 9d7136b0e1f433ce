/* SPDX-License-Identifier: Apache-2.0
 *
 * The configuration as httpd has parsed it, with the directives of all modules.
 * The compiled settings of other modules are private to them.
 */
#ifndef MOD_CORS_STARTUP_TREE_H
#define MOD_CORS_STARTUP_TREE_H

#include <stdbool.h>

#include <httpd.h>
#include <http_config.h>

#include "base/cors_place.h"

/* A directive or section, and the section that it is in; NULL at top level. */
typedef struct mod_cors_startup_tree_node_t {
    const ap_directive_t *directive;
    const struct mod_cors_startup_tree_node_t *outer;
} mod_cors_startup_tree_node_t;

/* Calls visit for each directive and section, in the order of the
 * configuration. A node is valid only during its call. */
typedef void
mod_cors_startup_tree_visit_t(void *baton,
                              const mod_cors_startup_tree_node_t *node);
void mod_cors_startup_tree_each(mod_cors_startup_tree_visit_t *visit,
                                void *baton);

/* Returns whether the directive has this name, or the section ("<Proxy"). Case
 * does not matter. */
bool mod_cors_startup_tree_is(const mod_cors_startup_tree_node_t *node,
                              const char *name);

/* Returns the nearest section of this name ("<Proxy") around a node, or
 * NULL. */
const ap_directive_t *
mod_cors_startup_tree_section(const mod_cors_startup_tree_node_t *node,
                              const char *name);

/* Returns the place of a directive, allocated from pool. */
cors_place_t *mod_cors_startup_tree_place(const ap_directive_t *directive,
                                          apr_pool_t *pool);

#endif
