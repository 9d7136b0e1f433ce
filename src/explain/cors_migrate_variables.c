/* SPDX-License-Identifier: Apache-2.0
 *
 * SetEnvIf Origin expression name[=value] ...
 * RewriteCond %{HTTP:Origin} expression, RewriteRule ... [E=name:value]
 */
#include "explain/cors_migrate_variables.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_token.h"
#include "explain/cors_migrate_regex.h"
#include "explain/cors_migrate_words.h"

cors_migrate_variables_t *cors_migrate_variables_create(apr_pool_t *pool)
{
    cors_migrate_variables_t *variables = apr_palloc(pool, sizeof(*variables));

    variables->variables =
        apr_array_make(pool, 4, sizeof(cors_migrate_variable_t));
    variables->tests = apr_array_make(pool, 4, sizeof(cors_migrate_entry_t *));
    variables->pool = pool;
    return variables;
}

static const char *word_at(const apr_array_header_t *words, int i)
{
    return i < words->nelts ? APR_ARRAY_IDX(words, i, const char *) : "";
}

static cors_migrate_condition_t regex_condition(const char *expression,
                                                apr_pool_t *pool)
{
    return cors_migrate_condition_rewrite("%{HTTP:Origin}", expression, pool);
}

/* Says what is wrong with the value if it is not the origin. */
static void judge_value(cors_migrate_entry_t *entry, const char *expression,
                        const char *value, apr_pool_t *pool)
{
    if (!strchr(value, '$') || strcmp(value, "$0") == 0
        || (strcmp(value, "$1") == 0
            && cors_migrate_regex_is_group(expression))) {
        return;
    }
    cors_migrate_entry_add_problem(
        entry, apr_psprintf(pool,
                            "the variable becomes '%s', which is not always "
                            "the origin: browsers block the page where it is "
                            "not",
                            value));
}

static void add_set(cors_migrate_variables_t *variables,
                    cors_migrate_entry_t *entry,
                    const cors_migrate_condition_t *condition,
                    const char *expression, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    cors_migrate_variable_t *variable;

    if (*assignment == '!') {
        cors_migrate_entry_add_problem(
            entry, "not translated: it excludes some of the origins; write "
                   "CorsDenyOrigin for these");
        return;
    }
    variable = apr_array_push(variables->variables);
    variable->name = equals ? apr_pstrmemdup(variables->pool, assignment,
                                             (apr_size_t)(equals - assignment))
                            : assignment;
    variable->entry = entry;
    variable->for_options = condition->kind == CORS_MIGRATE_OPTIONS_CONDITION;
    variable->condition = *condition;
    variable->whole = !equals || !strchr(equals, '$');
    if (entry->listed) {
        judge_value(entry, expression, equals ? equals + 1 : "",
                    variables->pool);
    }
}

static bool is_origin_name(const char *name)
{
    return strcasecmp(name, "Origin") == 0 || strcasecmp(name, "^Origin$") == 0
           || strcasecmp(name, "^Origin") == 0;
}

static void read_set_env_if(cors_migrate_variables_t *variables,
                            cors_migrate_entry_t *entry)
{
    apr_array_header_t *words =
        cors_migrate_words_split(entry->line.arguments, variables->pool);
    bool is_expression = strcasecmp(entry->line.name, "SetEnvIfExpr") == 0;
    const char *expression = word_at(words, is_expression ? 0 : 1);
    cors_migrate_condition_t condition;
    int i;

    if (is_expression) {
        condition = cors_migrate_condition_parse(expression, variables->pool);
    }
    else if (is_origin_name(word_at(words, 0))) {
        condition = regex_condition(expression, variables->pool);
    }
    else if (strcasecmp(word_at(words, 0), "Request_Method") == 0) {
        condition = cors_migrate_condition_rewrite("%{REQUEST_METHOD}",
                                                   expression, variables->pool);
    }
    else {
        return;
    }
    entry->listed = condition.kind == CORS_MIGRATE_ORIGIN_CONDITION;
    for (i = is_expression ? 1 : 2; i < words->nelts; ++i) {
        add_set(variables, entry, &condition, expression,
                APR_ARRAY_IDX(words, i, const char *));
    }
    cors_migrate_entry_add_write(
        entry, "# remove this line, unless something else uses its variable");
}

/* The conditions of a RewriteRule. */
typedef struct {
    cors_migrate_condition_t origin;
    cors_migrate_entry_t *origin_entry; /* NULL: no condition on Origin */
    bool options;
    bool others; /* conditions on other things */
} tests_t;

static bool has_or(const char *flags)
{
    return strstr(flags, "OR") || strstr(flags, "or");
}

