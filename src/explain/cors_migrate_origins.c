/* SPDX-License-Identifier: Apache-2.0
 *
 * An expression whose alternatives are all of a known shape becomes patterns;
 * any other one stays an expression.
 */
#include "explain/cors_migrate_origins.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_migrate_regex.h"
#include "explain/cors_migrate_shape.h"
#include "origin/cors_pattern.h"
#include "origin/cors_pattern_correction.h"
#include "origin/cors_public_suffix.h"

#define SEPARATORS ", \t"

cors_migrate_origins_t *cors_migrate_origins_create(apr_pool_t *pool)
{
    cors_migrate_origins_t *origins = apr_pcalloc(pool, sizeof(*origins));

    origins->patterns = apr_array_make(pool, 4, sizeof(char *));
    origins->expressions = apr_array_make(pool, 2, sizeof(char *));
    origins->problems = apr_array_make(pool, 4, sizeof(char *));
    origins->pool = pool;
    return origins;
}

static bool has_string(const apr_array_header_t *strings, const char *string)
{
    int i;

    for (i = 0; i < strings->nelts; ++i) {
        if (strcmp(APR_ARRAY_IDX(strings, i, const char *), string) == 0) {
            return true;
        }
    }
    return false;
}

static void add_once(apr_array_header_t *strings, const char *string)
{
    if (!has_string(strings, string)) {
        APR_ARRAY_PUSH(strings, const char *) = string;
    }
}

static void add_problem(cors_migrate_origins_t *origins, const char *problem)
{
    add_once(origins->problems, problem);
}

static bool is_pattern(const char *text, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    return cors_pattern_parse(text, &pattern, &stop, pool) == CORS_PATTERN_OK
           && (pattern.kind == CORS_PATTERN_EXACT
               || pattern.kind == CORS_PATTERN_WILDCARD);
}

static void add_pattern(cors_migrate_origins_t *origins, const char *scheme,
                        const cors_migrate_shape_t *shape,
                        const char *subdomains)
{
    const char *host = cors_migrate_shape_host(shape, origins->pool);
    const char *text = apr_pstrcat(origins->pool, scheme, "://", subdomains,
                                   host, shape->port, NULL);
    const char *corrected;

    if (is_pattern(text, origins->pool)) {
        add_once(origins->patterns, text);
        return;
    }
    corrected = cors_pattern_correction(text, origins->pool);
    if (corrected && is_pattern(corrected, origins->pool)) {
        add_problem(origins, apr_psprintf(origins->pool,
                                          "browsers send '%s' for '%s', so the "
                                          "expression admits nobody there",
                                          corrected, text));
        add_once(origins->patterns, corrected);
        return;
    }
    add_problem(origins, apr_psprintf(origins->pool,
                                      "'%s' is left out: browsers send no such "
                                      "origin",
                                      text));
}

static void add_scheme(cors_migrate_origins_t *origins, const char *scheme,
                       const cors_migrate_shape_t *shape)
{
    if (!shape->subdomains) {
        add_pattern(origins, scheme, shape, "");
    }
    if (shape->subdomains || shape->glued || shape->open_begin) {
        add_pattern(origins, scheme, shape, "*.");
    }
}

/* Whether the host is a machine of the developer, where ports vary. */
static bool is_local(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0;
}

/* One look-alike of an expression is enough. */
static void name_look_alike(cors_migrate_origins_t *origins,
                            const cors_migrate_shape_t *shape, bool whole)
{
    const char *other =
        cors_migrate_shape_look_alike(shape, whole, origins->pool);

    if (other && !origins->has_look_alike) {
        origins->has_look_alike = true;
        add_problem(origins, apr_psprintf(origins->pool,
                                          "the expression also admits '%s', "
                                          "which anybody can register",
                                          other));
    }
}

static void add_shape(cors_migrate_origins_t *origins,
                      cors_migrate_shape_t *shape, bool whole)
{
    name_look_alike(origins, shape, whole);
    if (shape->one_label) {
        add_problem(origins, "'*.' in CorsAllowOrigin admits every subdomain, "
                             "also deeper ones and those with other "
                             "characters");
    }
    if (strcmp(shape->port, ":*") == 0) {
        add_problem(origins, "':*' in CorsAllowOrigin admits every port, the "
                             "default one included");
    }
    if (!shape->port[0] && shape->open_end && whole) {
        if (is_local(shape->host)) {
            shape->port = ":*";
        }
        else {
            add_problem(origins,
                        "the expression admits every port; CorsAllowOrigin "
                        "without ':*' admits the default port only");
        }
    }
    if (!shape->scheme || strcmp(shape->scheme, "https") == 0) {
        add_scheme(origins, "https", shape);
    }
    if (!shape->scheme || strcmp(shape->scheme, "http") == 0) {
        add_scheme(origins, "http", shape);
    }
}

