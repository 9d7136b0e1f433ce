/* SPDX-License-Identifier: Apache-2.0
 *
 * First looks for mistakes that only rows have, for example the columns of an
 * exported table. All others are those of values of directives.
 */
#include "lists/cors_list_remedy.h"

#include <string.h>

#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"
#include "origin/cors_pattern_remedy.h"

#define WHITE_SPACE " \t\r\n\v\f"
#define COLUMN_ENDS ",;|\t"
#define QUOTES "\"'`"

/* The parts of a row between white space and ends of columns. */
typedef struct {
    int count;
    int origins;         /* parts that are patterns, or probably intended as
                            ones */
    const char *pattern; /* the first of these */
} parts_t;

/* Whether a text is a pattern that a row can be. */
static bool is_possible(const char *text, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    return cors_pattern_parse(text, &pattern, &stop, pool) == CORS_PATTERN_OK
           && pattern.kind != CORS_PATTERN_ANY
           && pattern.kind != CORS_PATTERN_NULL && !pattern.any_host
           && strcmp(text, "file://") != 0;
}

/* Returns the pattern that a text is, or was probably intended to be; NULL if
 * that cannot be in a row, or is not known. */
static const char *pattern_of(const char *text, apr_pool_t *pool)
{
    const char *correction;

    if (is_possible(text, pool)) {
        return text;
    }
    correction = cors_pattern_correction(text, pool);
    return correction && is_possible(correction, pool) ? correction : NULL;
}

/* Returns the text without the bytes of a set at both ends. */
static const char *without_around(const char *text, const char *set,
                                  apr_pool_t *pool)
{
    apr_size_t length;

    text += strspn(text, set);
    length = strlen(text);
    while (length > 0 && strchr(set, text[length - 1])) {
        --length;
    }
    return apr_pstrmemdup(pool, text, length);
}

/* A part without a scheme can be any word. */
static parts_t parts_of(const char *row, apr_pool_t *pool)
{
    parts_t parts = {0, 0, NULL};
    char *state, *part;

    for (part = apr_strtok(apr_pstrdup(pool, row), WHITE_SPACE COLUMN_ENDS,
                           &state);
         part; part = apr_strtok(NULL, WHITE_SPACE COLUMN_ENDS, &state)) {
        const char *text = without_around(part, QUOTES, pool);
        const char *pattern =
            strstr(text, "://") ? pattern_of(text, pool) : NULL;

        ++parts.count;
        parts.origins += pattern != NULL;
        if (!parts.pattern) {
            parts.pattern = pattern;
        }
    }
    return parts;
}

static cors_remedy_t only_remedy(const char *wrong, const parts_t *parts,
                                 apr_pool_t *pool)
{
    return cors_remedy_advise(
        wrong, parts->pattern
                   ? apr_psprintf(pool, "write only '%s'", parts->pattern)
                   : "write only the origin, as in 'https://example.com'");
}

/* A regular expression may have the bytes that end columns. */
static cors_remedy_t regex_remedy(void)
{
    return cors_remedy_advise(
        "is not an origin pattern, and origin lists take no regular "
        "expressions",
        "write the origins, or a pattern, as in 'https://*.example.com'");
}

/* Returns the remedy for a row that has more than one origin. */
static cors_remedy_t parts_remedy(const char *row, apr_pool_t *pool)
{
    parts_t parts = parts_of(row, pool);

    if (strpbrk(row, "^(\\{$")) {
        return strpbrk(row, COLUMN_ENDS) ? regex_remedy() : cors_remedy_none();
    }
    if (parts.origins > 1) {
        return cors_remedy_advise(
            parts.origins == 2
                ? "has two origins"
                : apr_psprintf(pool, "has %d origins", parts.origins),
            "write each in a row of its own");
    }
    if (cors_pattern_correction(row, pool)) {
        return cors_remedy_none();
    }
    if (parts.count > 1 && strpbrk(row, COLUMN_ENDS)) {
        return only_remedy("has several columns", &parts, pool);
    }
    return strpbrk(row, COLUMN_ENDS)
                   || (parts.pattern && strpbrk(row, WHITE_SPACE))
               ? only_remedy("has more than an origin", &parts, pool)
               : cors_remedy_none();
}

/* Returns the remedy for a row that begins or ends with a quotation mark. */
static cors_remedy_t quotes_remedy(const char *row, apr_pool_t *pool)
{
    static const char wrong[] = "has quotation marks";
    const char *text = without_around(row, QUOTES, pool);
    const char *pattern = pattern_of(text, pool);

    if (strcmp(text, row) == 0) {
        return cors_remedy_none();
    }
    return pattern ? cors_remedy_replace(wrong, pattern, pool)
                   : cors_remedy_advise(wrong, "remove them");
}

static bool has_comment(const char *row)
{
    const char *mark = strchr(row, '#');

    return mark && mark > row && strchr(WHITE_SPACE, mark[-1]);
}

/* Whether the host is '*', which is not a pattern for web origins. */
static bool names_no_host(const char *row)
{
    const char *end = strstr(row, "://");
    const char *host = end ? end + strlen("://") : row;

    return host[0] == '*' && (host[1] == '\0' || strchr(":/", host[1]));
}

static cors_remedy_t row_remedy(const char *row, apr_pool_t *pool)
{
    cors_remedy_t remedy;

    if (strncasecmp(row, "list:", strlen("list:")) == 0
        && strncasecmp(row, "list://", strlen("list://")) != 0) {
        return cors_remedy_advise(
            "is a list, and cannot be a row",
            "write it with CorsAllowOrigin or CorsDenyOrigin");
    }
    if (has_comment(row)) {
        return cors_remedy_advise("has a comment, which can only be a whole "
                                  "line",
                                  "remove it");
    }
    remedy = parts_remedy(row, pool);
    if (!remedy.wrong) {
        remedy = quotes_remedy(row, pool);
    }
    if (!remedy.wrong && names_no_host(row)
        && !cors_pattern_correction(row, pool)) {
        return cors_remedy_advise("names no host", "write the host, as in "
                                                   "'https://*.example.com'");
    }
    return remedy;
}

cors_remedy_t cors_list_remedy(const char *row, const cors_pattern_stop_t *stop,
                               apr_pool_t *pool)
{
    const char *text = without_around(row, WHITE_SPACE, pool);
    cors_remedy_t remedy = row_remedy(text, pool);
    int i;

    if (remedy.wrong) {
        return remedy;
    }
    remedy = cors_pattern_remedy(row, stop, "origin lists", NULL, pool);
    for (i = 0; remedy.instead && i < remedy.instead->nelts; ++i) {
        const char *value = APR_ARRAY_IDX(remedy.instead, i, const char *);

        if (!is_possible(value, pool)) {
            return cors_remedy_advise(
                remedy.wrong, apr_psprintf(pool,
                                           "write '%s' with CorsAllowOrigin or "
                                           "CorsDenyOrigin instead of the row",
                                           value));
        }
    }
    return remedy;
}
