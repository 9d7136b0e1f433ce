/* SPDX-License-Identifier: Apache-2.0
 *
 * First the origins of all lines, since other fields depend on them; then each
 * line with the others of its section and of the sections around it.
 */
#include "explain/cors_migrate_recipe.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_text.h"
#include "explain/cors_migrate_allow_origin.h"
#include "explain/cors_migrate_effect.h"
#include "explain/cors_migrate_names.h"
#include "explain/cors_migrate_relation.h"
#include "explain/cors_migrate_vary.h"
#include "explain/cors_migrate_words.h"

static const char *line_text(const cors_migrate_entry_t *entry,
                             apr_pool_t *pool)
{
    return apr_psprintf(pool, "line %d", entry->line.number);
}

/* Returns the RewriteRule that answers preflights where the line is, or
 * NULL. */
static const cors_migrate_entry_t *
answer_of(const cors_migrate_relation_t *recipe,
          const cors_migrate_entry_t *line)
{
    int i;

    for (i = 0; i < recipe->entries->nelts; ++i) {
        const cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(recipe->entries, i, cors_migrate_entry_t *);

        if (entry->answers
            && (cors_migrate_entry_contains(entry, line)
                || cors_migrate_entry_contains(line, entry))) {
            return entry;
        }
    }
    return NULL;
}

/* Errors have only the fields of the table "always". */
static void judge_table(const cors_migrate_relation_t *recipe,
                        cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *answer = answer_of(recipe, line);

    if (line->header.always) {
        return;
    }
    if (line->header.field != CORS_MIGRATE_ALLOW_METHODS
        && line->header.field != CORS_MIGRATE_ALLOW_HEADERS
        && line->header.field != CORS_MIGRATE_MAX_AGE) {
        cors_migrate_entry_add_problem(
            line, "lost on errors and redirects: without 'always' only "
                  "responses of status 2xx have the field");
    }
    if (answer && line->header.field != CORS_MIGRATE_TIMING_ALLOW_ORIGIN
        && line->header.field != CORS_MIGRATE_EXPOSE_HEADERS) {
        cors_migrate_entry_add_problem(
            line,
            apr_pstrcat(recipe->pool, "lost on preflights: the RewriteRule of ",
                        line_text(answer, recipe->pool),
                        " answers them like an error, and without "
                        "'always' errors do not have the field",
                        NULL));
    }
}

static const char *joined(const char *directive,
                          const apr_array_header_t *values, apr_pool_t *pool)
{
    cors_text_t text;
    int i;

    cors_text_init(&text, pool);
    cors_text_add(&text, directive);
    for (i = 0; i < values->nelts; ++i) {
        cors_text_add(&text, " ");
        cors_text_add(&text, cors_migrate_words_quote(
                                 APR_ARRAY_IDX(values, i, const char *), pool));
    }
    return text.bytes;
}

/* Whether an earlier line of the same section becomes the same directive. */
static bool is_repeated(const cors_migrate_relation_t *recipe,
                        const cors_migrate_entry_t *line)
{
    const cors_migrate_entry_t *other;
    int next = 0;

    while ((other = cors_migrate_relation_next_of(recipe, &next,
                                                  CORS_MIGRATE_ALLOW_ORIGIN))
           && other != line) {
        if (cors_migrate_entry_scope(other) == cors_migrate_entry_scope(line)
            && other->writes->nelts == line->writes->nelts
            && strcmp(APR_ARRAY_IDX(other->writes, 0, const char *),
                      APR_ARRAY_IDX(line->writes, 0, const char *))
                   == 0) {
            return true;
        }
    }
    return false;
}

static void write_origins(const cors_migrate_relation_t *recipe,
                          cors_migrate_entry_t *line)
{
    apr_pool_t *pool = recipe->pool;
    const cors_migrate_origins_t *origins = line->origins;

    if (origins->any) {
        cors_migrate_entry_add_write(line, "CorsAllowOrigin *");
    }
    else if (origins->patterns->nelts > 0) {
        cors_migrate_entry_add_write(
            line, joined("CorsAllowOrigin", origins->patterns, pool));
    }
    if (!origins->any && origins->expressions->nelts > 0) {
        cors_migrate_entry_add_write(
            line, joined("CorsAllowOriginMatch", origins->expressions, pool));
    }
    if (line->writes->nelts == 1 && is_repeated(recipe, line)) {
        apr_array_clear(line->writes);
        cors_migrate_entry_add_write(
            line, "# remove this line, another one becomes the same directive");
    }
    if (line->writes->nelts == 0) {
        cors_migrate_entry_add_write(
            line, "# not translated: no origin remains; list the origins after "
                  "CorsAllowOrigin");
    }
}

