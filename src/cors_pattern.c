/* SPDX-License-Identifier: Apache-2.0
 *
 * A pattern is parsed by taking its wildcards away: what is left must be a
 * serialized origin. So patterns and origins cannot disagree on a host, a
 * port or a scheme.
 */
#include "cors_pattern.h"

#include "cors_pattern_advice.h"

#include <string.h>

#include <apr_strings.h>

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Takes ":*" and "*." away and notes them. */
static const char *strip_wildcards(const char *text, cors_pattern_t *pattern,
                                   apr_pool_t *pool)
{
    apr_size_t length = strlen(text);
    const char *scheme_end = strstr(text, "://");

    pattern->any_port = scheme_end && length > 2
                        && strcmp(text + length - 2, ":*") == 0
                        && text + length - 2 > scheme_end;
    pattern->subdomains = scheme_end && starts_with(scheme_end, "://*.");
    if (pattern->any_port) {
        length -= strlen(":*");
    }
    if (!pattern->subdomains) {
        return pattern->any_port ? apr_pstrmemdup(pool, text, length) : text;
    }
    return apr_psprintf(pool, "%.*s%.*s", (int)(scheme_end + 3 - text), text,
                        (int)(text + length - (scheme_end + strlen("://*."))),
                        scheme_end + strlen("://*."));
}

static cors_pattern_fault_e compile_origin(const char *text,
                                           cors_pattern_t *pattern,
                                           cors_origin_fault_e *why,
                                           apr_pool_t *pool)
{
    const char *bare = strip_wildcards(text, pattern, pool);

    pattern->kind = pattern->subdomains || pattern->any_port
                        ? CORS_PATTERN_WILDCARD
                        : CORS_PATTERN_EXACT;
    *why = cors_origin_parse(bare, strlen(bare), &pattern->origin);
    if (strchr(bare, '*')
        || (*why == CORS_ORIGIN_OK && pattern->any_port
            && pattern->origin.port)) {
        return CORS_PATTERN_STRAY_WILDCARD;
    }
    if (*why != CORS_ORIGIN_OK) {
        return CORS_PATTERN_NOT_ORIGIN;
    }
    return pattern->subdomains && pattern->origin.host_kind != CORS_HOST_NAME
               ? CORS_PATTERN_IP_SUBDOMAINS
               : CORS_PATTERN_OK;
}

cors_pattern_fault_e cors_pattern_compile(const char *text,
                                          cors_pattern_t *pattern,
                                          cors_origin_fault_e *why,
                                          apr_pool_t *pool)
{
    pattern->text = text;
    pattern->length = strlen(text);
    pattern->subdomains = pattern->any_port = false;
    *why = CORS_ORIGIN_OK;
    if (strcmp(text, "*") == 0) {
        pattern->kind = CORS_PATTERN_ANY;
        return CORS_PATTERN_OK;
    }
    if (strcmp(text, "null") == 0) {
        pattern->kind = CORS_PATTERN_NULL;
        return CORS_PATTERN_OK;
    }
    return compile_origin(text, pattern, why, pool);
}

const char *cors_pattern_parse(const char *text, cors_pattern_t *pattern,
                               apr_pool_t *pool)
{
    cors_origin_fault_e why;
    cors_pattern_fault_e fault =
        cors_pattern_compile(text, pattern, &why, pool);

    return fault == CORS_PATTERN_OK
               ? NULL
               : cors_pattern_advice(text, fault, why, pool);
}

static bool same(const char *a, apr_size_t a_length, const char *b,
                 apr_size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

bool cors_pattern_matches(const cors_pattern_t *pattern,
                          const cors_origin_t *origin)
{
    const cors_origin_t *wanted = &pattern->origin;
    apr_size_t below = origin->host_length - wanted->host_length;

    if (!same(wanted->scheme, wanted->scheme_length, origin->scheme,
              origin->scheme_length)
        || (!pattern->any_port && wanted->port != origin->port)) {
        return false;
    }
    if (!pattern->subdomains) {
        return same(wanted->host, wanted->host_length, origin->host,
                    origin->host_length);
    }
    /* At least one byte and a dot in front of the host. */
    return origin->host_kind == CORS_HOST_NAME
           && origin->host_length > wanted->host_length + 1
           && origin->host[below - 1] == '.'
           && memcmp(origin->host + below, wanted->host, wanted->host_length)
                  == 0;
}
