/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_method.h"

#include <string.h>

#include "base/cors_token.h"

bool cors_method_is_safelisted(const char *method, apr_size_t length)
{
    return (length == 3 && memcmp(method, "GET", 3) == 0)
           || (length == 4
               && (memcmp(method, "HEAD", 4) == 0
                   || memcmp(method, "POST", 4) == 0));
}

bool cors_method_is_forbidden(const char *method, apr_size_t length)
{
    static const char *const forbidden[] = {"CONNECT", "TRACE", "TRACK", NULL};

    return cors_token_find(forbidden, method, length) != NULL;
}

const char *cors_method_normalized(const char *method, apr_size_t length)
{
    static const char *const normalized[] = {"DELETE", "GET", "HEAD", "OPTIONS",
                                             "POST",   "PUT", NULL};
    const char *found = cors_token_find(normalized, method, length);

    return found && memcmp(found, method, length) != 0 ? found : NULL;
}
