/* SPDX-License-Identifier: Apache-2.0
 *
 * Enforcement: which actual requests CorsEnforce refuses. The glue carries out
 * the refusal.
 */
#ifndef CORS_ENFORCEMENT_H
#define CORS_ENFORCEMENT_H

#include "policy/cors_policy.h"
#include "policy/cors_request.h"

/* Whether enforcement refuses the actual request of an origin that is not
 * allowed. Does not consider CorsEnforceExcept and same-origin requests. */
bool cors_enforcement_covers(const cors_enforce_t *enforcement,
                             const cors_request_t *request);

/* Whether enforcement refuses the actual request of an allowed origin:
 * CorsEnforce has the word Credentials, settings do not allow credentials, and
 * the request is unsafe and has a cookie, or an `Authorization` that
 * CorsAllowHeaders does not list. */
bool cors_enforcement_covers_credentials(const cors_enforce_t *enforcement,
                                         const cors_settings_t *settings,
                                         const cors_request_t *request);

#endif
