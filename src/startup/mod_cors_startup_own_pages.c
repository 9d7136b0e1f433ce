/* SPDX-License-Identifier: Apache-2.0
 *
 * A section here includes all sections with the same name and path: an
 * administrator may write CorsStatus into one, and Require into another.
 */
#include "startup/mod_cors_startup_own_pages.h"

#include <stdbool.h>
#include <string.h>

#include <apr_strings.h>

#include "glue/mod_cors_handler.h"
#include "glue/mod_cors_warnings.h"
#include "startup/mod_cors_startup_tree.h"

typedef mod_cors_startup_tree_node_t node_t;

typedef struct {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
} check_t;

static const char *const pages[][2] = {
    {MOD_CORS_HANDLER_EXPLAIN, "CorsExplain"},
    {MOD_CORS_HANDLER_STATUS, "CorsStatus"},
};

/* A search for a directive in the section of another one. */
typedef struct {
    const check_t *check;
    const node_t *near;      /* the other directive */
    const char *directive;   /* to be found */
    const char *argument;    /* its argument; NULL: any */
    bool outer_sections_too; /* also where the section itself is written */
    bool found;
} search_t;

static bool is_same_section(const ap_directive_t *one,
                            const ap_directive_t *other)
{
    return one == other
           || (strcasecmp(one->directive, other->directive) == 0
               && strcmp(one->args, other->args) == 0);
}

static bool is_virtual_host(const node_t *node)
{
    return mod_cors_startup_tree_is(node, "<VirtualHost");
}

/* Whether the node is in a section that is the same as this one; NULL is the
 * server. */
static bool is_in(const node_t *node, const node_t *section)
{
    const node_t *outer = node->outer;

    while (section && outer
           && !is_same_section(outer->directive, section->directive)) {
        outer = outer->outer;
    }
    return outer || !section;
}

/* Whether the node is directly in the server, or in a section around the other
 * one. */
static bool is_around(const node_t *node, const node_t *other)
{
    if (!node->outer) {
        return true;
    }
    while (other && other->directive != node->outer->directive) {
        other = other->outer;
    }
    return other != NULL;
}

static void compare(void *baton, const node_t *node)
{
    search_t *search = baton;

    if (search->found || !mod_cors_startup_tree_is(node, search->directive)
        || (search->argument
            && strcasecmp(mod_cors_startup_tree_argument(node->directive,
                                                         search->check->ptemp),
                          search->argument)
                   != 0)) {
        return;
    }
    search->found =
        (search->near->outer && is_in(node, search->near->outer))
        || (search->outer_sections_too && is_around(node, search->near));
}

static bool is_found(search_t search)
{
    mod_cors_startup_tree_each(compare, &search);
    return search.found;
}

static void warn(const check_t *check, const node_t *node, const char *sentence)
{
    mod_cors_warnings_add(
        check->pconf,
        mod_cors_startup_tree_place(node->directive, check->pconf), sentence);
}

/* A SetHandler: is the page switched on? */
static void judge_handler(const check_t *check, const node_t *node,
                          const char *name, const char *directive)
{
    search_t search = {check, node, directive, "On", true, false};

    if (strcmp(mod_cors_startup_tree_argument(node->directive, check->ptemp),
               name)
            == 0
        && !is_found(search)) {
        warn(check, node,
             apr_psprintf(check->pconf,
                          "SetHandler: '%s' answers 404 unless it is switched "
                          "on; write '%s On' into the same section",
                          name, directive));
    }
}

/* A switch: may only some read the page? */
static void judge_switch(const check_t *check, const node_t *node,
                         const char *directive)
{
    search_t search = {check, node, "Require", NULL, false, false};

    if (strcasecmp(
            mod_cors_startup_tree_argument(node->directive, check->ptemp), "On")
            != 0
        || (node->outer && !is_virtual_host(node->outer) && is_found(search))) {
        return;
    }
    warn(check, node,
         apr_psprintf(check->pconf,
                      "%s: 'On' is in no section with 'Require', so everybody "
                      "may read the page; write both into the <Location> of "
                      "the page, for example 'Require local'",
                      directive));
}

static void visit(void *baton, const node_t *node)
{
    const check_t *check = baton;
    size_t i;

    for (i = 0; i < sizeof(pages) / sizeof(pages[0]); ++i) {
        if (mod_cors_startup_tree_is(node, "SetHandler")) {
            judge_handler(check, node, pages[i][0], pages[i][1]);
        }
        else if (mod_cors_startup_tree_is(node, pages[i][1])) {
            judge_switch(check, node, pages[i][1]);
        }
    }
}

void mod_cors_startup_own_pages_warn(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    check_t check = {pconf, ptemp};

    mod_cors_startup_tree_each(visit, &check);
}
