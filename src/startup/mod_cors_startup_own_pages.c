/* SPDX-License-Identifier: Apache-2.0
 *
 * Collects the lines about the pages of each virtual host, then judges them.
 * Sections of one virtual host with the same name and argument count as one: an
 * administrator may write CorsStatus into one, and Require into another.
 */
#include "startup/mod_cors_startup_own_pages.h"

#include <stdbool.h>
#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "glue/mod_cors_handler.h"
#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"
#include "startup/mod_cors_startup_tree.h"

typedef mod_cors_startup_tree_node_t node_t;

static const char *const pages[][2] = {
    {MOD_CORS_HANDLER_EXPLAIN, "CorsExplain"},
    {MOD_CORS_HANDLER_STATUS, "CorsStatus"},
};

enum { PAGES = sizeof(pages) / sizeof(pages[0]) };

/* A SetHandler that names a page, or a switch that is On. */
typedef struct {
    int page;
    const ap_directive_t *directive;
    const char *location; /* the path of its <Location>, or NULL */
    const apr_array_header_t *sections; /* keys of those that it is in */
} line_t;

/* The lines of a virtual host, or of the main server. */
typedef struct {
    apr_array_header_t *handlers; /* of line_t */
    apr_array_header_t *switches; /* of line_t */
} server_t;

typedef struct {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *servers;  /* of server_t, by the pointer to its section */
    apr_hash_t *requires; /* the keys of sections that have a Require */
} check_t;

static server_t *server_of(const check_t *check, const node_t *node)
{
    const ap_directive_t *section =
        mod_cors_startup_tree_section(node, "<VirtualHost");
    server_t *server = apr_hash_get(check->servers, &section, sizeof(section));

    if (!server) {
        server = apr_palloc(check->ptemp, sizeof(*server));
        server->handlers = apr_array_make(check->ptemp, 1, sizeof(line_t));
        server->switches = apr_array_make(check->ptemp, 1, sizeof(line_t));
        apr_hash_set(check->servers,
                     apr_pmemdup(check->ptemp, &section, sizeof(section)),
                     sizeof(section), server);
    }
    return server;
}

static const char *key_of(const check_t *check, const node_t *section)
{
    char *key = apr_psprintf(
        check->ptemp, "%pp %s ",
        (const void *)mod_cors_startup_tree_section(section, "<VirtualHost"),
        section->directive->directive);

    ap_str_tolower(key);
    return apr_pstrcat(
        check->ptemp, key,
        mod_cors_directive_argument(section->directive, check->ptemp), NULL);
}

/* Whether a section has settings of its own; <RequireAny> has none. */
static bool is_section(const node_t *node)
{
    return node && node->directive->directive[0] == '<'
           && strncasecmp(node->directive->directive, "<Require", 8) != 0
           && !mod_cors_startup_tree_is(node, "<VirtualHost");
}

static line_t line_of(const check_t *check, const node_t *node, int page)
{
    apr_array_header_t *sections =
        apr_array_make(check->ptemp, 2, sizeof(const char *));
    line_t line = {page, node->directive, NULL, sections};
    const node_t *outer;

    for (outer = node->outer; outer; outer = outer->outer) {
        if (is_section(outer)) {
            APR_ARRAY_PUSH(sections, const char *) = key_of(check, outer);
        }
        if (mod_cors_startup_tree_is(outer, "<Location")) {
            line.location =
                mod_cors_directive_argument(outer->directive, check->ptemp);
        }
    }
    return line;
}

/* Records the section of a Require that keeps somebody out of all its URLs. */
static void note_require(const check_t *check, const node_t *node)
{
    const node_t *outer = node->outer;

    while (outer && !is_section(outer)) {
        outer = outer->outer;
    }
    if (outer && strncasecmp(outer->directive->directive, "<Limit", 6) != 0
        && !mod_cors_startup_tree_is(outer, "<If")
        && strncasecmp(outer->directive->directive, "<Else", 5) != 0
        && strcasecmp(node->directive->args, "all granted") != 0) {
        apr_hash_set(check->requires, key_of(check, outer), APR_HASH_KEY_STRING,
                     node);
    }
}

