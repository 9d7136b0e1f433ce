/* SPDX-License-Identifier: Apache-2.0
 *
 * A small part of the grammar of httpd's expressions. All other expressions are
 * not understood.
 */
#include "explain/cors_migrate_condition.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define MAX_DEPTH 16

typedef struct {
    const char *p;
    apr_pool_t *pool;
    cors_migrate_condition_t *condition;
    int depth; /* of parentheses */
} parser_t;

static void skip_blanks(parser_t *parser)
{
    while (apr_isspace(*parser->p)) {
        ++parser->p;
    }
}

/* Skips the word, without regard to case, and the blanks before it. Returns
 * false if the text does not continue with it. */
static bool take(parser_t *parser, const char *word)
{
    skip_blanks(parser);
    if (strncasecmp(parser->p, word, strlen(word)) != 0) {
        return false;
    }
    parser->p += strlen(word);
    return true;
}

static bool take_origin(parser_t *parser)
{
    return take(parser, "%{HTTP:Origin}") || take(parser, "%{req:Origin}")
           || take(parser, "%{HTTP_ORIGIN}") || take(parser, "req('Origin')")
           || take(parser, "http('Origin')") || take(parser, "req(\"Origin\")")
           || take(parser, "%{req_novary:Origin}");
}

/* Returns the text between two delimiters, of which the first is at p; NULL if
 * there is no second. */
static const char *take_delimited(parser_t *parser)
{
    char delimiter = *parser->p;
    const char *begin = parser->p + 1;
    const char *end = begin;

    if (!delimiter) {
        return NULL;
    }
    while (*end && *end != delimiter) {
        end += *end == '\\' && end[1] ? 2 : 1;
    }
    if (!*end) {
        return NULL;
    }
    parser->p = end + 1;
    return apr_pstrmemdup(parser->pool, begin, (apr_size_t)(end - begin));
}

static const char *take_string(parser_t *parser)
{
    skip_blanks(parser);
    return *parser->p == '\'' || *parser->p == '"' ? take_delimited(parser)
                                                   : NULL;
}

/* m#...# or /.../, and the flag i. */
static const char *take_regex(parser_t *parser)
{
    const char *regex;

    skip_blanks(parser);
    if (*parser->p == 'm' && parser->p[1] && apr_ispunct(parser->p[1])) {
        ++parser->p;
    }
    else if (*parser->p != '/') {
        return NULL;
    }
    regex = take_delimited(parser);
    while (regex && apr_isalpha(*parser->p)) {
        ++parser->p;
    }
    return regex;
}

static bool take_list(parser_t *parser)
{
    apr_array_header_t *origins = parser->condition->origins;
    const char *one;

    if (!take(parser, "{")) {
        return false;
    }
    do {
        one = take_string(parser);
        if (!one) {
            return false;
        }
        APR_ARRAY_PUSH(origins, const char *) = one;
    } while (take(parser, ","));
    return take(parser, "}");
}

static bool take_comparison(parser_t *parser)
{
    cors_migrate_condition_t *condition = parser->condition;
    const char *operand;

    if (take(parser, "=~")) {
        operand = take_regex(parser);
        if (operand) {
            APR_ARRAY_PUSH(condition->expressions, const char *) = operand;
        }
        return operand != NULL;
    }
    if (take(parser, "==") || take(parser, "-eq") || take(parser, "=")) {
        operand = take_string(parser);
        if (operand) {
            APR_ARRAY_PUSH(condition->origins, const char *) = operand;
        }
        return operand != NULL;
    }
    if (take(parser, "!=")) {
        operand = take_string(parser);
        condition->is_set = operand && !*operand;
        return condition->is_set;
    }
    if (take(parser, "-in") || take(parser, "in")) {
        return take_list(parser);
    }
    return false;
}

static bool take_term(parser_t *parser)
{
    cors_migrate_condition_t *condition = parser->condition;
    const char *operand;

    if (take(parser, "(")) {
        if (++parser->depth > MAX_DEPTH) {
            return false;
        }
        if (!take_term(parser)) {
            return false;
        }
        --parser->depth;
        return take(parser, ")");
    }
    if (take(parser, "-n")) {
        condition->is_set = true;
        condition->kind = CORS_MIGRATE_ORIGIN_CONDITION;
        return take_origin(parser);
    }
    if (take_origin(parser)) {
        condition->kind = CORS_MIGRATE_ORIGIN_CONDITION;
        return take_comparison(parser);
    }
    if (take(parser, "%{REQUEST_METHOD}")) {
        condition->kind = CORS_MIGRATE_OPTIONS_CONDITION;
        if (!take(parser, "==") && !take(parser, "-eq")
            && !take(parser, "=~")) {
            return false;
        }
        operand = take_string(parser);
        operand = operand ? operand : take_regex(parser);
        return operand && strstr(operand, "OPTIONS")
               && strlen(operand) <= strlen("^OPTIONS$");
    }
    return false;
}

static cors_migrate_condition_t nothing(apr_pool_t *pool)
{
    cors_migrate_condition_t condition = {0};

    condition.origins = apr_array_make(pool, 2, sizeof(char *));
    condition.expressions = apr_array_make(pool, 2, sizeof(char *));
    return condition;
}

cors_migrate_condition_t cors_migrate_condition_parse(const char *expression,
                                                      apr_pool_t *pool)
{
    cors_migrate_condition_t condition = nothing(pool);
    parser_t parser = {expression, pool, &condition, 0};
    cors_migrate_condition_e kind = CORS_MIGRATE_OTHER_CONDITION;

    do {
        if (!take_term(&parser)
            || (kind != CORS_MIGRATE_OTHER_CONDITION
                && kind != condition.kind)) {
            condition.kind = CORS_MIGRATE_OTHER_CONDITION;
            return condition;
        }
        kind = condition.kind;
    } while (take(&parser, "||") || take(&parser, "-o"));
    skip_blanks(&parser);
    if (*parser.p) {
        condition.kind = CORS_MIGRATE_OTHER_CONDITION;
    }
    return condition;
}

bool cors_migrate_condition_is_origin(const char *expression)
{
    parser_t parser = {expression, NULL, NULL, 0};

    if (!take_origin(&parser)) {
        return false;
    }
    skip_blanks(&parser);
    return !*parser.p;
}

cors_migrate_condition_t cors_migrate_condition_rewrite(const char *test,
                                                        const char *pattern,
                                                        apr_pool_t *pool)
{
    cors_migrate_condition_t condition = nothing(pool);

    if (strcasecmp(test, "%{REQUEST_METHOD}") == 0) {
        if (*pattern != '!' && strstr(pattern, "OPTIONS")
            && !strchr(pattern, '|')) {
            condition.kind = CORS_MIGRATE_OPTIONS_CONDITION;
        }
        return condition;
    }
    condition.is_set = strcmp(pattern, "!^$") == 0;
    if (!cors_migrate_condition_is_origin(test)
        || (*pattern == '!' && !condition.is_set)) {
        return condition;
    }
    condition.kind = CORS_MIGRATE_ORIGIN_CONDITION;
    if (condition.is_set) {
        return condition;
    }
    if (*pattern == '=') {
        APR_ARRAY_PUSH(condition.origins, const char *) = pattern + 1;
    }
    else {
        APR_ARRAY_PUSH(condition.expressions, const char *) = pattern;
    }
    return condition;
}
