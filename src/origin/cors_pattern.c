/* SPDX-License-Identifier: Apache-2.0
 *
 * Removes the wildcards of a pattern and parses the rest as a serialized
 * origin. So the same hosts, ports and schemes are valid in patterns and in
 * origins.
 */
#include "origin/cors_pattern.h"

#include "base/cors_bytes.h"

#include <string.h>

#include <apr_strings.h>

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Returns the text without ":*" and "*.", and sets *length. Notes in *pattern
 * which of them there were. */
static const char *strip_wildcards(const char *text, cors_pattern_t *pattern,
                                   apr_size_t *length, apr_pool_t *pool)
{
    const char *scheme_end = strstr(text, "://");
    const char *end = text + pattern->length;
    const char *host;
    char *bare;

    if (!scheme_end) {
        return text;
    }
    host = scheme_end + strlen("://");
    pattern->subdomains = starts_with(host, "*.");
    pattern->any_port = end - host >= 2 && strcmp(end - 2, ":*") == 0;
    *length -= (pattern->any_port ? strlen(":*") : 0)
               + (pattern->subdomains ? strlen("*.") : 0);
    bare = apr_pstrmemdup(pool, text, *length);
    if (pattern->subdomains) {
        memcpy(bare + (host - text), host + strlen("*."),
               *length - (apr_size_t)(host - text));
    }
    return bare;
}

/* Returns the position in the pattern's text of a byte of bare, the result of
 * strip_wildcards. */
static const char *unstripped(const cors_pattern_t *pattern, const char *bare,
                              const char *byte)
{
    const char *text = pattern->text;
    const char *at = text + (byte - bare);
    const char *scheme_end = strstr(text, "://");

    return pattern->subdomains && at >= scheme_end + strlen("://")
               ? at + strlen("*.")
               : at;
}

/* Returns the text after "scheme://" if applications and extensions can have
 * the scheme, otherwise NULL. With such a scheme an empty host is valid
 * ("app://"), unlike in "https://". */
static const char *opaque_host(const char *text, cors_origin_t *origin)
{
    const char *scheme_end = strstr(text, "://");
    const char *host = scheme_end ? scheme_end + strlen("://") : NULL;

    return host && !starts_with(text, "file://")
                   && cors_origin_parse(text, (apr_size_t)(host - text), origin)
                          == CORS_ORIGIN_OK
               ? host
               : NULL;
}

/* Notes where and why the text is not a pattern. */
static cors_pattern_error_e refuse(cors_pattern_error_e error,
                                   const cors_pattern_t *pattern,
                                   const char *where, cors_pattern_stop_t *stop)
{
    stop->error = error;
    stop->at = (apr_size_t)(where - pattern->text);
    return error;
}

static cors_pattern_error_e parse_opaque_wildcard(cors_pattern_t *pattern,
                                                  const char *host,
                                                  cors_pattern_stop_t *stop)
{
    pattern->any_host = strcmp(host, "*") == 0;
    return pattern->any_host ? CORS_PATTERN_OK
                             : refuse(CORS_PATTERN_OPAQUE_WILDCARD, pattern,
                                      strchr(host, '*'), stop);
}

static cors_pattern_error_e parse_wildcard(const char *text,
                                           cors_pattern_t *pattern,
                                           cors_pattern_stop_t *stop,
                                           apr_pool_t *pool)
{
    cors_origin_t *origin = &pattern->origin;
    const char *host = opaque_host(text, origin);
    apr_size_t length = pattern->length;
    const char *bare;
    const char *stray;

    pattern->kind = CORS_PATTERN_WILDCARD;
    if (host) {
        return parse_opaque_wildcard(pattern, host, stop);
    }
    bare = strip_wildcards(text, pattern, &length, pool);
    stop->why = cors_origin_parse(bare, length, origin);
    stray = strchr(bare, '*');
    if (stray) {
        return refuse(CORS_PATTERN_STRAY_WILDCARD, pattern,
                      unstripped(pattern, bare, stray), stop);
    }
    if (stop->why != CORS_ORIGIN_OK) {
        return refuse(CORS_PATTERN_NOT_ORIGIN, pattern,
                      unstripped(pattern, bare, origin->host), stop);
    }
    if (!origin->web /* "file://" */ || (pattern->any_port && origin->port)) {
        return refuse(CORS_PATTERN_STRAY_WILDCARD, pattern, strrchr(text, '*'),
                      stop);
    }
    return pattern->subdomains && origin->host_kind != CORS_HOST_NAME
               ? refuse(CORS_PATTERN_IP_SUBDOMAINS, pattern, strchr(text, '*'),
                        stop)
               : CORS_PATTERN_OK;
}

