/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings of mod_dbd are private, so its directives are read again. Lists
 * use the database of the main server.
 */
#include "startup/mod_cors_startup_databases.h"

#include <string.h>

#include <apr_sha1.h>
#include <apr_strings.h>

#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"
#include "lists/mod_cors_lists.h"
#include "startup/mod_cors_startup_tree.h"

#define SHA1_TEXT (APR_SHA1PW_IDLEN + 28 + 1) /* bytes, with the NUL */

/* Settings of mod_dbd. */
typedef struct {
    bool has_driver;        /* DBDriver */
    bool persists;          /* DBDPersist */
    const char *connection; /* the directives that choose rows; has passwords */
    apr_pool_t *ptemp;
} directives_t;

/* Whether the directive decides which database is read, or what its tables
 * are. */
static bool is_of_connection(const mod_cors_startup_tree_node_t *node)
{
    return mod_cors_startup_tree_is(node, "DBDriver")
           || mod_cors_startup_tree_is(node, "DBDParams")
           || mod_cors_startup_tree_is(node, "DBDInitSQL");
}

static void read_directive(void *baton,
                           const mod_cors_startup_tree_node_t *node)
{
    directives_t *read = baton;

    if (node->outer) {
        return;
    }
    if (mod_cors_startup_tree_is(node, "DBDriver")) {
        read->has_driver = true;
    }
    if (is_of_connection(node)) {
        read->connection = apr_pstrcat(read->ptemp, read->connection, "\n",
                                       node->directive->args, NULL);
    }
    if (mod_cors_startup_tree_is(node, "DBDPersist")) {
        read->persists = strcasecmp(mod_cors_directive_argument(node->directive,
                                                                read->ptemp),
                                    "Off")
                         != 0;
    }
}

/* Returns a hash of the connection, which does not show the password. */
static const char *hash_connection(const directives_t *read, apr_pool_t *pconf)
{
    char *hash = apr_palloc(pconf, SHA1_TEXT);

    apr_sha1_base64(read->connection, (int)strlen(read->connection), hash);
    return hash;
}

/* Returns what is wrong with the settings of mod_dbd, or NULL. */
static const char *fault_of(const directives_t *read)
{
    if (!read->has_driver) {
        return "is in a database, but mod_dbd is not set up in the main "
               "server, whose settings lists use; write 'DBDriver', "
               "'DBDParams' and 'DBDPersist Off' outside of <VirtualHost>";
    }
    return read->persists
               ? "is in a database to which mod_dbd keeps connections, so that "
                 "a database that does not answer delays the start and the end "
                 "of each child process; write 'DBDPersist Off'"
               : NULL;
}

static void warn(const mod_cors_lists_list_t *list, const char *fault,
                 apr_pool_t *pconf)
{
    mod_cors_warnings_add(
        pconf, list->defined,
        apr_psprintf(pconf, "CorsOriginList '%s' %s", list->list.name, fault));
}

void mod_cors_startup_databases_read(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    directives_t read = {false, true, "", ptemp};
    const char *fault;
    int i;

    mod_cors_startup_tree_each(read_directive, &read);
    fault = fault_of(&read);
    for (i = 0; i < lists->nelts; ++i) {
        mod_cors_lists_list_t *list =
            APR_ARRAY_IDX(lists, i, mod_cors_lists_list_t *);

        if (strncmp(list->source_text, "dbd:", strlen("dbd:")) != 0) {
            continue;
        }
        list->connection = hash_connection(&read, pconf);
        if (fault) {
            warn(list, fault, pconf);
            fault = NULL; /* it is the same for every list */
        }
    }
}
