/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks the parts of a pattern, and all texts that can be made up from an
 * expression. If the literal parts of each text are malformed, the expression
 * matches no origin.
 */
#include "origin/cors_rule_warning.h"

#include <string.h>

#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"
#include "origin/cors_regex_sample.h"

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool has_upper(const char *text)
{
    while (*text && !is_upper(*text)) {
        ++text;
    }
    return *text != '\0';
}

static cors_remedy_t final_dot_warning(const cors_pattern_t *pattern,
                                       apr_pool_t *pool)
{
    const char *text = pattern->text;
    const cors_origin_t *origin = &pattern->origin;
    apr_size_t dot = (apr_size_t)(strstr(text, "://") - text) + strlen("://")
                     + (pattern->subdomains ? strlen("*.") : 0)
                     + origin->host_length - 1;

    return cors_remedy_advise(
        "has a final dot, which makes it another origin for browsers",
        apr_psprintf(pool,
                     "write '%.*s%s', unless pages have the dot in their "
                     "address",
                     (int)dot, text, text + dot + 1));
}

static cors_remedy_t case_warning(const cors_pattern_t *pattern,
                                  apr_pool_t *pool)
{
    char *lower = apr_pstrdup(pool, pattern->text);
    char *p;

    for (p = lower; *p; ++p) {
        *p = is_upper(*p) ? (char)(*p - 'A' + 'a') : *p;
    }
    return cors_remedy_replace("has upper case, browsers send the IDs of "
                               "Chrome's extensions in lower case",
                               lower, pool);
}

cors_remedy_t cors_rule_warning_of_pattern(const cors_pattern_t *pattern,
                                           apr_pool_t *pool)
{
    const cors_origin_t *origin = &pattern->origin;
    const char *label = NULL;

    if (pattern->kind != CORS_PATTERN_EXACT
        && pattern->kind != CORS_PATTERN_WILDCARD) {
        return cors_remedy_none();
    }
    if (strncmp(pattern->text, "chrome-extension://", 19) == 0
        && has_upper(pattern->text)) {
        return case_warning(pattern, pool);
    }
    if (origin->host_kind != CORS_HOST_NAME) {
        return cors_remedy_none();
    }
    label = strstr(pattern->text, "xn--") ? cors_pattern_correction_bad_label(
                origin->host, origin->host_length, pool)
                                          : NULL;
    if (label) {
        return cors_remedy_advise(
            apr_psprintf(pool,
                         "has the label '%s', which is not Punycode, and only "
                         "some browsers send such an origin",
                         label),
            "write the label as it was registered");
    }
    return cors_origin_has_final_dot(origin) ? final_dot_warning(pattern, pool)
                                             : cors_remedy_none();
}

/* Whether the expression ignores the case of letters: "(?i)". */
static bool ignores_case(const char *expression)
{
    const char *p = expression;

    while ((p = strstr(p, "(?")) != NULL) {
        p += strlen("(?");
        if (memchr(p, 'i', strspn(p, "imsxJUn-"))) {
            return true;
        }
    }
    return false;
}

static bool is_web(const char *text)
{
    return strncmp(text, "https://", 8) == 0
           || strncmp(text, "http://", 7) == 0;
}

static bool is_of_files(const char *text)
{
    return strncmp(text, "file://", strlen("file://")) == 0;
}

/* Whether text cannot be an origin, no matter what replaces its made-up parts.
 * text and other differ only in those parts. */
static bool is_hopeless(const char *text, const char *other)
{
    cors_origin_t origin;

    if (strcmp(text, "null") == 0 || is_of_files(text)) {
        return true;
    }
    switch (cors_origin_parse(text, strlen(text), &origin)) {
    case CORS_ORIGIN_UPPER_CASE:
    case CORS_ORIGIN_PATH:
    case CORS_ORIGIN_USER_INFO:
    case CORS_ORIGIN_DEFAULT_PORT:
        return is_web(text) && is_web(other);
    default:
        return false;
    }
}

/* first: a text that the expression could match. */
static cors_remedy_t never_warning(const char *first, apr_pool_t *pool)
{
    if (strcmp(first, "null") == 0 || strcmp(first, "file://") == 0) {
        return cors_remedy_advise(
            apr_psprintf(pool,
                         "can never match, '%s' is never compared with an "
                         "expression",
                         first),
            apr_psprintf(pool, "write 'CorsAllowOrigin %s'", first));
    }
    return cors_remedy_advise(
        apr_psprintf(pool,
                     "can never match, '%s' is not an origin that browsers "
                     "send",
                     first),
        "write scheme and host in lower case, and neither a path nor the "
        "default port");
}

cors_remedy_t cors_rule_warning_of_expression(const char *expression,
                                              apr_pool_t *pool)
{
    char first[CORS_ORIGIN_MAX_LENGTH + 1];
    char text[CORS_ORIGIN_MAX_LENGTH + 1];
    char other[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_regex_sample_e found = CORS_SAMPLE_WRITTEN;
    unsigned number;

    for (number = 0; number <= CORS_REGEX_SAMPLE_CHOICES; ++number) {
        found = cors_regex_sample(expression, number, 0, text, sizeof(text));
        if (found != CORS_SAMPLE_WRITTEN) {
            break;
        }
        cors_regex_sample(expression, number, CORS_SAMPLE_OTHER, other,
                          sizeof(other));
        if (!is_hopeless(text, other)) {
            return cors_remedy_none();
        }
        if (number == 0) {
            strcpy(first, is_of_files(text) ? "file://" : text);
        }
    }
    if (number == 0 || found != CORS_SAMPLE_NONE || ignores_case(expression)) {
        return cors_remedy_none();
    }
    return never_warning(first, pool);
}
