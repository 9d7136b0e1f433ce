/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_entry.h"

#include <string.h>

cors_migrate_entry_t *cors_migrate_entry_create(
    const cors_migrate_line_t *line, cors_migrate_kind_e kind,
    const cors_migrate_section_t *section, apr_pool_t *pool)
{
    cors_migrate_entry_t *entry = apr_pcalloc(pool, sizeof(*entry));

    entry->line = *line;
    entry->kind = kind;
    entry->section = section;
    entry->problems = apr_array_make(pool, 4, sizeof(char *));
    entry->writes = apr_array_make(pool, 2, sizeof(char *));
    return entry;
}

void cors_migrate_entry_add_problem(cors_migrate_entry_t *entry,
                                    const char *problem)
{
    int i;

    for (i = 0; i < entry->problems->nelts; ++i) {
        if (strcmp(APR_ARRAY_IDX(entry->problems, i, const char *), problem)
            == 0) {
            return;
        }
    }
    APR_ARRAY_PUSH(entry->problems, const char *) = problem;
}

void cors_migrate_entry_add_write(cors_migrate_entry_t *entry,
                                  const char *write)
{
    APR_ARRAY_PUSH(entry->writes, const char *) = write;
}

const cors_migrate_section_t *
cors_migrate_entry_scope(const cors_migrate_entry_t *entry)
{
    const cors_migrate_section_t *section = entry->section;

    while (section && !section->is_scope) {
        section = section->outer;
    }
    return section;
}

bool cors_migrate_entry_contains(const cors_migrate_entry_t *outer,
                                 const cors_migrate_entry_t *inner)
{
    const cors_migrate_section_t *wanted = cors_migrate_entry_scope(outer);
    const cors_migrate_section_t *section = inner->section;

    while (section && section != wanted) {
        section = section->outer;
    }
    return section == wanted;
}

bool cors_migrate_entry_has_condition(const cors_migrate_entry_t *entry)
{
    const cors_migrate_section_t *section = entry->section;

    while (section && !section->is_scope && !section->is_limit
           && section->condition.kind == CORS_MIGRATE_OTHER_CONDITION) {
        section = section->outer;
    }
    return entry->header.variable || entry->header.expression
           || (section && !section->is_scope);
}

static bool is_same(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

bool cors_migrate_entry_same_condition(const cors_migrate_entry_t *one,
                                       const cors_migrate_entry_t *other)
{
    return one->section == other->section
           && is_same(one->header.variable, other->header.variable)
           && is_same(one->header.expression, other->header.expression);
}