/* Adds a condition on Origin. Of conditions that must all be true no union can
 * be made: then no origin is known. */
static void add_origin_test(tests_t *tests,
                            const cors_migrate_condition_t *condition,
                            cors_migrate_entry_t *entry, bool is_or)
{
    if (!tests->origin_entry) {
        tests->origin = *condition;
        tests->origin_entry = entry;
    }
    else if (is_or) {
        apr_array_cat(tests->origin.expressions, condition->expressions);
        apr_array_cat(tests->origin.origins, condition->origins);
    }
    else {
        apr_array_clear(tests->origin.expressions);
        apr_array_clear(tests->origin.origins);
        cors_migrate_entry_add_problem(
            entry, "not translated: the rule has several conditions on the "
                   "origin, and needs all of them");
    }
}

/* Whether a pattern of RewriteRule matches every URL. */
static bool is_every_url(const char *pattern)
{
    static const char *const patterns[] = {"^",    ".*",     "(.*)", "^(.*)$",
                                           "^.*$", "^(.*)",  "^.*",  "(.*)$",
                                           "$",    "^(.+)$", ".?",   NULL};

    return cors_token_find(patterns, pattern, strlen(pattern)) != NULL;
}

/* Reads the conditions of a RewriteRule with this pattern. */
static tests_t read_tests(cors_migrate_variables_t *variables,
                          const char *pattern)
{
    tests_t tests = {0};
    bool is_or = true;
    int i;

    tests.others = !is_every_url(pattern);
    for (i = 0; i < variables->tests->nelts; ++i) {
        cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(variables->tests, i, cors_migrate_entry_t *);
        apr_array_header_t *words =
            cors_migrate_words_split(entry->line.arguments, variables->pool);
        cors_migrate_condition_t condition = cors_migrate_condition_rewrite(
            word_at(words, 0), word_at(words, 1), variables->pool);

        tests.options =
            tests.options || condition.kind == CORS_MIGRATE_OPTIONS_CONDITION;
        tests.others =
            tests.others || condition.kind == CORS_MIGRATE_OTHER_CONDITION;
        if (condition.kind == CORS_MIGRATE_ORIGIN_CONDITION) {
            add_origin_test(&tests, &condition, entry, is_or);
            is_or = has_or(word_at(words, 2));
        }
    }
    return tests;
}

/* A condition that admits no origin. */
static cors_migrate_condition_t nothing(apr_pool_t *pool)
{
    cors_migrate_condition_t condition = regex_condition("a", pool);

    apr_array_clear(condition.expressions);
    return condition;
}

/* Adds a variable of the flag E=name:value. Returns whether the line belongs to
 * a recipe because of it. */
static bool add_flag(cors_migrate_variables_t *variables, const tests_t *tests,
                     cors_migrate_entry_t *entry, const char *flag)
{
    const char *colon = strchr(flag, ':');
    const char *value = colon ? colon + 1 : "";
    bool sends_origin = cors_migrate_condition_is_origin(value);
    cors_migrate_variable_t *variable;

    if (!sends_origin && !tests->origin_entry && !tests->options) {
        return false;
    }
    variable = apr_array_push(variables->variables);
    cors_migrate_entry_add_problem(
        entry, "in a directory or a .htaccess the rule runs after access "
               "control, so responses of status 401 and 403 lack the field");
    variable->name = colon ? apr_pstrmemdup(variables->pool, flag,
                                            (apr_size_t)(colon - flag))
                           : flag;
    variable->whole = !strchr(value, '%') || sends_origin;
    variable->entry = tests->origin_entry ? tests->origin_entry : entry;
    variable->for_options = !sends_origin && !tests->origin_entry;
    variable->condition = tests->origin_entry
                              ? tests->origin
                              : regex_condition(".*", variables->pool);
    if (tests->others) {
        variable->condition = nothing(variables->pool);
        cors_migrate_entry_add_problem(
            entry, "not translated: the variable also depends on other things "
                   "than the origin");
    }
    return true;
}

static bool is_success(const char *flag)
{
    return (strncasecmp(flag, "R=2", 3) == 0
            || strncasecmp(flag, "redirect=2", 10) == 0);
}

static void judge_answer(cors_migrate_entry_t *entry)
{
    entry->answers = true;
    cors_migrate_entry_add_problem(
        entry, "answers the preflights of every origin, and every other "
               "request with the method OPTIONS");
    cors_migrate_entry_add_problem(
        entry, "in a directory or a .htaccess it runs after access control: "
               "where a log-in is needed, preflights get 401");
    if (strstr(entry->line.arguments, "=200")) {
        cors_migrate_entry_add_problem(
            entry, "httpd sends its internal error page with this status");
    }
    cors_migrate_entry_add_write(
        entry, "# remove this line, CorsAllowOrigin answers preflights");
}

