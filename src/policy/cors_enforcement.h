/* SPDX-License-Identifier: Apache-2.0
 *
 * Enforcement: which actual requests CorsEnforce refuses to carry out. How a
 * refused request ends is the glue's.
 */
#ifndef CORS_ENFORCEMENT_H
#define CORS_ENFORCEMENT_H

#include "policy/cors_policy.h"
#include "policy/cors_request.h"

/* Whether the actual request of an origin that is not allowed is refused. Does
 * not consider CorsEnforceExcept and same-origin requests. */
bool cors_enforcement_covers(const cors_enforce_t *enforcement,
                             const cors_request_t *request);

/* The same for an origin that the policy allows without credentials: whether
 * the request carries a cookie, or an `Authorization` that CorsAllowHeaders
 * does not cover, and may change something in the visitor's name. */
bool cors_enforcement_covers_credentials(const cors_enforce_t *enforcement,
                                         const cors_settings_t *settings,
                                         const cors_request_t *request);

#endif