static void collect(void *baton, const node_t *node)
{
    const check_t *check = baton;
    const char *argument;
    int page;

    if (mod_cors_startup_tree_is(node, "Require")) {
        note_require(check, node);
        return;
    }
    argument = mod_cors_directive_argument(node->directive, check->ptemp);
    for (page = 0; page < PAGES; ++page) {
        if (mod_cors_startup_tree_is(node, "SetHandler")
            && strcmp(argument, pages[page][0]) == 0) {
            APR_ARRAY_PUSH(server_of(check, node)->handlers, line_t) =
                line_of(check, node, page);
        }
        else if (mod_cors_startup_tree_is(node, pages[page][1])
                 && strcasecmp(argument, "On") == 0) {
            APR_ARRAY_PUSH(server_of(check, node)->switches, line_t) =
                line_of(check, node, page);
        }
    }
}

static void warn(const check_t *check, const line_t *line, const char *sentence)
{
    mod_cors_warnings_add(
        check->pconf,
        mod_cors_startup_tree_place(line->directive, check->pconf), sentence);
}

/* Whether a <Location> of one path also applies to the other path. */
static bool contains(const char *path, const char *other)
{
    size_t length = strlen(path);

    return strncmp(path, other, length) == 0
           && (length == 0 || path[length - 1] == '/' || other[length] == '/'
               || other[length] == '\0');
}

/* Whether one of the switches may apply where the handler is set. */
static bool is_switched_on(const server_t *server, const line_t *handler)
{
    int i;

    for (i = 0; server && i < server->switches->nelts; ++i) {
        const line_t *line = &APR_ARRAY_IDX(server->switches, i, line_t);

        if (line->page == handler->page
            && (!line->location || !handler->location
                || contains(line->location, handler->location))) {
            return true;
        }
    }
    return false;
}

static void judge_handlers(const check_t *check, const server_t *main_server,
                           const server_t *server)
{
    int i;

    for (i = 0; i < server->handlers->nelts; ++i) {
        const line_t *line = &APR_ARRAY_IDX(server->handlers, i, line_t);

        if (!is_switched_on(server, line)
            && !is_switched_on(main_server, line)) {
            warn(check, line,
                 apr_psprintf(check->pconf,
                              "SetHandler: '%s' answers 404 unless it is "
                              "switched on; write '%s On' into the same "
                              "section",
                              pages[line->page][0], pages[line->page][1]));
        }
    }
}

static bool has_require(const check_t *check, const line_t *line)
{
    int i;

    for (i = 0; i < line->sections->nelts; ++i) {
        if (apr_hash_get(check->requires,
                         APR_ARRAY_IDX(line->sections, i, const char *),
                         APR_HASH_KEY_STRING)) {
            return true;
        }
    }
    return false;
}

static void judge_switches(const check_t *check, const server_t *server)
{
    int i;

    for (i = 0; i < server->switches->nelts; ++i) {
        const line_t *line = &APR_ARRAY_IDX(server->switches, i, line_t);

        if (!has_require(check, line)) {
            warn(check, line,
                 apr_psprintf(check->pconf,
                              "%s: 'On' is in no section with 'Require', so "
                              "everybody may read the page; write both into "
                              "the <Location> of the page, for example "
                              "'Require local'",
                              pages[line->page][1]));
        }
    }
}

void mod_cors_startup_own_pages_warn(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    check_t check = {pconf, ptemp, apr_hash_make(ptemp), apr_hash_make(ptemp)};
    const ap_directive_t *none = NULL;
    const server_t *main_server;
    apr_hash_index_t *i;

    mod_cors_startup_tree_each(collect, &check);
    main_server = apr_hash_get(check.servers, &none, sizeof(none));
    for (i = apr_hash_first(ptemp, check.servers); i; i = apr_hash_next(i)) {
        void *server;

        apr_hash_this(i, NULL, NULL, &server);
        judge_handlers(&check, main_server, server);
        judge_switches(&check, server);
    }
}
