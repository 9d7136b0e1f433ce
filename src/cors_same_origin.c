/* SPDX-License-Identifier: Apache-2.0
 *
 * Sec-Fetch-Site decides where the browser sends it; else Host does, with the
 * scheme as far as the connection shows it.
 */
#include "cors_same_origin.h"

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
    port = cors_scheme_default_port(origin->scheme, origin->scheme_length);
    wanted = origin->port ? origin->port : port;
    rest = host + origin->host_length;
    if (rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9') {
        port = strtol(rest + 1, &end, 10);
        rest = end;
    }
    return *rest == '\0' && port == wanted;
}

/* An https origin on a plain connection: TLS ended in front of us, since
 * browsers block mixed content. */
static bool scheme_fits(const cors_origin_t *origin, bool secure)
{
    return (origin->scheme_length == 5
            && memcmp(origin->scheme, "https", 5) == 0)
           || (!secure && origin->scheme_length == 4
               && memcmp(origin->scheme, "http", 4) == 0);
}

bool cors_origin_is_same(cors_origin_lookup_t *lookup,
                         const cors_target_t *target)
{
    const cors_origin_t *origin;

    if (target->sec_fetch_site) {
        return strcmp(target->sec_fetch_site, "same-origin") == 0
               || strcmp(target->sec_fetch_site, "none") == 0;
    }
    origin = cors_origin_lookup_origin(lookup);
    if (!origin) {
        return false;
    }
    if (target->server_origin
        && strcmp(lookup->text, target->server_origin) == 0) {
        return true;
    }
    return target->host && scheme_fits(origin, target->secure)
           && host_is_of(target->host, origin);
}
