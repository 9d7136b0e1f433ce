/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares scopes. The lists are short: a configuration has a few lines of
 * recipes.
 */
#include "explain/cors_migrate_relation.h"

#include <string.h>

/* Iterates over the lines that set or add this field, from *next on. Returns
 * NULL at the end. */
cors_migrate_entry_t *
cors_migrate_relation_next_of(const cors_migrate_relation_t *recipe, int *next,
                              cors_migrate_field_e field)
{
    while (*next < recipe->entries->nelts) {
        cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(recipe->entries, (*next)++, cors_migrate_entry_t *);

        if (entry->kind == CORS_MIGRATE_HEADER_LINE
            && entry->header.field == field
            && entry->header.action <= CORS_MIGRATE_ADD) {
            return entry;
        }
    }
    return NULL;
}

static int depth_of(const cors_migrate_entry_t *entry)
{
    const cors_migrate_section_t *section = cors_migrate_entry_scope(entry);
    int depth = 0;

    for (; section; section = section->outer) {
        ++depth;
    }
    return depth;
}

/* Whether the origins of a line are in force where another line is: they are in
 * a section inside of it, or in the nearest one around it that has origins. */
static bool is_governed(const cors_migrate_relation_t *recipe,
                        const cors_migrate_entry_t *line,
                        const cors_migrate_entry_t *origin)
{
    const cors_migrate_entry_t *other;
    int next = 0;

    if (cors_migrate_entry_contains(line, origin)) {
        return true;
    }
    if (!cors_migrate_entry_contains(origin, line)) {
        return false;
    }
    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  CORS_MIGRATE_ALLOW_ORIGIN))) {
        if (cors_migrate_entry_contains(other, line)
            && depth_of(other) > depth_of(origin)) {
            return false;
        }
    }
    return true;
}

bool cors_migrate_relation_is_true(const cors_migrate_entry_t *entry)
{
    return strcmp(entry->header.value, "true") == 0;
}

bool cors_migrate_relation_meets_any(const cors_migrate_relation_t *recipe,
                                     const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *origin;
    bool found = false;
    bool all = true;
    int next = 0;

    while ((origin = cors_migrate_relation_next_of(
                recipe, &next, CORS_MIGRATE_ALLOW_ORIGIN))) {
        if (!is_governed(recipe, line, origin)) {
            continue;
        }
        if (origin->origins->any && cors_migrate_entry_contains(origin, line)) {
            return true;
        }
        found = true;
        all = all && origin->origins->any;
    }
    return found && all;
}

/* Whether a section inside that of the line, around the origins, takes the
 * credentials away. */
static bool is_switched_off(const cors_migrate_relation_t *recipe,
                            const cors_migrate_entry_t *line,
                            const cors_migrate_entry_t *origin)
{
    int i;

    for (i = 0; i < recipe->entries->nelts; ++i) {
        const cors_migrate_entry_t *other =
            APR_ARRAY_IDX(recipe->entries, i, cors_migrate_entry_t *);

        if (other->kind == CORS_MIGRATE_HEADER_LINE
            && other->header.field == CORS_MIGRATE_ALLOW_CREDENTIALS
            && (other->header.action == CORS_MIGRATE_UNSET
                || other->header.action == CORS_MIGRATE_SET)
            && !cors_migrate_relation_is_true(other)
            && !cors_migrate_entry_has_condition(other)
            && cors_migrate_entry_contains(other, origin)
            && depth_of(other) > depth_of(line)) {
            return true;
        }
    }
    return false;
}

/* Whether credentials are allowed, after the translation, for the origins of a
 * line. */
bool cors_migrate_relation_has_credentials(
    const cors_migrate_relation_t *recipe, const cors_migrate_entry_t *origin)
{
    const cors_migrate_entry_t *line;
    int next = 0;

    while ((line = cors_migrate_relation_next_of(
                recipe, &next, CORS_MIGRATE_ALLOW_CREDENTIALS))) {
        if (cors_migrate_relation_is_true(line) && !line->partial
            && !is_switched_off(recipe, line, origin)
            && is_governed(recipe, line, origin)
            && !cors_migrate_relation_meets_any(recipe, line)) {
            return true;
        }
    }
    return false;
}

bool cors_migrate_relation_has_origins(const cors_migrate_relation_t *recipe,
                                       const cors_migrate_entry_t *line,
                                       bool *any, bool *credentials)
{
    const cors_migrate_entry_t *origin;
    bool found = false;
    int next = 0;

    *any = *credentials = false;
    while ((origin = cors_migrate_relation_next_of(
                recipe, &next, CORS_MIGRATE_ALLOW_ORIGIN))) {
        if (is_governed(recipe, line, origin)) {
            found = true;
            *any = *any || origin->origins->any;
            *credentials =
                *credentials
                || cors_migrate_relation_has_credentials(recipe, origin);
        }
    }
    return found;
}

bool cors_migrate_relation_inherits(const cors_migrate_relation_t *recipe,
                                    const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *other;
    int next = 0;

    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  line->header.field))) {
        if (cors_migrate_entry_contains(other, line)
            && !cors_migrate_entry_contains(line, other)) {
            return true;
        }
    }
    return false;
}

bool cors_migrate_relation_admits_others(const cors_migrate_relation_t *recipe,
                                         const cors_migrate_entry_t *line,
                                         const cors_migrate_origins_t *origins)
{
    const cors_migrate_entry_t *origin;
    bool found = false;
    int next = 0;

    while ((origin = cors_migrate_relation_next_of(
                recipe, &next, CORS_MIGRATE_ALLOW_ORIGIN))) {
        if (!is_governed(recipe, line, origin)) {
            continue;
        }
        found = true;
        if (!cors_migrate_entry_same_condition(line, origin)
            && (!origins
                || !cors_migrate_origins_has_all(origins, origin->origins))) {
            return true;
        }
    }
    return !found;
}