/* Returns false if the alternative is not of the shape that is translated. */
static bool add_alternative(cors_migrate_origins_t *origins, const char *text,
                            bool whole)
{
    cors_migrate_shape_t shape;

    switch (cors_migrate_shape_read(text, &shape, origins->pool)) {
    case CORS_MIGRATE_SHAPE_ANY:
        origins->any = true;
        if (strpbrk(text, ":h")) {
            add_problem(origins, "CorsAllowOrigin * also admits 'null' and the "
                                 "origins of other schemes");
        }
        return true;
    case CORS_MIGRATE_SHAPE_UNKNOWN:
        return false;
    case CORS_MIGRATE_SHAPE_HOST:
        break;
    }
    origins->has_origin = origins->has_origin || !shape.slash;
    add_shape(origins, &shape, whole);
    return true;
}

/* Whether the pattern wide is the other one with ":*". */
static bool is_wide(const char *wide, const char *one)
{
    apr_size_t length = strlen(one);

    return strncmp(wide, one, length) == 0 && strcmp(wide + length, ":*") == 0;
}

/* Removes the patterns that differ from another only by its ":*". */
static void remove_ports(apr_array_header_t *patterns)
{
    int i, j, kept = 0;

    for (i = 0; i < patterns->nelts; ++i) {
        const char *one = APR_ARRAY_IDX(patterns, i, const char *);

        j = 0;
        while (j < patterns->nelts
               && !is_wide(APR_ARRAY_IDX(patterns, j, const char *), one)) {
            ++j;
        }
        if (j == patterns->nelts) {
            APR_ARRAY_IDX(patterns, kept++, const char *) = one;
        }
    }
    patterns->nelts = kept;
}

static void keep_expression(cors_migrate_origins_t *origins,
                            const char *expression)
{
    bool has_scheme = strstr(expression, "://") || strstr(expression, "\\/\\/");
    const char *pattern =
        cors_pattern_correction_of_expression(expression, origins->pool);

    if (pattern) {
        add_problem(origins,
                    apr_psprintf(origins->pool,
                                 "in an expression '*' repeats the character "
                                 "before it, so other origins are admitted; "
                                 "the pattern '%s' was probably intended",
                                 pattern));
        add_once(origins->patterns, pattern);
        return;
    }
    if (!has_scheme) {
        expression += *expression == '^';
        expression = apr_pstrcat(
            origins->pool, "https?://(?:.*\\.)?(?:", expression, ")", NULL);
    }
    add_problem(origins,
                "CorsAllowOriginMatch matches the whole origin: '^' and '$' "
                "are implied, and origins with other text before or after the "
                "expression are no longer admitted");
    add_once(origins->expressions, expression);
}

static void join_strings(apr_array_header_t *strings,
                         const apr_array_header_t *others)
{
    int i;

    for (i = 0; i < others->nelts; ++i) {
        add_once(strings, APR_ARRAY_IDX(others, i, const char *));
    }
}

void cors_migrate_origins_add_expression(cors_migrate_origins_t *origins,
                                         const char *expression, bool whole)
{
    apr_array_header_t *alternatives =
        cors_migrate_regex_expand(expression, origins->pool);
    cors_migrate_origins_t *found = cors_migrate_origins_create(origins->pool);
    int i;

    for (i = 0; alternatives && i < alternatives->nelts; ++i) {
        const char *text = APR_ARRAY_IDX(alternatives, i, const char *);

        if (!add_alternative(found, text, whole)) {
            alternatives = NULL;
        }
    }
    if (cors_migrate_regex_has_capitals(expression)) {
        add_problem(origins, "browsers send hosts in lower case: unless it "
                             "ignores case, the expression admits nobody");
    }
    if (!alternatives) {
        keep_expression(origins, expression);
        return;
    }
    if (found->patterns->nelts > 0 && !found->has_origin) {
        add_problem(origins, "no origin has a slash at its end, so the "
                             "expression admits nobody");
    }
    for (i = 0; i < found->problems->nelts; ++i) {
        add_problem(origins, APR_ARRAY_IDX(found->problems, i, const char *));
    }
    remove_ports(found->patterns);
    origins->any = origins->any || found->any;
    join_strings(origins->patterns, found->patterns);
}

