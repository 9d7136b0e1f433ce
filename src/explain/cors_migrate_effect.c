/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd merges the lines of the sections around a line before those of its
 * section, whatever their order in the file. Each of the two tables of fields
 * ('always' or not) has its own.
 */
#include "explain/cors_migrate_effect.h"

#include <apr_strings.h>

#include "explain/cors_migrate_names.h"

static bool is_conditional(const cors_migrate_entry_t *entry)
{
    const cors_migrate_section_t *section = entry->section;

    return entry->header.variable || entry->header.expression
           || (section && !section->is_scope);
}

static const char *line_text(const cors_migrate_entry_t *entry,
                             apr_pool_t *pool)
{
    return apr_psprintf(pool, "line %d", entry->line.number);
}

/* Compares a line with an earlier one that has the same field in the same
 * section or around it. Returns whether the earlier one has no effect. */
static bool compare(cors_migrate_entry_t *earlier, cors_migrate_entry_t *later,
                    apr_pool_t *pool)
{
    bool same_scope =
        cors_migrate_entry_scope(earlier) == cors_migrate_entry_scope(later);

    if (is_conditional(earlier) || is_conditional(later)) {
        return false;
    }
    if (earlier->header.always == later->header.always
        && later->header.action == CORS_MIGRATE_SET) {
        return same_scope;
    }
    if (earlier->header.always == later->header.always
        && later->header.action == CORS_MIGRATE_SET_IF_EMPTY) {
        return false;
    }
    cors_migrate_entry_add_problem(
        later, apr_pstrcat(pool, "with ", line_text(earlier, pool),
                           " the field is sent twice, or has two values; "
                           "browsers then block the page",
                           NULL));
    return false;
}

/* Returns the later line that replaces the field of this one; NULL if none
 * does. */
static cors_migrate_entry_t *replacement(const cors_migrate_relation_t *recipe,
                                         cors_migrate_entry_t *line)
{
    cors_migrate_entry_t *other, *found = NULL;
    bool after = false;
    int next = 0;

    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  line->header.field))) {
        if (other == line) {
            after = true;
        }
        else if (after && cors_migrate_entry_contains(line, other)
                 && compare(line, other, recipe->pool)) {
            found = other;
        }
    }
    return found;
}

/* Whether line is in the same section as other and comes later. */
static bool follows(const cors_migrate_relation_t *recipe,
                    const cors_migrate_entry_t *line,
                    const cors_migrate_entry_t *other)
{
    const cors_migrate_entry_t *first = NULL;
    int i;

    for (i = 0; !first && i < recipe->entries->nelts; ++i) {
        const cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(recipe->entries, i, cors_migrate_entry_t *);

        first = entry == line || entry == other ? entry : NULL;
    }
    return first == other && line != other
           && cors_migrate_entry_scope(line) == cors_migrate_entry_scope(other);
}

/* Returns the line that sets the field before this one, which sets it only if
 * it is empty; NULL if none does. */
static const cors_migrate_entry_t *
setter_before(const cors_migrate_relation_t *recipe,
              const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *other;
    int next = 0;

    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  line->header.field))) {
        if (!is_conditional(other) && other->header.value[0]
            && other->header.always == line->header.always
            && (follows(recipe, line, other)
                || (cors_migrate_entry_contains(other, line)
                    && !cors_migrate_entry_contains(line, other)))) {
            return other;
        }
    }
    return NULL;
}

static bool is_unset(const cors_migrate_entry_t *line,
                     cors_migrate_field_e field)
{
    return line->kind == CORS_MIGRATE_HEADER_LINE && line->header.field == field
           && line->header.action == CORS_MIGRATE_UNSET;
}

/* Returns the later line of the same section that unsets the field; NULL if
 * none does. */
static const cors_migrate_entry_t *
unset_after(const cors_migrate_relation_t *recipe,
            const cors_migrate_entry_t *line)
{
    int i;

    for (i = 0; i < recipe->entries->nelts; ++i) {
        const cors_migrate_entry_t *other =
            APR_ARRAY_IDX(recipe->entries, i, cors_migrate_entry_t *);

        if (is_unset(other, line->header.field) && follows(recipe, other, line)
            && other->header.always == line->header.always
            && !cors_migrate_entry_has_condition(other)) {
            return other;
        }
    }
    return NULL;
}

static void remove_line(cors_migrate_entry_t *line,
                        const cors_migrate_entry_t *other, const char *what,
                        apr_pool_t *pool)
{
    apr_array_clear(line->problems);
    apr_array_clear(line->writes);
    cors_migrate_entry_add_problem(
        line, apr_pstrcat(pool, line_text(other, pool), what, NULL));
    cors_migrate_entry_add_write(line, "# remove this line");
}

bool cors_migrate_effect_is_lost(const cors_migrate_relation_t *recipe,
                                 cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *other = unset_after(recipe, line);

    if (other) {
        remove_line(line, other, " removes the field", recipe->pool);
        return true;
    }
    if (line->header.action == CORS_MIGRATE_SET_IF_EMPTY) {
        other = setter_before(recipe, line);
        if (other) {
            remove_line(line, other,
                        " sets the field, so 'setifempty' has no effect",
                        recipe->pool);
            return true;
        }
    }
    other = replacement(recipe, line);
    if (other) {
        remove_line(line, other, " replaces the field", recipe->pool);
        return true;
    }
    return false;
}

/* What other lines do with the field that a line unsets. */
typedef struct {
    bool outer; /* a section around it sets the field */
    bool same;  /* its section sets the field */
    bool again; /* its section sets the field again, or in the other table */
    bool twice; /* an earlier line of its section unsets it, in the other
                   table */
} others_t;

static others_t others_of(const cors_migrate_relation_t *recipe,
                          const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *other;
    others_t others = {0};
    int next = 0;
    int i;

    others.outer = cors_migrate_relation_inherits(recipe, line);
    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  line->header.field))) {
        if (cors_migrate_entry_scope(other) == cors_migrate_entry_scope(line)) {
            others.same = true;
            others.again =
                others.again
                || ((follows(recipe, other, line)
                     || other->header.always != line->header.always)
                    && cors_migrate_entry_same_condition(other, line));
        }
    }
    for (i = 0; i < recipe->entries->nelts; ++i) {
        other = APR_ARRAY_IDX(recipe->entries, i, cors_migrate_entry_t *);
        others.twice = others.twice
                       || (is_unset(other, line->header.field)
                           && follows(recipe, line, other)
                           && !cors_migrate_entry_has_condition(other));
    }
    return others;
}

void cors_migrate_effect_unset(const cors_migrate_relation_t *recipe,
                               cors_migrate_entry_t *line)
{
    const others_t others = others_of(recipe, line);

    if ((others.outer || others.same) && !others.again
        && cors_migrate_entry_has_condition(line)) {
        cors_migrate_entry_add_write(
            line, "# not translated: only some responses lose the field; "
                  "to exclude origins, write CorsDenyOrigin");
    }
    else if (others.outer && !others.again && !others.twice) {
        cors_migrate_names_write_none(line);
    }
    else {
        cors_migrate_entry_add_write(
            line, "# remove this line: where CorsAllowOrigin is in force, the "
                  "fields of applications are removed");
    }
}
