/* SPDX-License-Identifier: Apache-2.0
 *
 * The response fields that follow from a decision. Fetch, "HTTP responses" of
 * the CORS protocol; Resource Timing, "Timing-Allow-Origin".
 */
#ifndef CORS_FIELDS_H
#define CORS_FIELDS_H

#include "policy/cors_decision.h"

#define CORS_ACCESS_CONTROL_ALLOW_ORIGIN "Access-Control-Allow-Origin"
#define CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS "Access-Control-Allow-Credentials"
#define CORS_ACCESS_CONTROL_ALLOW_METHODS "Access-Control-Allow-Methods"
#define CORS_ACCESS_CONTROL_ALLOW_HEADERS "Access-Control-Allow-Headers"
#define CORS_ACCESS_CONTROL_EXPOSE_HEADERS "Access-Control-Expose-Headers"
#define CORS_ACCESS_CONTROL_MAX_AGE "Access-Control-Max-Age"
#define CORS_ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK                              \
    "Access-Control-Allow-Private-Network"
#define CORS_TIMING_ALLOW_ORIGIN "Timing-Allow-Origin" /* Resource Timing */

/* The response fields that the module owns, NULL-terminated. All of them begin
 * with CORS_OWNED_PREFIX. CORS_TIMING_ALLOW_ORIGIN is owned too, but only under
 * CorsTimingAllowOrigin On. */
#define CORS_OWNED_PREFIX "Access-Control-"
extern const char *const cors_owned_fields[];

typedef struct {
    const char *name;
    const char *value;
} cors_field_t;

#define CORS_FIELDS_MAX 5

/* Stores the response fields that the decision grants in fields, which has room
 * for CORS_FIELDS_MAX, and returns their number. Each name is in it at most
 * once; Vary is not. Under ReportOnly these are the fields that would be
 * granted. Values point into settings and request, or are allocated from
 * pool. */
int cors_fields_of_decision(const cors_decision_t *decision,
                            const cors_settings_t *settings,
                            const cors_request_t *request, cors_field_t *fields,
                            apr_pool_t *pool);

/* Returns the value of Timing-Allow-Origin. If only "*" or exact origins are
 * allowed and none can be refused, it is the whole list, regardless of the
 * request. Otherwise it is the origin of the request if that is allowed, or "*"
 * if the rule "*" allows it and nothing is denied. Returns NULL if the field is
 * not sent: under CorsTimingAllowOrigin Off, without a policy or with a fault,
 * for preflights, for other origins, and for an origin with a comma, because
 * the field is a list. Points into settings and request, or is allocated from
 * pool. Resource Timing, "Timing-Allow-Origin". */
const char *cors_fields_timing_value(const cors_decision_t *decision,
                                     const cors_settings_t *settings,
                                     apr_pool_t *pool);

/* The members that are added to Vary, by cors_vary_e, or NULL. */
extern const char *const cors_vary_values[];

#endif
