/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives the configuration tree to the translation. A .htaccess is not part of
 * the tree.
 */
#include "explain/mod_cors_explain_migrate.h"

#include <http_core.h>

#include "explain/cors_migrate.h"
#include "startup/mod_cors_startup_tree.h"

typedef struct {
    cors_migrate_t *migrate;
    apr_array_header_t *open; /* of const ap_directive_t *: open sections */
} reading_t;

/* Closes the sections that the node is not in. */
static void close_sections(reading_t *reading,
                           const mod_cors_startup_tree_node_t *outer)
{
    const ap_directive_t *wanted = outer ? outer->directive : NULL;

    while (reading->open->nelts > 0
           && APR_ARRAY_IDX(reading->open, reading->open->nelts - 1,
                            const ap_directive_t *)
                  != wanted) {
        apr_array_pop(reading->open);
        cors_migrate_close(reading->migrate);
    }
}

static void read_node(void *baton, const mod_cors_startup_tree_node_t *node)
{
    reading_t *reading = baton;
    const ap_directive_t *directive = node->directive;
    cors_migrate_line_t line;

    line.file = directive->filename;
    line.number = directive->line_num;
    line.name = directive->directive;
    line.arguments = directive->args ? directive->args : "";
    close_sections(reading, node->outer);
    if (line.name[0] == '<') {
        APR_ARRAY_PUSH(reading->open, const ap_directive_t *) = directive;
        cors_migrate_open(reading->migrate, &line);
    }
    else {
        cors_migrate_add(reading->migrate, &line);
    }
}

void mod_cors_explain_migrate_print(apr_pool_t *pconf, server_rec *main_server)
{
    apr_file_t *output;
    apr_pool_t *pool;
    reading_t reading;
    cors_text_t text;

    (void)main_server;
    if (!ap_exists_config_define("CORS_MIGRATE")
        || apr_file_open_stdout(&output, pconf) != APR_SUCCESS
        || apr_pool_create(&pool, pconf) != APR_SUCCESS) {
        return;
    }
    reading.migrate = cors_migrate_create(pool);
    reading.open = apr_array_make(pool, 8, sizeof(ap_directive_t *));
    mod_cors_startup_tree_each(read_node, &reading);
    cors_text_init(&text, pool);
    if (cors_migrate_write(reading.migrate, &text) == 0) {
        cors_text_add(&text, "no line of an old recipe for CORS was found\n");
    }
    apr_file_write_full(output, text.bytes, text.length, NULL);
    apr_pool_destroy(pool);
}
