/* SPDX-License-Identifier: Apache-2.0
 *
 * A value that does not name its origins ("*", the Origin field) admits those
 * of the conditions, or every origin.
 */
#include "explain/cors_migrate_allow_origin.h"

#include <string.h>

#include <apr_strings.h>

typedef struct {
    cors_migrate_entry_t *entry;
    cors_migrate_variables_t *variables;
    apr_pool_t *pool;
    cors_migrate_origins_t *condition; /* origins of the conditions */
    const char *reason;                /* why it is not translated, or NULL */
    bool names;                        /* the value names its origins */
    bool is_limited;                   /* a condition names origins */
    bool only_options; /* the field is only on responses to OPTIONS */
} line_t;

/* Returns the name of the variable in "%{name}e", or NULL. */
static const char *variable_in(const char *value, apr_pool_t *pool)
{
    const char *begin = strstr(value, "%{");
    const char *end = begin ? strchr(begin, '}') : NULL;

    return end && end[1] == 'e'
               ? apr_pstrmemdup(pool, begin + 2, (apr_size_t)(end - begin) - 2)
               : NULL;
}

static void read_variable(line_t *line, const char *name)
{
    const char *exact = apr_pstrcat(line->pool, "%{", name, "}e", NULL);
    bool for_options;

    line->entry->varies = true;
    line->names = true;
    if (!cors_migrate_variables_resolve(line->variables, name, false,
                                        line->entry, line->entry->origins,
                                        &for_options)) {
        line->reason = apr_psprintf(line->pool,
                                    "no line here sets the variable %s to an "
                                    "origin, so the field admits nobody",
                                    name);
    }
    else if (strcmp(line->entry->header.value, exact) != 0) {
        cors_migrate_entry_add_problem(
            line->entry, "the field is put together from a variable, and "
                         "browsers block the page where the result is not the "
                         "origin");
    }
}

static void read_value(line_t *line)
{
    const char *value = line->entry->header.value;
    const char *name = variable_in(value, line->pool);

    if (strncasecmp(value, "expr=", 5) == 0) {
        line->entry->varies = true;
        if (!cors_migrate_condition_is_origin(value + 5)) {
            line->reason = "the value is an expression; list the origins after "
                           "CorsAllowOrigin";
        }
    }
    else if (name) {
        read_variable(line, name);
    }
    else if (strstr(value, "%{")) {
        line->reason = "the value is not the origin of the request; list the "
                       "origins after CorsAllowOrigin";
    }
    else if (strcmp(value, "*") != 0) {
        line->names = true;
        cors_migrate_origins_add_value(line->entry->origins, value);
    }
}

static void use_condition(line_t *line,
                          const cors_migrate_condition_t *condition,
                          cors_migrate_entry_t *entry)
{
    if (condition->kind == CORS_MIGRATE_OPTIONS_CONDITION) {
        line->only_options = true;
    }
    else if (condition->kind == CORS_MIGRATE_ORIGIN_CONDITION) {
        if (line->is_limited) {
            line->reason = "it has several conditions on the origin; write "
                           "CorsAllowOrigin with the origins that meet all of "
                           "them";
        }
        line->is_limited = true;
        line->entry->varies = true;
        cors_migrate_variables_add_condition(condition, true, entry,
                                             line->condition);
    }
}

/* The innermost scope may be an <If> that stays because of its <Else>. */
static void read_sections(line_t *line)
{
    const cors_migrate_section_t *section = line->entry->section;

    for (; section && !section->is_scope; section = section->outer) {
        line->only_options = line->only_options || section->is_limit;
        use_condition(line, &section->condition, section->entry);
    }
    if (section) {
        use_condition(line, &section->condition, line->entry);
    }
}

/* The value names its origins, and the field is absent where the variable is
 * set. */
static void read_negated(line_t *line, const char *name)
{
    const char *own = variable_in(line->entry->header.value, line->pool);

    if ((own && strcmp(own, name) == 0)
        || cors_migrate_variables_has(line->variables, name)) {
        line->reason = apr_psprintf(line->pool,
                                    "the field is absent where the variable %s "
                                    "is set; write CorsAllowOrigin with the "
                                    "remaining origins",
                                    name);
        return;
    }
    cors_migrate_entry_add_problem(
        line->entry,
        apr_psprintf(line->pool,
                     "no line here sets the variable %s from the Origin field; "
                     "CorsAllowOrigin admits the origins whether it is set or "
                     "not",
                     name));
}

