/* SPDX-License-Identifier: Apache-2.0
 *
 * Sec-Fetch-Site decides where the browser sends it; else Host does, with the
 * scheme as far as the connection shows it.
 */
#include "origin/cors_same_origin.h"

#include <stdlib.h>
#include <string.h>

#include <apr_cstr.h>

/* Whether host and port of Host are those of the origin. */
static bool host_is_of(const char *host, const cors_origin_t *origin)
{
    long port, wanted;
    const char *rest;
    char *end;

    if (apr_cstr_casecmpn(host, origin->host, origin->host_length) != 0) {
        return false;
    }
    port = cors_origin_default_port(origin->scheme, origin->scheme_length);
    wanted = origin->port ? origin->port : port;
    rest = host + origin->host_length;
    if (rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9') {
        port = strtol(rest + 1, &end, 10);
        rest = end;
    }
    return *rest == '\0' && port == wanted;
}

static bool has_scheme(const cors_origin_t *origin, const char *scheme)
{
    return origin->scheme_length == strlen(scheme)
           && memcmp(origin->scheme, scheme, origin->scheme_length) == 0;
}

/* An https origin on a plain connection: TLS ended in front of us, since
 * browsers block mixed content. */
static cors_same_origin_e compare_host(const char *host,
                                       const cors_origin_t *origin)
{
    if (!host || !host_is_of(host, origin)) {
        return CORS_SAME_ORIGIN_NO;
    }
    if (has_scheme(origin, "https")) {
        return CORS_SAME_ORIGIN_YES;
    }
    return has_scheme(origin, "http") ? CORS_SAME_ORIGIN_UNLESS_TLS
                                      : CORS_SAME_ORIGIN_NO;
}

cors_same_origin_e cors_same_origin(cors_origin_lookup_t *lookup,
                                    const char *sec_fetch_site,
                                    const char *host, const char *server_origin)
{
    const cors_origin_t *origin;

    if (sec_fetch_site) {
        return strcmp(sec_fetch_site, "same-origin") == 0
                       || strcmp(sec_fetch_site, "none") == 0
                   ? CORS_SAME_ORIGIN_YES
                   : CORS_SAME_ORIGIN_NO;
    }
    origin = cors_origin_lookup_origin(lookup);
    if (!origin) {
        return CORS_SAME_ORIGIN_NO;
    }
    if (server_origin && strcmp(lookup->text, server_origin) == 0) {
        return CORS_SAME_ORIGIN_YES;
    }
    return compare_host(host, origin);
}
