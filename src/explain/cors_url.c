/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses a URL: its scheme, host and port as a serialized origin, the rest as
 * browsers send it.
 */
#include "explain/cors_url.h"

#include <stdbool.h>
#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>

#include "base/cors_text.h"
#include "origin/cors_origin.h"

static bool is_encoded(char c, const char *set)
{
    return (unsigned char)c > '~' || strchr(set, c);
}

/* URL, "UTF-8 percent-encode". */
static void add_encoded(cors_text_t *out, const char *text, apr_size_t length,
                        const char *set)
{
    const char *end = text + length;

    for (; text < end; ++text) {
        if (is_encoded(*text, set)) {
            cors_text_add_format(out, "%%%02X", (unsigned)(unsigned char)*text);
        }
        else {
            cors_text_add_bytes(out, text, 1);
        }
    }
}

/* Returns the number of dots of "." and "..", also if they are percent-encoded;
 * 0 for other segments. */
static int count_dots(const char *segment, apr_size_t length)
{
    const char *end = segment + length;
    int dots = 0;

    while (segment < end && dots < 3) {
        if (*segment == '.') {
            segment += 1;
        }
        else if (end - segment >= 3
                 && apr_cstr_casecmpn(segment, "%2e", 3) == 0) {
            segment += 3;
        }
        else {
            return 0;
        }
        ++dots;
    }
    return dots < 3 ? dots : 0;
}

static void remove_segment(cors_text_t *path)
{
    const char *slash = strrchr(path->bytes, '/');

    if (slash) {
        path->length = slash - path->bytes;
        path->bytes[path->length] = '\0';
    }
}

/* URL, "path state". */
static void add_segment(cors_text_t *path, const char *segment,
                        apr_size_t length, bool is_last)
{
    int dots = count_dots(segment, length);

    if (dots == 2) {
        remove_segment(path);
    }
    if (dots == 0 || is_last) {
        cors_text_add(path, "/");
    }
    if (dots == 0) {
        add_encoded(path, segment, length, "\"<>^`{}");
    }
}

/* Returns the path and the query that a browser sends. text is empty, or begins
 * with '/' or '?'. */
static const char *path_of(const char *text, apr_pool_t *pool)
{
    cors_text_t path;
    const char *query = text + strcspn(text, "?");

    cors_text_init(&path, pool);
    while (text < query) {
        apr_size_t length = strcspn(++text, "/?");

        add_segment(&path, text, length, text + length == query);
        text += length;
    }
    if (path.length == 0) {
        cors_text_add(&path, "/");
    }
    add_encoded(&path, query, strlen(query), "\"<>'");
    return path.bytes;
}

static const char *error_text(cors_origin_error_e error, const char *stop)
{
    switch (error) {
    case CORS_ORIGIN_OK:
    case CORS_ORIGIN_DEFAULT_PORT:
        return NULL;
    case CORS_ORIGIN_NO_HOST:
        return "it has no host";
    case CORS_ORIGIN_TOO_LONG:
    case CORS_ORIGIN_HOST_LENGTH:
        return "its host, or a label of it, is too long";
    case CORS_ORIGIN_EMPTY_LABEL:
        return "its host has an empty label";
    case CORS_ORIGIN_IPV4:
        return "its host ends in a number, but is not an IPv4 address such as "
               "192.0.2.1";
    case CORS_ORIGIN_IPV6:
        return "its IPv6 address is not in the form that browsers send, such "
               "as [2001:db8::1]";
    case CORS_ORIGIN_USER_INFO:
        return "it has a user name or a password, which fetch does not accept";
    case CORS_ORIGIN_PORT:
        return "its port is not a number from 1 to 65535 without leading zeros";
    case CORS_ORIGIN_HOST_BYTE:
        if ((unsigned char)*stop > '~') {
            return "its host is not ASCII; write it in Punycode (xn--...)";
        }
        break;
    case CORS_ORIGIN_NO_SCHEME:
    case CORS_ORIGIN_FILE_HOST:
    case CORS_ORIGIN_UPPER_CASE:
    case CORS_ORIGIN_PATH:
        break;
    }
    return "its host has a character that no host name has";
}

/* Parses scheme, host and port. text is in lower case. */
static const char *parse_authority(char *text, cors_url_t *url,
                                   apr_pool_t *pool)
{
    cors_origin_t origin;
    cors_origin_error_e error = cors_origin_parse(text, strlen(text), &origin);

    if (error_text(error, origin.host)) {
        return error_text(error, origin.host);
    }
    if (error == CORS_ORIGIN_DEFAULT_PORT) {
        *strrchr(text, ':') = '\0';
        (void)cors_origin_parse(text, strlen(text), &origin);
    }
    url->origin = text;
    url->scheme = apr_pstrmemdup(pool, origin.scheme, origin.scheme_length);
    url->host = apr_pstrmemdup(pool, origin.host, origin.host_length);
    url->port = origin.port ? origin.port
                            : cors_origin_default_port(origin.scheme,
                                                       origin.scheme_length);
    return NULL;
}

static const char *check_bytes(const char *text)
{
    const char *p;

    for (p = text; *p; ++p) {
        if ((unsigned char)*p <= ' ' || *p == 0x7F) {
            return "it has a blank or a control character";
        }
    }
    if (memchr(text, '\\', strcspn(text, "?"))) {
        return "it has a backslash, for which browsers send a slash";
    }
    return NULL;
}

static bool has_scheme(const char *text)
{
    return apr_cstr_casecmpn(text, "http://", 7) == 0
           || apr_cstr_casecmpn(text, "https://", 8) == 0;
}

const char *cors_url_parse(const char *text, cors_url_t *url, apr_pool_t *pool)
{
    apr_size_t length;
    const char *error;
    char *authority;
    char *p;

    url->text = apr_pstrmemdup(pool, text, strcspn(text, "#"));
    error = check_bytes(url->text);
    if (error) {
        return error;
    }
    if (!has_scheme(url->text)) {
        return "it does not begin with http:// or https://";
    }
    length = strcspn(url->text, ":") + strlen("://");
    length += strcspn(url->text + length, "/?");
    authority = apr_pstrmemdup(pool, url->text, length);
    for (p = authority; *p; ++p) {
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    }
    url->path = path_of(url->text + length, pool);
    return parse_authority(authority, url, pool);
}