static void read_env(line_t *line, const char *name)
{
    bool for_options = false;
    const char *own;

    line->entry->varies = true;
    if (*name == '!' && line->names) {
        read_negated(line, name + 1);
        return;
    }
    own = variable_in(line->entry->header.value, line->pool);
    if (line->names && own && strcmp(own, name) == 0) {
        return;
    }
    if (cors_migrate_variables_resolve(line->variables, name, true, line->entry,
                                       line->condition, &for_options)) {
        line->is_limited = true;
    }
    else if (for_options) {
        line->only_options = true;
    }
    else {
        line->reason = apr_psprintf(line->pool,
                                    "no line here sets the variable %s from "
                                    "the Origin field; if it depends on other "
                                    "things, write CorsAllowOrigin in an <If>",
                                    name);
    }
}

static void read_conditions(line_t *line)
{
    const cors_migrate_header_t *header = &line->entry->header;

    if (header->variable) {
        read_env(line, header->variable);
    }
    if (header->expression) {
        cors_migrate_condition_t condition =
            cors_migrate_condition_parse(header->expression, line->pool);

        use_condition(line, &condition, line->entry);
        if (condition.kind == CORS_MIGRATE_OTHER_CONDITION) {
            line->entry->varies = true;
            line->reason = "its condition is not about the origin; write "
                           "CorsAllowOrigin in an <If>";
        }
    }
    read_sections(line);
}

/* A variable that names origins, and a condition that names others. */
static void combine(line_t *line)
{
    cors_migrate_origins_t *origins = line->entry->origins;

    if (!line->is_limited || line->condition->any
        || !variable_in(line->entry->header.value, line->pool)) {
        return;
    }
    if (origins->any) {
        line->names = false;
        origins->any = false;
    }
    else if (!line->reason) {
        line->reason = "its value and its condition name different origins; "
                       "list those of both after CorsAllowOrigin";
    }
}

static void judge(line_t *line)
{
    cors_migrate_entry_t *entry = line->entry;

    if (line->only_options) {
        cors_migrate_entry_add_problem(
            entry, "only responses to OPTIONS have the field, so browsers "
                   "block the actual responses; CorsAllowOrigin serves both");
    }
    if (!line->names && !line->is_limited) {
        entry->origins->any = true;
    }
    if (!line->names && line->is_limited) {
        cors_migrate_origins_join(entry->origins, line->condition);
    }
    if (entry->origins->any && strcmp(entry->header.value, "*") != 0) {
        cors_migrate_entry_add_problem(
            entry, "every origin is sent back, so every page can read the "
                   "responses; with credentials, also the visitor's private "
                   "ones");
    }
}

void cors_migrate_allow_origin_resolve(cors_migrate_entry_t *entry,
                                       cors_migrate_variables_t *variables,
                                       apr_pool_t *pool)
{
    line_t line = {0};
    int i;

    line.entry = entry;
    line.variables = variables;
    line.pool = pool;
    line.condition = cors_migrate_origins_create(pool);
    entry->origins = cors_migrate_origins_create(pool);
    read_value(&line);
    read_conditions(&line);
    combine(&line);
    if (line.reason) {
        cors_migrate_entry_add_write(
            entry, apr_pstrcat(pool, "# not translated: ", line.reason, NULL));
        entry->origins = cors_migrate_origins_create(pool);
        return;
    }
    judge(&line);
    for (i = 0; i < entry->origins->problems->nelts; ++i) {
        cors_migrate_entry_add_problem(
            entry, APR_ARRAY_IDX(entry->origins->problems, i, const char *));
    }
    apr_array_clear(entry->origins->problems);
}

const cors_migrate_origins_t *
cors_migrate_allow_origin_condition(cors_migrate_entry_t *entry,
                                    cors_migrate_variables_t *variables,
                                    apr_pool_t *pool, bool *only_options)
{
    line_t line = {0};

    line.entry = entry;
    line.variables = variables;
    line.pool = pool;
    line.condition = cors_migrate_origins_create(pool);
    read_conditions(&line);
    *only_options = line.only_options;
    line.condition->any = line.condition->any || !line.is_limited;
    return line.reason ? NULL : line.condition;
}
