/* SPDX-License-Identifier: Apache-2.0
 *
 * A pattern is parsed by taking its wildcards away: what is left must be a
 * serialized origin. So patterns and origins cannot disagree on a host, a
 * port or a scheme.
 */
#include "cors_pattern.h"

#include <string.h>

#include <apr_lib.h>
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

static cors_origin_fault_e parse(const char *text, cors_pattern_t *pattern,
                                 apr_pool_t *pool)
{
    cors_origin_fault_e fault;
    const char *bare;

    pattern->text = text;
    pattern->length = strlen(text);
    pattern->subdomains = pattern->any_port = false;
    if (strcmp(text, "*") == 0) {
        pattern->kind = CORS_PATTERN_ANY;
        return CORS_ORIGIN_OK;
    }
    if (strcmp(text, "null") == 0) {
        pattern->kind = CORS_PATTERN_NULL;
        return CORS_ORIGIN_OK;
    }
    bare = strip_wildcards(text, pattern, pool);
    pattern->kind = pattern->subdomains || pattern->any_port
                        ? CORS_PATTERN_WILDCARD
                        : CORS_PATTERN_EXACT;
    fault = cors_origin_parse(bare, strlen(bare), &pattern->origin);
    return fault == CORS_ORIGIN_OK && pattern->any_port && pattern->origin.port
               ? CORS_ORIGIN_PORT
               : fault;
}

static bool is_wildcard_before_ip(const cors_pattern_t *pattern)
{
    return pattern->kind == CORS_PATTERN_WILDCARD && pattern->subdomains
           && pattern->origin.host_kind != CORS_HOST_NAME;
}

/* The value as browsers would send it, if all that is wrong is how it is
 * written (case, path, user info, default port); NULL otherwise. */
static const char *correction(const char *text, apr_pool_t *pool)
{
    char *fixed = apr_pstrdup(pool, text);
    char *authority = strstr(fixed, "://");
    char *rest, *at, *p;
    cors_pattern_t pattern;
    cors_origin_fault_e fault;

    if (!authority) {
        return NULL;
    }
    authority += strlen("://");
    rest = authority + strcspn(authority, "/?#\\");
    *rest = '\0';
    at = strrchr(authority, '@');
    if (at) {
        memmove(authority, at + 1, strlen(at));
    }
    for (p = fixed; *p; ++p) {
        *p = apr_tolower(*p);
    }
    fault = parse(fixed, &pattern, pool);
    if (fault == CORS_ORIGIN_DEFAULT_PORT) {
        *strrchr(fixed, ':') = '\0';
        fault = parse(fixed, &pattern, pool);
    }
    return fault == CORS_ORIGIN_OK && !is_wildcard_before_ip(&pattern) ? fixed
                                                                       : NULL;
}

/* A '*' is left where the two wildcards have been taken away. */
static const char *wildcard_sentence(const char *text, apr_pool_t *pool)
{
    const char *host = strstr(text, "://");
    int prefix;

    if (host && host[3] == '*' && !strchr(host + 4, '*')) {
        host += strlen("://");
        prefix = (int)(host - text);
        if (host[1] == '\0' || host[1] == ':') {
            return apr_psprintf(pool,
                                "'%s' names no host; write '*' for every "
                                "origin, or '%.*s*.example.com'",
                                text, prefix, text);
        }
        return apr_psprintf(pool,
                            "'%s' would also admit '%.*sevil%s'; "
                            "write '%.*s*.%s'",
                            text, prefix, text, host + 1, prefix, text,
                            host + 1);
    }
    return apr_psprintf(pool,
                        "'%s' has a '*' where none can stand; write '*.' in "
                        "front of the host for its subdomains, ':*' behind it "
                        "for every port",
                        text);
}

static const char *fault_words(cors_origin_fault_e fault)
{
    switch (fault) {
    case CORS_ORIGIN_OK:
        break;
    case CORS_ORIGIN_TOO_LONG:
        return "it is longer than 326 bytes";
    case CORS_ORIGIN_NO_SCHEME:
        return "it has no scheme";
    case CORS_ORIGIN_FILE_SCHEME:
        return "browsers send 'null' for files";
    case CORS_ORIGIN_UPPER_CASE:
        return "browsers send it in lower case";
    case CORS_ORIGIN_NO_HOST:
        return "it has no host";
    case CORS_ORIGIN_HOST_BYTE:
        return "its host has a character that no host name in ASCII has";
    case CORS_ORIGIN_HOST_LENGTH:
        return "its host is longer than 253 bytes or has a label over 63";
    case CORS_ORIGIN_EMPTY_LABEL:
        return "its host has an empty label";
    case CORS_ORIGIN_IPV4:
        return "its host is a number but no IPv4 address in dotted-quad form";
    case CORS_ORIGIN_IPV6:
        return "its host is no IPv6 address in compressed form";
    case CORS_ORIGIN_USER_INFO:
        return "it has user information";
    case CORS_ORIGIN_PATH:
        return "it has a path";
    case CORS_ORIGIN_PORT:
        return "its port is not a number from 1 to 65535";
    case CORS_ORIGIN_DEFAULT_PORT:
        return "browsers omit the default port";
    }
    return "";
}

static const char *sentence(const char *text, cors_origin_fault_e fault,
                            apr_pool_t *pool)
{
    const char *instead = correction(text, pool);
    cors_pattern_t unused;

    if (strstr(text, "${")) {
        return apr_psprintf(pool,
                            "'%s' names a variable that is not defined; "
                            "write 'Define' for it, or set it in the "
                            "environment of the server",
                            text);
    }
    if (strchr(strip_wildcards(text, &unused, pool), '*')) {
        return wildcard_sentence(text, pool);
    }
    if (fault == CORS_ORIGIN_DEFAULT_PORT && instead) {
        return apr_psprintf(pool, "'%s' never matches, %s; write '%s'", text,
                            fault_words(fault), instead);
    }
    return apr_psprintf(pool, "'%s' is not a serialized origin, %s; write %s",
                        text, fault_words(fault),
                        instead ? apr_psprintf(pool, "'%s'", instead)
                                : "scheme://host or scheme://host:port, "
                                  "as in 'https://example.com'");
}

const char *cors_pattern_parse(const char *text, cors_pattern_t *pattern,
                               apr_pool_t *pool)
{
    cors_origin_fault_e fault = parse(text, pattern, pool);

    if (fault != CORS_ORIGIN_OK) {
        return sentence(text, fault, pool);
    }
    if (is_wildcard_before_ip(pattern)) {
        return apr_psprintf(
            pool,
            "'%s' never matches, an IP address has no subdomains; "
            "write the address without '*.'",
            text);
    }
    return NULL;
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
