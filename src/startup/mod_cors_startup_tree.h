/* SPDX-License-Identifier: Apache-2.0
 *
 * The configuration as httpd has parsed it, with the directives of all
 * modules. Their compiled settings are private to them.
 */
#ifndef MOD_CORS_STARTUP_TREE_H
#define MOD_CORS_STARTUP_TREE_H

#include <stdbool.h>

#include <httpd.h>
#include <http_config.h>

#include "base/cors_place.h"

/* A directive, with the section that it is in (NULL: none), which is a node
 * itself. */
typedef struct mod_cors_startup_tree_node_t {
    const ap_directive_t *directive;
    const struct mod_cors_startup_tree_node_t *outer;
} mod_cors_startup_tree_node_t;

/* Calls back for each directive and section, in the order of the configuration.
 * A node lives as long as the call. */
typedef void
mod_cors_startup_tree_visit_t(void *baton,
                              const mod_cors_startup_tree_node_t *node);
void mod_cors_startup_tree_each(mod_cors_startup_tree_visit_t *visit,
                                void *baton);

/* Whether the directive, or section ("<Proxy"), has this name. */
bool mod_cors_startup_tree_is(const mod_cors_startup_tree_node_t *node,
                              const char *name);

/* The nearest section of this name around a directive, or NULL. */
const ap_directive_t *
mod_cors_startup_tree_section(const mod_cors_startup_tree_node_t *node,
                              const char *name);

/* The first argument, without quotation marks and without the '>' of a section.
 */
const char *mod_cors_startup_tree_argument(const ap_directive_t *directive,
                                           apr_pool_t *pool);

/* The place of a directive. */
cors_place_t *mod_cors_startup_tree_place(const ap_directive_t *directive,
                                          apr_pool_t *pool);

#endif