void cors_migrate_origins_join(cors_migrate_origins_t *origins,
                               const cors_migrate_origins_t *other)
{
    origins->any = origins->any || other->any;
    join_strings(origins->patterns, other->patterns);
    join_strings(origins->expressions, other->expressions);
    remove_ports(origins->patterns);
}

static void add_one_value(cors_migrate_origins_t *origins, const char *value)
{
    apr_pool_t *pool = origins->pool;
    const char *corrected;

    if (strcmp(value, "*") == 0) {
        origins->any = true;
    }
    else if (is_pattern(value, pool)) {
        if (strchr(value, '*')) {
            add_problem(origins, "browsers accept no wildcard in this field, "
                                 "so it admits nobody; CorsAllowOrigin accepts "
                                 "it");
        }
        add_once(origins->patterns, value);
    }
    else if (strcmp(value, "null") == 0) {
        add_problem(origins, "'null' is left out: every page can have this "
                             "origin, in a sandboxed frame");
    }
    else {
        corrected = cors_pattern_correction(value, pool);
        add_problem(origins,
                    corrected
                        ? apr_psprintf(pool,
                                       "'%s' is not an origin, so browsers "
                                       "admit nobody; '%s' was probably "
                                       "intended",
                                       value, corrected)
                        : apr_psprintf(pool,
                                       "'%s' is left out: it is not an origin",
                                       value));
        if (corrected && is_pattern(corrected, pool)) {
            add_once(origins->patterns, corrected);
        }
    }
}

void cors_migrate_origins_add_value(cors_migrate_origins_t *origins,
                                    const char *value)
{
    char *copy = apr_pstrdup(origins->pool, value);
    char *state;
    char *one = apr_strtok(copy, SEPARATORS, &state);

    if (strpbrk(value, SEPARATORS)) {
        add_problem(origins, "the field holds several origins: browsers accept "
                             "one only, and block every page");
    }
    for (; one; one = apr_strtok(NULL, SEPARATORS, &state)) {
        add_one_value(origins, one);
    }
}

void cors_migrate_origins_add_any(cors_migrate_origins_t *origins)
{
    origins->any = true;
}

static bool has_strings(const apr_array_header_t *strings,
                        const apr_array_header_t *others)
{
    int i;

    for (i = 0; i < others->nelts; ++i) {
        if (!has_string(strings, APR_ARRAY_IDX(others, i, const char *))) {
            return false;
        }
    }
    return true;
}

bool cors_migrate_origins_has_all(const cors_migrate_origins_t *origins,
                                  const cors_migrate_origins_t *other)
{
    if (other->any || origins->any) {
        return origins->any;
    }
    return other->patterns->nelts + other->expressions->nelts > 0
           && has_strings(origins->patterns, other->patterns)
           && has_strings(origins->expressions, other->expressions);
}

/* Returns why a pattern cannot be used with credentials, or NULL. */
static const char *credentials_fault(const char *text, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    if (cors_pattern_parse(text, &pattern, &stop, pool) != CORS_PATTERN_OK) {
        return NULL;
    }
    if (cors_origin_is_insecure(&pattern.origin)) {
        return "with credentials anybody on the network path could use the "
               "visitor's session; use https";
    }
    if (pattern.subdomains
        && cors_public_suffix_contains(pattern.origin.host,
                                       pattern.origin.host_length)) {
        return "everybody can register a name below this public suffix";
    }
    return NULL;
}

void cors_migrate_origins_fit_credentials(cors_migrate_origins_t *origins)
{
    apr_array_header_t *patterns = origins->patterns;
    int i, kept = 0;

    for (i = 0; i < patterns->nelts; ++i) {
        const char *text = APR_ARRAY_IDX(patterns, i, const char *);
        const char *fault = credentials_fault(text, origins->pool);

        if (fault) {
            add_problem(origins,
                        apr_psprintf(origins->pool, "'%s' is left out: %s",
                                     text, fault));
        }
        else {
            APR_ARRAY_IDX(patterns, kept++, const char *) = text;
        }
    }
    patterns->nelts = kept;
}
