/* SPDX-License-Identifier: Apache-2.0
 *
 * A recursive descent parser that returns the set of alternatives of each part.
 * The set of a sequence is the product of the sets of its parts.
 */
#include "explain/cors_migrate_regex.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/cors_text.h"
#include "origin/cors_regex_characters.h"

#define MAX_ALTERNATIVES 64
#define MAX_DEPTH 16
#define MAX_LENGTH 4096
#define FEW 4 /* a class with more characters is not expanded */

#define ANY CORS_MIGRATE_REGEX_ANY
#define LABEL CORS_MIGRATE_REGEX_LABEL
#define DIGITS CORS_MIGRATE_REGEX_DIGITS
#define DOT CORS_MIGRATE_REGEX_DOT

typedef struct {
    const char *p;
    int depth;
    apr_pool_t *pool;
} parser_t;

typedef apr_array_header_t set_t; /* of const char * */

static set_t *parse_alternatives(parser_t *parser);

static set_t *set_of(const char *string, apr_pool_t *pool)
{
    set_t *set = apr_array_make(pool, 4, sizeof(char *));

    APR_ARRAY_PUSH(set, const char *) = string;
    return set;
}

static const char *character(char c, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, &c, 1);
}

/* Returns NULL if there are too many alternatives, or if one is NULL. */
static set_t *product(const set_t *left, const set_t *right, apr_pool_t *pool)
{
    set_t *set;
    int i, j;

    if (!left || !right || left->nelts * right->nelts > MAX_ALTERNATIVES) {
        return NULL;
    }
    set = apr_array_make(pool, left->nelts * right->nelts, sizeof(char *));
    for (i = 0; i < left->nelts; ++i) {
        for (j = 0; j < right->nelts; ++j) {
            APR_ARRAY_PUSH(set, const char *) =
                apr_pstrcat(pool, APR_ARRAY_IDX(left, i, const char *),
                            APR_ARRAY_IDX(right, j, const char *), NULL);
        }
    }
    return set;
}

/* Whether the class has all characters of hosts. */
static bool has_host_characters(const cors_regex_characters_t *characters)
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    const char *c;

    for (c = all; *c; ++c) {
        if (!characters->has[(unsigned char)*c]) {
            return false;
        }
    }
    return true;
}

/* Returns the kind of many characters; NULL for some of them with the dot: no
 * pattern admits only these. */
static set_t *set_of_many(const cors_regex_characters_t *characters,
                          bool digits, apr_pool_t *pool)
{
    if (characters->has['.'] && !has_host_characters(characters)) {
        return NULL;
    }
    return set_of(character(digits                 ? DIGITS
                            : characters->has['.'] ? DOT
                                                   : LABEL,
                            pool),
                  pool);
}

/* Returns the few characters one by one, or the kind of the many. */
static set_t *set_of_characters(const cors_regex_characters_t *characters,
                                apr_pool_t *pool)
{
    set_t *set = apr_array_make(pool, FEW, sizeof(char *));
    int count = cors_regex_characters_count(characters);
    bool digits = true;
    int c;

    for (c = 0; c < CORS_REGEX_CHARACTERS_MAX; ++c) {
        if (characters->has[c]) {
            digits = digits && apr_isdigit(c);
            if (count <= FEW) {
                APR_ARRAY_PUSH(set, const char *) =
                    character((char)apr_tolower(c), pool);
            }
        }
    }
    if (count > FEW) {
        return set_of_many(characters, digits, pool);
    }
    return count > 0 ? set : NULL;
}

static set_t *parse_group(parser_t *parser)
{
    set_t *set;

    ++parser->p;
    if (*parser->p == '?') {
        if (parser->p[1] != ':') {
            return NULL;
        }
        parser->p += 2;
    }
    if (++parser->depth > MAX_DEPTH) {
        return NULL;
    }
    set = parse_alternatives(parser);
    --parser->depth;
    if (*parser->p != ')') {
        return NULL;
    }
    ++parser->p;
    return set;
}

static set_t *parse_class(parser_t *parser)
{
    cors_regex_characters_t characters = {{false}};

    if (!cors_regex_characters_read_class(parser->p, &characters)) {
        return NULL;
    }
    parser->p = cors_regex_characters_skip_class(parser->p);
    return set_of_characters(&characters, parser->pool);
}

static set_t *parse_escape(parser_t *parser)
{
    cors_regex_characters_t characters = {{false}};
    const char *end = cors_regex_characters_read_escape(parser->p, &characters);

    if (!end) {
        return NULL;
    }
    parser->p = end;
    return set_of_characters(&characters, parser->pool);
}

static set_t *parse_atom(parser_t *parser)
{
    char c = *parser->p;

    switch (c) {
    case '(':
        return parse_group(parser);
    case '[':
        return parse_class(parser);
    case '\\':
        return parse_escape(parser);
    case '*':
    case '+':
    case '?':
    case '{':
        return NULL;
    default:
        break;
    }
    ++parser->p;
    c = c == '.'   ? DOT
        : c == '^' ? CORS_MIGRATE_REGEX_BEGIN
        : c == '$' ? CORS_MIGRATE_REGEX_END
                   : (char)apr_tolower(c);
    return set_of(character(c, parser->pool), parser->pool);
}

