/* SPDX-License-Identifier: Apache-2.0
 *
 * Sec-Fetch-Site decides if the browser sends it. Otherwise the origin is
 * compared with ServerName, if that has a scheme, and with Host.
 */
#include "origin/cors_same_origin.h"

#include <stdlib.h>
#include <string.h>

#include <apr_cstr.h>

/* Whether the Host field has the host and port of the origin. */
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

/* An https origin is accepted on a connection without TLS too: a proxy must
 * have ended TLS, because browsers block http requests of https pages. */
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