static cors_pattern_error_e parse_exact(const char *text,
                                        cors_pattern_t *pattern,
                                        cors_pattern_stop_t *stop)
{
    const char *comma;

    pattern->kind = CORS_PATTERN_EXACT;
    stop->why = cors_origin_parse(text, pattern->length, &pattern->origin);
    if (stop->why != CORS_ORIGIN_OK) {
        return refuse(CORS_PATTERN_NOT_ORIGIN, pattern, pattern->origin.host,
                      stop);
    }
    comma = strchr(text, ',');
    if (comma) {
        /* An opaque host may have a comma, but here it probably separates
         * values. */
        stop->why = CORS_ORIGIN_HOST_BYTE;
        return refuse(CORS_PATTERN_NOT_ORIGIN, pattern, comma, stop);
    }
    return CORS_PATTERN_OK;
}

cors_pattern_error_e cors_pattern_parse(const char *text,
                                        cors_pattern_t *pattern,
                                        cors_pattern_stop_t *stop,
                                        apr_pool_t *pool)
{
    pattern->text = text;
    pattern->length = strlen(text);
    pattern->subdomains = pattern->any_port = pattern->any_host = false;
    stop->error = CORS_PATTERN_OK;
    stop->why = CORS_ORIGIN_OK;
    if (strcmp(text, "*") == 0) {
        pattern->kind = CORS_PATTERN_ANY;
        return CORS_PATTERN_OK;
    }
    if (strcmp(text, "null") == 0 || strcmp(text, "file://") == 0) {
        pattern->kind = CORS_PATTERN_NULL;
        return CORS_PATTERN_OK;
    }
    return memchr(text, '*', pattern->length)
               ? parse_wildcard(text, pattern, stop, pool)
               : parse_exact(text, pattern, stop);
}

/* Whether the text is an origin except for characters that the URL standard
 * allows in the host of a web origin, but this module does not. A web origin
 * that ends in '$' does not count: it is probably a regular expression. */
static bool is_foreign_origin(const char *text, apr_pool_t *pool)
{
    cors_origin_t origin;
    apr_size_t length = strlen(text);
    char *plain = apr_pstrmemdup(pool, text, length);
    char *p = strstr(plain, "://");

    for (; p && *p; ++p) {
        if (strchr("!\"$&'+=`{}~", *p)) {
            *p = 'x';
        }
    }
    return cors_origin_parse(plain, length, &origin) == CORS_ORIGIN_OK
           && !(origin.web && text[length - 1] == '$');
}

cors_pattern_error_e cors_pattern_parse_denied(const char *text,
                                               cors_pattern_t *pattern,
                                               cors_pattern_stop_t *stop,
                                               apr_pool_t *pool)
{
    cors_pattern_error_e error = cors_pattern_parse(text, pattern, stop, pool);

    if (error == CORS_PATTERN_OK || strchr(text, '*')
        || !is_foreign_origin(text, pool)) {
        return error;
    }
    memset(&pattern->origin, 0, sizeof(pattern->origin));
    pattern->origin.scheme = pattern->origin.host = text;
    pattern->origin.host_kind = CORS_HOST_OPAQUE;
    return CORS_PATTERN_OK;
}

static bool same(const char *a, apr_size_t a_length, const char *b,
                 apr_size_t b_length)
{
    return a_length == b_length && cors_bytes_are_same(a, b, a_length);
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
    if (pattern->any_host) {
        return origin->host_length > 0;
    }
    if (!pattern->subdomains) {
        return same(wanted->host, wanted->host_length, origin->host,
                    origin->host_length);
    }
    /* At least one byte and a dot must precede the pattern's host. */
    return origin->host_kind == CORS_HOST_NAME
           && origin->host_length > wanted->host_length + 1
           && origin->host[below - 1] == '.'
           && cors_bytes_are_same(origin->host + below, wanted->host,
                                  wanted->host_length);
}