static void list_tests(cors_migrate_variables_t *variables)
{
    int i;

    for (i = 0; i < variables->tests->nelts; ++i) {
        cors_migrate_entry_t *entry =
            APR_ARRAY_IDX(variables->tests, i, cors_migrate_entry_t *);

        entry->listed = true;
        cors_migrate_entry_add_write(entry,
                                     "# remove this line with its RewriteRule");
    }
}

static void read_rule(cors_migrate_variables_t *variables,
                      cors_migrate_entry_t *entry)
{
    apr_array_header_t *words =
        cors_migrate_words_split(entry->line.arguments, variables->pool);
    tests_t tests = read_tests(variables, word_at(words, 0));
    char *flags = apr_pstrdup(variables->pool, word_at(words, 2));
    char *state;
    char *flag;

    entry->listed = tests.options;
    for (flag = apr_strtok(flags, "[,] ", &state); flag;
         flag = apr_strtok(NULL, "[,] ", &state)) {
        if (tests.options && is_success(flag)) {
            judge_answer(entry);
        }
        else if (strncasecmp(flag, "E=", 2) == 0
                 && add_flag(variables, &tests, entry, flag + 2)) {
            entry->listed = true;
        }
    }
    if (entry->listed) {
        list_tests(variables);
        if (!entry->answers) {
            cors_migrate_entry_add_write(
                entry, tests.options
                           ? "# not translated: remove this line if it only "
                             "serves preflights, which CorsAllowOrigin answers"
                           : "# remove this line, unless something else uses "
                             "its variable");
        }
    }
    variables->tests->nelts = 0;
}

void cors_migrate_variables_read(cors_migrate_variables_t *variables,
                                 cors_migrate_entry_t *entry)
{
    if (strcasecmp(entry->line.name, "RewriteCond") == 0) {
        APR_ARRAY_PUSH(variables->tests, cors_migrate_entry_t *) = entry;
    }
    else if (strcasecmp(entry->line.name, "RewriteRule") == 0) {
        read_rule(variables, entry);
    }
    else {
        read_set_env_if(variables, entry);
    }
}

void cors_migrate_variables_add_condition(
    const cors_migrate_condition_t *condition, bool whole,
    cors_migrate_entry_t *entry, cors_migrate_origins_t *origins)
{
    cors_migrate_origins_t *found = cors_migrate_origins_create(origins->pool);
    int i;

    for (i = 0; i < condition->expressions->nelts; ++i) {
        cors_migrate_origins_add_expression(
            found, APR_ARRAY_IDX(condition->expressions, i, const char *),
            whole);
    }
    for (i = 0; i < condition->origins->nelts; ++i) {
        cors_migrate_origins_add_value(
            found, APR_ARRAY_IDX(condition->origins, i, const char *));
    }
    if (condition->is_set) {
        cors_migrate_origins_add_any(found);
    }
    for (i = 0; i < found->problems->nelts; ++i) {
        cors_migrate_entry_add_problem(
            entry, APR_ARRAY_IDX(found->problems, i, const char *));
    }
    cors_migrate_origins_join(origins, found);
}

bool cors_migrate_variables_has(const cors_migrate_variables_t *variables,
                                const char *name)
{
    int i;

    for (i = 0; i < variables->variables->nelts; ++i) {
        if (strcmp(
                APR_ARRAY_IDX(variables->variables, i, cors_migrate_variable_t)
                    .name,
                name)
            == 0) {
            return true;
        }
    }
    return false;
}

bool cors_migrate_variables_resolve(cors_migrate_variables_t *variables,
                                    const char *name, bool whole,
                                    const cors_migrate_entry_t *user,
                                    cors_migrate_origins_t *origins,
                                    bool *for_options)
{
    bool found = false;
    int i;

    *for_options = false;
    for (i = 0; i < variables->variables->nelts; ++i) {
        cors_migrate_variable_t *variable =
            &APR_ARRAY_IDX(variables->variables, i, cors_migrate_variable_t);

        if (strcmp(variable->name, name) != 0
            || !cors_migrate_entry_contains(variable->entry, user)) {
            continue;
        }
        variable->entry->listed = true;
        if (variable->for_options) {
            *for_options = true;
            continue;
        }
        found = true;
        cors_migrate_variables_add_condition(&variable->condition,
                                             whole || variable->whole,
                                             variable->entry, origins);
    }
    return found;
}
