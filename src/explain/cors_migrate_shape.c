/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the anchors off, then the scheme, then what precedes the host.
 */
#include "explain/cors_migrate_shape.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_migrate_regex.h"

#define ANY CORS_MIGRATE_REGEX_ANY
#define LABEL CORS_MIGRATE_REGEX_LABEL
#define DIGITS CORS_MIGRATE_REGEX_DIGITS
#define DOT CORS_MIGRATE_REGEX_DOT
#define BEGIN CORS_MIGRATE_REGEX_BEGIN
#define END CORS_MIGRATE_REGEX_END

/* Removes the scheme from the text. Returns false if the scheme is not one of
 * those that recipes have. */
static bool take_scheme(const char **text, cors_migrate_shape_t *shape)
{
    static const struct {
        const char *text;
        const char *scheme;
    } schemes[] = {{"https://", "https"}, {"http://", "http"}, {"://", NULL},
                   {"//", NULL},          {"\1://", NULL},     {"\2://", NULL}};
    bool anchored = !shape->open_begin;
    size_t i;

    shape->scheme = NULL;
    if (anchored && (**text == ':' || **text == '/')) {
        return false; /* every origin begins with a letter */
    }
    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); ++i) {
        if (strncmp(*text, schemes[i].text, strlen(schemes[i].text)) == 0) {
            shape->scheme = schemes[i].scheme;
            shape->open_begin = false;
            *text += strlen(schemes[i].text);
            return true;
        }
    }
    return shape->open_begin && !strchr(*text, '/');
}

/* Divides what follows the scheme. Returns false if it is not a host with
 * characters before it and a port after it. */
static bool take_host(const char *text, cors_migrate_shape_t *shape,
                      apr_pool_t *pool)
{
    static const char kinds[] = {ANY, LABEL, DIGITS, BEGIN, END, '/', '\0'};
    apr_size_t length = strspn(text, "\1\2");
    const char *port;

    shape->glued = length > 0;
    shape->one_label = length > 0 && !memchr(text, ANY, length);
    text += length;
    if (shape->glued && (*text == '.' || *text == DOT)) {
        shape->glued = false;
        shape->subdomains = true;
        shape->loose = *text++ == DOT;
    }
    else if (shape->open_begin && *text == '.') {
        shape->open_begin = false; /* "\.example\.com$" */
        shape->subdomains = true;
        ++text;
    }
    port = text + strcspn(text, ":");
    if (port[0] == ':' && port[1] && !port[2] && port[1] <= DIGITS) {
        shape->port = ":*";
    }
    else {
        shape->port = port;
    }
    shape->host = apr_pstrmemdup(pool, text, (apr_size_t)(port - text));
    return !strpbrk(shape->host, kinds)
           && (shape->port[0] == '\0' || shape->port[1] == '*'
               || !strpbrk(shape->port, kinds));
}

/* Removes the anchors of an alternative, and characters in their place. */
static const char *take_ends(const char *text, cors_migrate_shape_t *shape,
                             apr_pool_t *pool)
{
    apr_size_t length;
    bool wild = false;

    shape->open_begin = *text != BEGIN;
    text += *text == BEGIN;
    length = strlen(text);
    shape->open_end = length == 0 || text[length - 1] != END;
    length -= !shape->open_end;
    while (length > 1 && text[length - 1] == ANY && text[length - 2] != ':'
           && text[length - 2] != '/') {
        wild = true;
        --length;
    }
    if (length > 0 && text[length - 1] == '/'
        && !(length > 2 && text[length - 2] == '/')) {
        shape->slash = true;
        --length;
    }
    shape->open_end = shape->open_end || wild;
    return apr_pstrmemdup(pool, text, length);
}

/* Returns the host with all its dots; other: a dot that is not escaped becomes
 * a letter, but not the last dot, since the part after it is no name that
 * anybody can register. */
static const char *host_of(const cors_migrate_shape_t *shape, bool other,
                           apr_pool_t *pool)
{
    char *host = apr_pstrdup(pool, shape->host);
    char *p;

    for (p = host; *p; ++p) {
        if (*p == DOT) {
            other = other && strpbrk(p + 1, ".\4");
            *p = other ? 'x' : '.';
            other = false;
        }
    }
    return host;
}

const char *cors_migrate_shape_host(const cors_migrate_shape_t *shape,
                                    apr_pool_t *pool)
{
    return host_of(shape, false, pool);
}

const char *cors_migrate_shape_look_alike(const cors_migrate_shape_t *shape,
                                          bool whole, apr_pool_t *pool)
{
    const char *scheme = shape->scheme ? shape->scheme : "https";
    const char *host = host_of(shape, false, pool);
    const char *other = host_of(shape, true, pool);

    if (shape->glued || shape->loose || (shape->open_begin && whole)) {
        return apr_psprintf(pool, "%s://evil%s%s", scheme,
                            shape->loose ? "x" : "", host);
    }
    if (shape->open_end && whole) {
        return apr_psprintf(pool, "%s://%s.evil.example", scheme, host);
    }
    if (strcmp(host, other) != 0) {
        return apr_psprintf(pool, "%s://%s", scheme, other);
    }
    return NULL;
}

/* Whether the alternative matches every origin, or each with its scheme. */
static bool is_any(const char *text, const cors_migrate_shape_t *shape)
{
    if (shape->open_begin && shape->open_end
        && (strcmp(text, ":") == 0 || strcmp(text, "://") == 0)) {
        return true;
    }
    if (strncmp(text, "http", 4) == 0) {
        text += text[4] == 's' ? 5 : 4;
        text += strncmp(text, "://", 3) == 0 ? 3 : 0;
    }
    else if (*text == ANY || *text == LABEL) {
        text += strncmp(text + 1, "://", 3) == 0 ? 4 : 0;
    }
    return text[strspn(text, "\1\2\4")] == '\0'
           && (*text != LABEL || shape->open_end);
}

cors_migrate_shape_e cors_migrate_shape_read(const char *alternative,
                                             cors_migrate_shape_t *shape,
                                             apr_pool_t *pool)
{
    const char *text;

    memset(shape, 0, sizeof(*shape));
    text = take_ends(alternative, shape, pool);
    if (is_any(text, shape)) {
        return CORS_MIGRATE_SHAPE_ANY;
    }
    return take_scheme(&text, shape) && take_host(text, shape, pool)
                   && shape->host[0]
               ? CORS_MIGRATE_SHAPE_HOST
               : CORS_MIGRATE_SHAPE_UNKNOWN;
}
