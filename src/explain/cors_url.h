/* SPDX-License-Identifier: Apache-2.0
 *
 * A URL that a script gives to fetch, and the parts of it that reach the
 * server. It is stricter than browsers, which repair some URLs. URL standard,
 * "basic URL parser".
 */
#ifndef CORS_URL_H
#define CORS_URL_H

#include <apr_pools.h>

/* Strings are NUL-terminated and live as long as the pool. */
typedef struct {
    const char *text;   /* as it was given, without a fragment */
    const char *scheme; /* "http" or "https" */
    const char *host;   /* lower case; IPv6 in brackets */
    int port;           /* that of the scheme if the URL has none */
    const char *path;   /* path and query as a browser sends them: begins with
                           '/', no dot segments, only visible ASCII */
    const char *origin; /* serialized */
} cors_url_t;

/* Parses an absolute URL. Returns NULL, or the words that say what is wrong
 * ("it has no host"), a constant; then *url is undefined. */
const char *cors_url_parse(const char *text, cors_url_t *url, apr_pool_t *pool);

#endif