static void translate_origin(const cors_migrate_relation_t *recipe,
                             cors_migrate_entry_t *line)
{
    int i;

    cors_migrate_vary_judge(recipe, line);
    if (line->writes->nelts > 0) {
        return;
    }
    cors_migrate_entry_add_problem(
        line, "where a log-in is needed, preflights get 401; CorsAllowOrigin "
              "answers them before access control");
    if (line->origins->any
        && cors_migrate_relation_has_credentials(recipe, line)) {
        cors_migrate_entry_add_problem(
            line, "browsers refuse '*' with credentials, which a section "
                  "around this line allows");
        cors_migrate_entry_add_write(line, "CorsAllowOrigin *");
        cors_migrate_entry_add_write(line, "CorsAllowCredentials Off");
        return;
    }
    if (cors_migrate_relation_has_credentials(recipe, line)) {
        cors_migrate_origins_fit_credentials(line->origins);
        for (i = 0; i < line->origins->problems->nelts; ++i) {
            cors_migrate_entry_add_problem(
                line, APR_ARRAY_IDX(line->origins->problems, i, const char *));
        }
    }
    write_origins(recipe, line);
}

static void translate_credentials(const cors_migrate_relation_t *recipe,
                                  cors_migrate_entry_t *line)
{
    if (!cors_migrate_relation_is_true(line)) {
        cors_migrate_entry_add_problem(line,
                                       "only the value 'true' has an effect");
        if (cors_migrate_relation_inherits(recipe, line)) {
            cors_migrate_names_write_none(line);
            return;
        }
        cors_migrate_entry_add_write(line, "# remove this line");
    }
    else if (cors_migrate_relation_meets_any(recipe, line)) {
        cors_migrate_entry_add_problem(
            line, "every origin is admitted: browsers refuse '*' with "
                  "credentials, and to send each origin back would let every "
                  "page act in the visitor's name");
        cors_migrate_entry_add_write(
            line, "# not translated: list the origins that need credentials "
                  "after CorsAllowOrigin, then write CorsAllowCredentials On");
    }
    else {
        cors_migrate_entry_add_write(line, "CorsAllowCredentials On");
    }
}

static void translate_timing(const cors_migrate_relation_t *recipe,
                             cors_migrate_entry_t *line)
{
    bool any, credentials;

    if (!cors_migrate_relation_has_origins(recipe, line, &any, &credentials)) {
        cors_migrate_entry_add_write(
            line, "# not translated: CorsTimingAllowOrigin sends the origins "
                  "of CorsAllowOrigin, and no line here admits origins");
        return;
    }
    if (!any || strcmp(line->header.value, "*") != 0) {
        cors_migrate_entry_add_problem(
            line, "CorsTimingAllowOrigin sends the origins of CorsAllowOrigin");
    }
    cors_migrate_entry_add_write(line, "CorsTimingAllowOrigin On");
}

static void translate_names(const cors_migrate_relation_t *recipe,
                            cors_migrate_entry_t *line)
{
    bool any, credentials;

    if (!cors_migrate_relation_has_origins(recipe, line, &any, &credentials)) {
        cors_migrate_entry_add_problem(
            line, "no line here sets Access-Control-Allow-Origin; without "
                  "CorsAllowOrigin the directive has no effect");
    }
    cors_migrate_names_translate(
        line, credentials,
        line->header.action == CORS_MIGRATE_SET
            && cors_migrate_relation_inherits(recipe, line),
        recipe->pool);
}

static void translate_unknown(const cors_migrate_relation_t *recipe,
                              cors_migrate_entry_t *line)
{
    cors_migrate_entry_add_problem(
        line, strncasecmp(line->header.name, "Access-Control-Request-", 23) == 0
                  ? "this is a request field, in a response it has no effect"
                  : "browsers no longer use this field");
    cors_migrate_entry_add_write(line, "# remove this line");
    (void)recipe;
}

/* Lines that neither set nor add a field. */
static bool is_other_action(const cors_migrate_relation_t *recipe,
                            cors_migrate_entry_t *line)
{
    switch (line->header.action) {
    case CORS_MIGRATE_SET:
    case CORS_MIGRATE_SET_IF_EMPTY:
    case CORS_MIGRATE_ADD:
        return false;
    case CORS_MIGRATE_UNSET:
        cors_migrate_effect_unset(recipe, line);
        return true;
    case CORS_MIGRATE_CHANGE:
    case CORS_MIGRATE_NOTHING:
        cors_migrate_entry_add_write(
            line, "# not translated: it changes the field of an application; "
                  "list the origins after CorsAllowOrigin");
        return true;
    }
    return true;
}

