/* SPDX-License-Identifier: Apache-2.0
 *
 * Sec-Fetch-Site decides where the browser sends it; else Host does, with the
 * scheme as far as the connection shows it.
 */
#include "cors_same_origin.h"

#include <stdlib.h>
#include <string.h>

#include <apr_cstr.h>

#include "cors_origin.h"

/* Whether host and port of Host are those of the origin. */
static bool host_is_of(const char *host, const cors_origin_t *origin)
{
    long port = cors_scheme_default_port(origin->scheme, origin->scheme_length);
    long wanted = origin->port ? origin->port : port;
    const char *rest;
    char *end;

    if (apr_cstr_casecmpn(host, origin->host, origin->host_length) != 0) {
        return false;
    }
    rest = host + origin->host_length;
    if (rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9') {
        port = strtol(rest + 1, &end, 10);
        rest = end;
    }
    return *rest == '\0' && port == wanted;
}

bool cors_origin_is_same(const char *text, const cors_target_t *target)
{
    cors_origin_t origin;
    bool is_https;

    if (target->sec_fetch_site) {
        return strcmp(target->sec_fetch_site, "same-origin") == 0
               || strcmp(target->sec_fetch_site, "none") == 0;
    }
    if (cors_origin_parse(text, strlen(text), &origin) != CORS_ORIGIN_OK) {
        return false;
    }
    if (target->server_origin && strcmp(text, target->server_origin) == 0) {
        return true;
    }
    is_https =
        origin.scheme_length == 5 && memcmp(origin.scheme, "https", 5) == 0;
    /* An https origin on a plain connection: TLS ended in front of us, since
     * browsers block mixed content. */
    if (!is_https
        && (target->secure || origin.scheme_length != 4
            || memcmp(origin.scheme, "http", 4) != 0)) {
        return false;
    }
    return target->host && host_is_of(target->host, &origin);
}
