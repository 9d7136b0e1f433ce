/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "Same-origin requests" and CorsEnforce: the parts that
 * depend only on the request.
 */
#include "model_question.h"

#include <stdio.h>
#include <string.h>

#include "naive.h"

#define READ_ONLY "GET|HEAD|OPTIONS|TRACE|PROPFIND|REPORT|SEARCH|QUERY"

bool model_is_unsafe(const case_request_t *request)
{
    return request->is_websocket
           || !naive_is_one_of(READ_ONLY, request->method);
}

/* The origin of a page with this scheme on the host, as a browser writes it;
 * false: there is none. */
static bool origin_at(const char *scheme, const char *default_port,
                      const char *host, char *origin, size_t size)
{
    const char *colon = strrchr(host, ':');
    const char *port = "";
    int length = (int)strlen(host);
    int i;

    if (colon && !strchr(colon, ']')) {
        port = colon + 1;
        length = (int)(colon - host);
        if (*port == '\0' || port[strspn(port, "0123456789")] != '\0') {
            return false;
        }
        port += strspn(port, "0");
        port = strcmp(port, default_port) == 0 ? "" : *port ? port : "0";
    }
    if ((size_t)snprintf(origin, size, "%s://%.*s%s%s", scheme, length, host,
                         *port ? ":" : "", port)
        >= size) {
        return false;
    }
    for (i = 0; origin[i]; ++i) {
        if (origin[i] >= 'A' && origin[i] <= 'Z') {
            origin[i] = (char)(origin[i] - 'A' + 'a');
        }
    }
    return true;
}

static bool is_at(const char *origin, const char *scheme,
                  const char *default_port, const char *host)
{
    char expected[1000];

    return host
           && origin_at(scheme, default_port, host, expected, sizeof(expected))
           && strcmp(origin, expected) == 0;
}

bool model_is_same_origin(const case_request_t *request)
{
    const char *origin = request->origin;

    if (request->sec_fetch_site) {
        return naive_is_one_of("same-origin|none", request->sec_fetch_site);
    }
    return naive_is_origin(origin)
           && ((request->server_name
                && strcmp(origin, request->server_name) == 0)
               || is_at(origin, "https", "443", request->host)
               || (!request->has_tls
                   && is_at(origin, "http", "80", request->host)));
}