/* How often a part is repeated. */
typedef struct {
    int min;
    bool many;    /* more than once */
    bool limited; /* not as often as one likes, or several times at least */
} times_t;

/* Returns false if the braces are not a quantifier. */
static bool parse_braces(parser_t *parser, times_t *times)
{
    char *end;
    long min = strtol(parser->p + 1, &end, 10);
    long max = min;
    bool open = false;

    if (end == parser->p + 1) {
        return false;
    }
    if (*end == ',') {
        const char *from = end + 1;

        max = strtol(from, &end, 10);
        open = end == from;
        max = open ? 2 : max;
    }
    if (*end != '}') {
        return false;
    }
    parser->p = end + 1;
    times->min = min > 0;
    times->many = max > 1;
    times->limited = times->many && (!open || min > 1);
    return true;
}

static bool parse_quantifier(parser_t *parser, times_t *times)
{
    times->min = 1;
    times->many = false;
    times->limited = false;
    if (*parser->p == '{') {
        if (!parse_braces(parser, times)) {
            return false;
        }
    }
    else if (*parser->p && strchr("?*+", *parser->p)) {
        times->min = *parser->p == '+';
        times->many = *parser->p != '?';
        ++parser->p;
    }
    else {
        return true;
    }
    if (*parser->p == '?' || *parser->p == '+') {
        ++parser->p; /* lazy or possessive */
    }
    return true;
}

/* Returns what one alternative becomes if it is repeated, or NULL. */
static const char *repeated(const char *one, apr_pool_t *pool)
{
    apr_size_t length = strlen(one);

    if (length == 1 && one[0] <= DOT) {
        return one[0] == DOT ? character(ANY, pool) : one;
    }
    /* Labels with their dots: "([a-z]+\.)*". */
    if (length == 2 && one[0] <= LABEL && one[1] == '.') {
        return one;
    }
    return NULL;
}

/* An empty repetition of single characters is left out: ANY may be empty. */
static set_t *repeat(set_t *set, const times_t *times, apr_pool_t *pool)
{
    bool single = true;
    int i;

    for (i = 0; set && times->many && i < set->nelts; ++i) {
        const char **one = &APR_ARRAY_IDX(set, i, const char *);

        if (times->limited && **one == DOT) {
            return NULL; /* ".{3}" */
        }
        *one = repeated(*one, pool);
        if (!*one) {
            return NULL;
        }
        single = single && !(*one)[1];
    }
    if (set && times->min == 0 && !(times->many && single)) {
        APR_ARRAY_PUSH(set, const char *) = "";
    }
    return set;
}

/* Parts without alternatives are collected, and become one part: the product
 * copies all that precedes. */
static set_t *parse_sequence(parser_t *parser)
{
    set_t *set = set_of("", parser->pool);
    cors_text_t run;

    cors_text_init(&run, parser->pool);
    while (set && *parser->p && *parser->p != '|' && *parser->p != ')') {
        set_t *part = parse_atom(parser);
        times_t times;

        if (!part || !parse_quantifier(parser, &times)) {
            return NULL;
        }
        part = repeat(part, &times, parser->pool);
        if (part && part->nelts == 1) {
            cors_text_add(&run, APR_ARRAY_IDX(part, 0, const char *));
            continue;
        }
        set = product(set, set_of(run.bytes, parser->pool), parser->pool);
        set = product(set, part, parser->pool);
        cors_text_init(&run, parser->pool);
    }
    return product(set, set_of(run.bytes, parser->pool), parser->pool);
}

static set_t *parse_alternatives(parser_t *parser)
{
    set_t *set = parse_sequence(parser);

    while (set && *parser->p == '|') {
        set_t *next;

        ++parser->p;
        next = parse_sequence(parser);
        if (!next || set->nelts + next->nelts > MAX_ALTERNATIVES) {
            return NULL;
        }
        apr_array_cat(set, next);
    }
    return set;
}

/* Control characters are the kinds of characters in an alternative, and no
 * origin has bytes that are not ASCII. */
static bool is_printable(const char *expression)
{
    while (*expression >= ' ' && *expression < 0x7F) {
        ++expression;
    }
    return *expression == '\0';
}

apr_array_header_t *cors_migrate_regex_expand(const char *expression,
                                              apr_pool_t *pool)
{
    parser_t parser = {expression, 0, pool};
    set_t *set;

    if (strlen(expression) > MAX_LENGTH || !is_printable(expression)) {
        return NULL;
    }
    set = parse_alternatives(&parser);
    return *parser.p ? NULL : set;
}

bool cors_migrate_regex_is_group(const char *expression)
{
    const char *p = expression;
    int depth = 0;

    p += *p == '^';
    if (*p != '(' || p[1] == '?') {
        return false;
    }
    do {
        if (*p == '[') {
            p = cors_regex_characters_skip_class(p);
            continue;
        }
        depth += (*p == '(') - (*p == ')');
        p += *p == '\\' && p[1] ? 2 : 1;
    } while (*p && depth > 0);
    p += *p == '$';
    return depth == 0 && !*p;
}

bool cors_migrate_regex_has_capitals(const char *expression)
{
    const char *p = expression;

    while (*p && !apr_isupper(*p)) {
        if (*p == '[') {
            p = cors_regex_characters_skip_class(p);
        }
        else {
            p += *p == '\\' && p[1] ? 2 : 1;
        }
    }
    return *p != '\0';
}
