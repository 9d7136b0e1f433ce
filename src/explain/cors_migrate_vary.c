/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_vary.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_migrate_words.h"

#define SEPARATORS ", \t"

/* Returns the other names, joined by ", "; *has_origin is set if Origin is one
 * of them. */
static const char *other_names(const char *value, bool *has_origin,
                               apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, value);
    const char *others = "";
    char *state;
    const char *name;

    *has_origin = false;
    for (name = apr_strtok(copy, SEPARATORS, &state); name;
         name = apr_strtok(NULL, SEPARATORS, &state)) {
        if (strcasecmp(name, "Origin") == 0) {
            *has_origin = true;
        }
        else if (strncasecmp(name, "Access-Control-Request-", 23) != 0) {
            others = apr_pstrcat(pool, others, *others ? ", " : "", name, NULL);
        }
    }
    return others;
}

bool cors_migrate_vary_has_origin(const char *value, apr_pool_t *pool)
{
    bool has_origin;

    (void)other_names(value, &has_origin, pool);
    return has_origin;
}

void cors_migrate_vary_translate(cors_migrate_entry_t *entry, apr_pool_t *pool)
{
    const cors_migrate_header_t *header = &entry->header;
    bool has_origin;
    const char *others = other_names(header->value, &has_origin, pool);

    if (header->action == CORS_MIGRATE_SET) {
        cors_migrate_entry_add_problem(
            entry, "'set' removes the names that other modules have put into "
                   "Vary");
    }
    if (!header->always) {
        cors_migrate_entry_add_problem(entry,
                                       "lost on errors and redirects: without "
                                       "'always' only responses of status 2xx "
                                       "have the field");
    }
    if (header->variable || header->expression) {
        cors_migrate_entry_add_problem(
            entry, "responses to other origins, and to requests without "
                   "Origin, have no Vary, and caches give them to pages");
    }
    cors_migrate_entry_add_write(
        entry, *others ? apr_psprintf(pool, "Header %smerge Vary %s",
                                      header->always ? "always " : "",
                                      cors_migrate_words_quote(others, pool))
                       : "# remove this line, mod_cors adds Origin to Vary");
}

static bool has_vary(const cors_migrate_relation_t *recipe,
                     const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *vary;
    int next = 0;

    while ((vary = cors_migrate_relation_next_of(recipe, &next,
                                                 CORS_MIGRATE_VARY))) {
        if (vary->listed && cors_migrate_entry_contains(vary, line)) {
            return true;
        }
    }
    return false;
}

/* Whether the policy that the line becomes a part of names one origin, or every
 * one. The field does not depend on the request, so no expression names its
 * origins. */
static bool is_constant(const cors_migrate_relation_t *recipe,
                        const cors_migrate_entry_t *line)
{
    const cors_migrate_origins_t *origins = line->origins;
    int next = 0;
    const cors_migrate_entry_t *other =
        cors_migrate_relation_next_of(recipe, &next, CORS_MIGRATE_ALLOW_ORIGIN);

    while (other
           && (other == line
               || cors_migrate_entry_scope(other)
                      != cors_migrate_entry_scope(line))) {
        other = cors_migrate_relation_next_of(recipe, &next,
                                              CORS_MIGRATE_ALLOW_ORIGIN);
    }
    if (other) {
        return false;
    }
    return origins->any || origins->patterns->nelts == 0
           || (origins->patterns->nelts == 1
               && !strchr(APR_ARRAY_IDX(origins->patterns, 0, const char *),
                          '*'));
}

void cors_migrate_vary_judge(const cors_migrate_relation_t *recipe,
                             cors_migrate_entry_t *line)
{
    if (has_vary(recipe, line)) {
        return;
    }
    if (line->varies) {
        cors_migrate_entry_add_problem(
            line, "no 'Vary: Origin': a cache may give the response for one "
                  "origin to another");
    }
    else if (!is_constant(recipe, line)) {
        cors_migrate_entry_add_problem(
            line, "CorsAllowOrigin sends the origin of the request, with "
                  "'Vary: Origin'");
    }
}
