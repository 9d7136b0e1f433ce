/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_tree.h"

#include <string.h>

#include <apr_strings.h>

#include "glue/mod_cors_directive.h"

/* The recursion is as deep as sections are nested. */
static void visit_each(const ap_directive_t *first,
                       const mod_cors_startup_tree_node_t *outer,
                       mod_cors_startup_tree_visit_t *visit, void *baton)
{
    const ap_directive_t *directive;

    for (directive = first; directive; directive = directive->next) {
        mod_cors_startup_tree_node_t node = {directive, outer};

        visit(baton, &node);
        visit_each(directive->first_child, &node, visit, baton);
    }
}

void mod_cors_startup_tree_each(mod_cors_startup_tree_visit_t *visit,
                                void *baton)
{
    visit_each(ap_conftree, NULL, visit, baton);
}

bool mod_cors_startup_tree_is(const mod_cors_startup_tree_node_t *node,
                              const char *name)
{
    return mod_cors_directive_is(node->directive, name);
}

const ap_directive_t *
mod_cors_startup_tree_section(const mod_cors_startup_tree_node_t *node,
                              const char *name)
{
    const mod_cors_startup_tree_node_t *outer = node->outer;

    while (outer && !mod_cors_startup_tree_is(outer, name)) {
        outer = outer->outer;
    }
    return outer ? outer->directive : NULL;
}

cors_place_t *mod_cors_startup_tree_place(const ap_directive_t *directive,
                                          apr_pool_t *pool)
{
    cors_place_t *place = apr_palloc(pool, sizeof(*place));

    place->file = apr_pstrdup(pool, directive->filename);
    place->line = directive->line_num;
    place->in_htaccess = false;
    return place;
}
