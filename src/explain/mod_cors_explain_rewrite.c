/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_rewrite keeps its rules to itself, so the configuration that httpd has
 * read is searched. Flags are not looked at: what they do can only make fewer
 * rules run.
 */
#include "explain/mod_cors_explain_rewrite.h"

#include <stdbool.h>
#include <string.h>

#include <http_config.h>

#include "explain/cors_condition.h"
#include "explain/mod_cors_explain_survey.h"
#include "startup/mod_cors_startup_tree.h"

typedef struct {
    const server_rec *server;
    const char *path;
    apr_pool_t *pool;
    const char *condition; /* unknown in a RewriteCond of the next rule */
    const char *matching;  /* unknown in a rule that matches the path */
    const char *any;       /* unknown in any rule */
    bool moves;            /* a rule that matches changes the path */
} search_t;

/* Whether the rule runs for each request to the server: it is in no section
 * that httpd merges. */
static bool is_of_server(const mod_cors_startup_tree_node_t *node)
{
    static const char *const sections[] = {
        "<Directory", "<DirectoryMatch", "<Location",   "<LocationMatch",
        "<Files",     "<FilesMatch",     "<If",         "<ElseIf",
        "<Else",      "<Proxy",          "<ProxyMatch", NULL};
    int i = 0;

    while (sections[i] && !mod_cors_startup_tree_section(node, sections[i])) {
        ++i;
    }
    return !sections[i];
}

/* Letter case does not matter, as under the flag NC. */
static bool matches(const char *pattern, const char *path, apr_pool_t *pool)
{
    ap_regex_t *regex =
        pattern[0] == '!' ? NULL : ap_pregcomp(pool, pattern, AP_REG_ICASE);

    return !regex || ap_regexec(regex, path, 0, NULL, 0) == 0;
}

static void visit_rule(search_t *search, const char *args)
{
    const char *unknown = search->condition
                              ? search->condition
                              : cors_condition_unknown(args, search->pool);
    const char *rest = args;
    const char *pattern = ap_getword_conf(search->pool, &rest);
    const char *substitution = ap_getword_conf(search->pool, &rest);

    search->condition = NULL;
    search->any = unknown ? unknown : search->any;
    if (matches(pattern, search->path, search->pool)) {
        search->matching = search->matching ? search->matching : unknown;
        search->moves = search->moves || strcmp(substitution, "-") != 0;
    }
}

static void visit(void *baton, const mod_cors_startup_tree_node_t *node)
{
    search_t *search = baton;
    bool is_rule = mod_cors_startup_tree_is(node, "RewriteRule");

    if ((!is_rule && !mod_cors_startup_tree_is(node, "RewriteCond"))
        || !mod_cors_explain_survey_is_in_scope(node, search->server)
        || !is_of_server(node)) {
        return;
    }
    if (is_rule) {
        visit_rule(search, node->directive->args);
    }
    else if (!search->condition) {
        search->condition =
            cors_condition_unknown(node->directive->args, search->pool);
    }
}

const char *mod_cors_explain_rewrite_unknown(const server_rec *server,
                                             const char *path, apr_pool_t *pool)
{
    search_t search = {server, path, pool, NULL, NULL, NULL, false};

    if (ap_find_linked_module("mod_rewrite.c")) {
        mod_cors_startup_tree_each(visit, &search);
    }
    return search.matching || !search.moves ? search.matching : search.any;
}
