/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads only the conditions that are usual in such configurations: comparisons
 * of the field with literal origins, joined by "||", or with one regular
 * expression. The section must allow just these origins, because a container
 * does. All others get no warning.
 */
#include "startup/mod_cors_startup_conditions.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"
#include "startup/mod_cors_startup_tree.h"
#include "origin/cors_pattern.h"

/* --- the condition ------------------------------------------------------ */

/* The pools, and the text that is being read. */
typedef struct {
    apr_pool_t *pconf, *ptemp;
    const char *text;
} reader_t;

static void skip_space(reader_t *reader)
{
    while (apr_isspace(*reader->text)) {
        ++reader->text;
    }
}

/* Skips a word if it comes next. Case does not matter. */
static bool take(reader_t *reader, const char *word)
{
    apr_size_t length = strlen(word);
    bool found;

    skip_space(reader);
    found = strncasecmp(reader->text, word, length) == 0;
    reader->text += found ? length : 0;
    return found;
}

/* Returns the text up to the byte end, and skips both; NULL if there is no such
 * byte. */
static const char *take_until(reader_t *reader, char end)
{
    const char *start = reader->text;
    const char *stop = strchr(start, end);

    if (!stop) {
        return NULL;
    }
    reader->text = stop + 1;
    return apr_pstrmemdup(reader->ptemp, start, (apr_size_t)(stop - start));
}

static const char *take_literal(reader_t *reader)
{
    skip_space(reader);
    if (*reader->text != '\'' && *reader->text != '"') {
        return NULL;
    }
    return take_until(reader, *reader->text++);
}

static bool take_field(reader_t *reader)
{
    static const char *const fields[] = {
        "%{HTTP:Origin}", "'%{HTTP:Origin}'", "\"%{HTTP:Origin}\"",
        "req('Origin')",  "http('Origin')",   "%{req:Origin}"};
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        if (take(reader, fields[i])) {
            return true;
        }
    }
    return false;
}

/* Returns the literals of "{'a', 'b'}", separated by blanks, or NULL. */
static const char *take_list(reader_t *reader)
{
    const char *list = "";

    if (!take(reader, "{")) {
        return NULL;
    }
    do {
        const char *literal = take_literal(reader);

        if (!literal) {
            return NULL;
        }
        list =
            apr_pstrcat(reader->ptemp, list, *list ? " " : "", literal, NULL);
    } while (take(reader, ","));
    return take(reader, "}") ? list : NULL;
}

/* Returns the expression of "m#...#" or "/.../", without '^' and '$' around
 * it, or NULL. */
static const char *take_expression(reader_t *reader)
{
    const char *expression;
    apr_size_t length;

    if (!take(reader, "m")) {
        skip_space(reader);
        if (*reader->text != '/') {
            return NULL;
        }
    }
    if (!*reader->text) {
        return NULL;
    }
    expression = take_until(reader, *reader->text++);
    if (!expression || *expression != '^') {
        return NULL;
    }
    ++expression;
    length = strlen(expression);
    return length > 0 && expression[length - 1] == '$'
               ? apr_pstrmemdup(reader->ptemp, expression, length - 1)
               : NULL;
}

/* Returns the origins of comparisons that are joined by "||", or NULL. */
static const char *take_comparisons(reader_t *reader)
{
    const char *origins = "";

    do {
        const char *origin = NULL;

        if (!take_field(reader)) {
            return NULL;
        }
        if (take(reader, "-in")) {
            origin = take_list(reader);
        }
        else if (take(reader, "==") || take(reader, "=")) {
            origin = take_literal(reader);
        }
        if (!origin) {
            return NULL;
        }
        origins = apr_pstrcat(reader->ptemp, origins, *origins ? " " : "",
                              origin, NULL);
    } while (take(reader, "||"));
    return origins;
}

/* --- what is inside ----------------------------------------------------- */

