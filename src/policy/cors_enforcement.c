/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_enforcement.h"

#include <string.h>

bool cors_enforcement_covers(const cors_enforce_t *enforcement,
                             const cors_request_t *request)
{
    return enforcement->level == CORS_ENFORCE_ON
           || (enforcement->level == CORS_ENFORCE_UNSAFE
               && cors_request_is_unsafe(request));
}

bool cors_enforcement_covers_credentials(const cors_enforce_t *enforcement,
                                         const cors_settings_t *settings,
                                         const cors_request_t *request)
{
    static const char authorization[] = "authorization";

    return enforcement->credentials && !settings->credentials.on
           && (request->has_cookie
               || (request->has_authorization
                   && !cors_name_list_contains(&settings->request_headers,
                                               authorization,
                                               sizeof(authorization) - 1)))
           && cors_request_is_unsafe(request);
}