static void translate(const cors_migrate_relation_t *recipe,
                      cors_migrate_entry_t *line)
{
    switch (line->header.field) {
    case CORS_MIGRATE_ALLOW_ORIGIN:
        translate_origin(recipe, line);
        break;
    case CORS_MIGRATE_ALLOW_CREDENTIALS:
        translate_credentials(recipe, line);
        break;
    case CORS_MIGRATE_TIMING_ALLOW_ORIGIN:
        translate_timing(recipe, line);
        break;
    case CORS_MIGRATE_UNKNOWN_ACCESS_CONTROL:
        translate_unknown(recipe, line);
        break;
    case CORS_MIGRATE_VARY:
        cors_migrate_vary_translate(line, recipe->pool);
        break;
    case CORS_MIGRATE_ALLOW_METHODS:
    case CORS_MIGRATE_ALLOW_HEADERS:
    case CORS_MIGRATE_EXPOSE_HEADERS:
    case CORS_MIGRATE_MAX_AGE:
    case CORS_MIGRATE_OTHER_FIELD:
        translate_names(recipe, line);
        break;
    }
}

static void judge_header(const cors_migrate_relation_t *recipe,
                         cors_migrate_entry_t *line)
{
    if (is_other_action(recipe, line)) {
        return;
    }
    if (line->header.field == CORS_MIGRATE_VARY) {
        translate(recipe, line);
        return;
    }
    if (cors_migrate_effect_is_lost(recipe, line)) {
        return;
    }
    if (line->partial) {
        cors_migrate_entry_add_write(
            line, "# not translated: only some origins had it");
        return;
    }
    judge_table(recipe, line);
    translate(recipe, line);
}

/* Whether browsers use the field in actual responses. */
static bool is_for_actual(const cors_migrate_entry_t *line)
{
    return line->header.field == CORS_MIGRATE_EXPOSE_HEADERS
           || line->header.field == CORS_MIGRATE_TIMING_ALLOW_ORIGIN
           || (line->header.field == CORS_MIGRATE_ALLOW_CREDENTIALS
               && cors_migrate_relation_is_true(line));
}

/* Finds out whether another field than Access-Control-Allow-Origin is only sent
 * to some of the origins that are admitted. */
static void resolve_condition(const cors_migrate_relation_t *recipe,
                              cors_migrate_variables_t *variables,
                              cors_migrate_entry_t *line)
{
    const cors_migrate_origins_t *origins;
    bool only_options;

    if (!line->listed || line->header.action > CORS_MIGRATE_ADD
        || line->header.field == CORS_MIGRATE_ALLOW_ORIGIN
        || line->header.field == CORS_MIGRATE_VARY
        || line->header.field == CORS_MIGRATE_UNKNOWN_ACCESS_CONTROL) {
        return;
    }
    origins = cors_migrate_allow_origin_condition(line, variables, recipe->pool,
                                                  &only_options);
    line->partial =
        (!origins || !origins->any)
        && cors_migrate_relation_admits_others(recipe, line, origins);
    if (only_options && is_for_actual(line)) {
        cors_migrate_entry_add_problem(
            line, "only responses to OPTIONS have the field, the directive "
                  "also gives it to actual responses");
    }
}

void cors_migrate_recipe_judge(apr_array_header_t *entries,
                               cors_migrate_variables_t *variables,
                               apr_pool_t *pool)
{
    cors_migrate_relation_t recipe = {entries, pool};
    cors_migrate_entry_t *line;
    int next = 0;
    int i;

    while ((line = cors_migrate_relation_next_of(&recipe, &next,
                                                 CORS_MIGRATE_ALLOW_ORIGIN))) {
        cors_migrate_allow_origin_resolve(line, variables, pool);
    }
    for (i = 0; i < entries->nelts; ++i) {
        line = APR_ARRAY_IDX(entries, i, cors_migrate_entry_t *);
        if (line->kind == CORS_MIGRATE_HEADER_LINE) {
            resolve_condition(&recipe, variables, line);
        }
    }
    for (i = 0; i < entries->nelts; ++i) {
        line = APR_ARRAY_IDX(entries, i, cors_migrate_entry_t *);
        if (line->kind == CORS_MIGRATE_HEADER_LINE && line->listed) {
            judge_header(&recipe, line);
        }
    }
}
