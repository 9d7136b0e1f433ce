/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_header_name.h"

#include <string.h>

#include <apr_cstr.h>

#include "base/cors_token.h"

static bool has_prefix(const char *name, apr_size_t length, const char *prefix)
{
    return length >= strlen(prefix)
           && apr_cstr_casecmpn(name, prefix, strlen(prefix)) == 0;
}

bool cors_header_name_is_forbidden_request(const char *name, apr_size_t length)
{
    static const char *const forbidden[] = {
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        NULL,
    };

    return cors_token_find(forbidden, name, length)
           || has_prefix(name, length, "Proxy-")
           || has_prefix(name, length, "Sec-");
}

bool cors_header_name_is_forbidden_response(const char *name, apr_size_t length)
{
    static const char *const forbidden[] = {"Set-Cookie", "Set-Cookie2", NULL};

    return cors_token_find(forbidden, name, length) != NULL;
}

bool cors_header_name_is_safelisted_response(const char *name,
                                             apr_size_t length)
{
    static const char *const safelisted[] = {
        "Cache-Control", "Content-Language", "Content-Length", "Content-Type",
        "Expires",       "Last-Modified",    "Pragma",         NULL};

    return cors_token_find(safelisted, name, length) != NULL;
}

bool cors_header_name_is_non_wildcard(const char *name, apr_size_t length)
{
    static const char *const non_wildcard[] = {"Authorization", NULL};

    return cors_token_find(non_wildcard, name, length) != NULL;
}
