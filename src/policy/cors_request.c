/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_request.h"

#include <stddef.h>
#include <string.h>

static bool has_method(const cors_request_t *request, const char *method)
{
    size_t length = strlen(method);

    return request->method && strncmp(request->method, method, length) == 0
           && (request->method[length] == ' '
               || request->method[length] == '\0');
}

bool cors_request_is_unsafe(const cors_request_t *request)
{
    static const char *const safe[] = {"GET",    "HEAD",     "OPTIONS",
                                       "TRACE",  "PROPFIND", "REPORT",
                                       "SEARCH", "QUERY"};
    size_t i;

    if (request->is_websocket) {
        return true;
    }
    for (i = 0; i < sizeof(safe) / sizeof(safe[0]); ++i) {
        if (has_method(request, safe[i])) {
            return false;
        }
    }
    return true;
}
