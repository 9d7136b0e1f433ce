/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings of mod_dbd are private, so its directives are read again.
 */
#include "startup/mod_cors_startup_databases.h"

#include <string.h>

#include <apr_strings.h>

#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"
#include "lists/mod_cors_lists.h"
#include "startup/mod_cors_startup_tree.h"

typedef struct {
    bool persists; /* DBDPersist */
    apr_pool_t *ptemp;
} pool_t;

/* Lists use the database of the main server. */
static void read_directive(void *baton,
                           const mod_cors_startup_tree_node_t *node)
{
    pool_t *pool = baton;

    if (node->outer) {
        return;
    }
    if (mod_cors_startup_tree_is(node, "DBDPersist")) {
        pool->persists = strcasecmp(mod_cors_directive_argument(node->directive,
                                                                pool->ptemp),
                                    "Off")
                         != 0;
    }
}

/* Returns the first list in a database, or NULL. */
static const mod_cors_lists_list_t *first_list(apr_pool_t *pconf)
{
    const apr_array_header_t *lists = mod_cors_lists_all(pconf);
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        const mod_cors_lists_list_t *list =
            APR_ARRAY_IDX(lists, i, const mod_cors_lists_list_t *);

        if (strncmp(list->source_text, "dbd:", strlen("dbd:")) == 0) {
            return list;
        }
    }
    return NULL;
}

void mod_cors_startup_databases_warn(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    const mod_cors_lists_list_t *list = first_list(pconf);
    pool_t pool = {true, ptemp};

    if (!list) {
        return;
    }
    mod_cors_startup_tree_each(read_directive, &pool);
    if (pool.persists) {
        mod_cors_warnings_add(
            pconf, list->defined,
            apr_psprintf(
                pconf,
                "CorsOriginList '%s' is in a database to which mod_dbd "
                "keeps connections, so that one that does not answer "
                "delays the start and the end of each child process; "
                "write 'DBDPersist Off'",
                list->list.name));
    }
}