static bool is_one_of(const char *name, const char *const *names, int count)
{
    int i;

    for (i = 0; i < count; ++i) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a section has directives that may be in a container, and apart from
 * those only origin rules. */
static bool would_fit(const ap_directive_t *section)
{
    static const char *const settings[] = {
        "CorsAllowMethods",     "CorsAllowHeaders", "CorsExposeHeaders",
        "CorsAllowCredentials", "CorsMaxAge",       "CorsDangerouslyTolerate"};
    static const char *const rules[] = {"CorsAllowOrigin",
                                        "CorsAllowOriginMatch"};
    const ap_directive_t *inside;
    bool any = false;

    for (inside = section->first_child; inside; inside = inside->next) {
        if (is_one_of(inside->directive, settings, 6)) {
            any = true;
        }
        else if (!is_one_of(inside->directive, rules, 2)) {
            return false;
        }
    }
    return any;
}

/* Whether the lines of a directive in the section have the value, which may
 * follow a '+'. */
static bool lists(const ap_directive_t *section, const char *directive,
                  const char *value, apr_pool_t *pool)
{
    const ap_directive_t *inside;

    for (inside = section->first_child; inside; inside = inside->next) {
        const char *args = inside->args;

        while (mod_cors_directive_is(inside, directive) && *args) {
            const char *word = ap_getword_conf(pool, &args);

            if (strcmp(word + (*word == '+'), value) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether each of the texts, separated by blanks, is a serialized origin that
 * the section allows. Otherwise a container would allow more. */
static bool are_allowed(const ap_directive_t *section, const char *origins,
                        apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    while (*origins) {
        const char *origin = ap_getword_white(pool, &origins);

        if (cors_pattern_parse(origin, &pattern, &stop, pool) != CORS_PATTERN_OK
            || pattern.kind != CORS_PATTERN_EXACT
            || !lists(section, "CorsAllowOrigin", origin, pool)) {
            return false;
        }
    }
    return true;
}

/* --- the container ------------------------------------------------------ */

/* Whether the section's own list replaces the inherited one. */
static bool replaces(const ap_directive_t *first)
{
    const ap_directive_t *directive;

    for (directive = first; directive; directive = directive->next) {
        if (strncasecmp(directive->directive, "CorsAllowOrigin",
                        strlen("CorsAllowOrigin"))
                == 0
            || strncasecmp(directive->directive, "<CorsOrigin",
                           strlen("<CorsOrigin"))
                   == 0) {
            return *directive->args != '+';
        }
    }
    return false;
}

/* Returns the first line of the container that says the same as the section, or
 * NULL. plus: what its patterns begin with. */
static const char *container_for(const reader_t *start,
                                 const ap_directive_t *section,
                                 const char *plus)
{
    reader_t reader = *start;
    const char *line = "";
    const char *value;

    reader.text = mod_cors_directive_argument(section, reader.ptemp);
    if (take_field(&reader) && take(&reader, "=~")) {
        value = take_expression(&reader);
        skip_space(&reader);
        return value && !*reader.text
                       && lists(section, "CorsAllowOriginMatch", value,
                                reader.ptemp)
                   ? apr_pstrcat(reader.pconf, "<CorsOriginMatch ", plus, value,
                                 ">", NULL)
                   : NULL;
    }
    reader.text = mod_cors_directive_argument(section, reader.ptemp);
    value = take_comparisons(&reader);
    skip_space(&reader);
    if (!value || !*value || *reader.text
        || !are_allowed(section, value, reader.ptemp)) {
        return NULL;
    }
    while (*value) {
        line = apr_pstrcat(reader.ptemp, line, " ", plus,
                           ap_getword_white(reader.ptemp, &value), NULL);
    }
    return apr_pstrcat(reader.pconf, "<CorsOrigin", line, ">", NULL);
}

/* Whether an <ElseIf> or <Else> follows, which would lose its <If>. */
static bool has_else(const ap_directive_t *section)
{
    const ap_directive_t *next = section->next;

    return next
           && (mod_cors_directive_is(next, "<ElseIf")
               || mod_cors_directive_is(next, "<Else"));
}

static void warn(void *baton, const mod_cors_startup_tree_node_t *node)
{
    const reader_t *reader = baton;
    const ap_directive_t *section = node->directive;
    const char *container;

    if (!mod_cors_startup_tree_is(node, "<If") || !would_fit(section)
        || has_else(section)) {
        return;
    }
    container =
        container_for(reader, section,
                      replaces(node->outer ? node->outer->directive->first_child
                                           : ap_conftree)
                          ? ""
                          : "+");
    if (container) {
        mod_cors_warnings_add(
            reader->pconf, mod_cors_startup_tree_place(section, reader->pconf),
            apr_psprintf(reader->pconf,
                         "<If> selects settings by Origin, which a container "
                         "does faster, and httpd -t checks it; write '%s' "
                         "instead",
                         container));
    }
}

void mod_cors_startup_conditions_warn(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    reader_t reader = {pconf, ptemp, NULL};

    mod_cors_startup_tree_each(warn, &reader);
}
