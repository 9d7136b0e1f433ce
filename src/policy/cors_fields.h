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

/* The response fields that the module owns; NULL ends the list. All of them
 * begin with CORS_OWNED_PREFIX. CORS_TIMING_ALLOW_ORIGIN is owned too, but only
 * where CorsTimingAllowOrigin is on. */
#define CORS_OWNED_PREFIX "Access-Control-"
extern const char *const cors_owned_fields[];

typedef struct {
    const char *name;
    const char *value;
} cors_field_t;

#define CORS_FIELDS_MAX 5

/* Writes the response fields that the decision grants, each at most once, and
 * returns how many; under ReportOnly, the fields that it would grant. Values
 * are shared with the settings and the request or, where they must be composed,
 * allocated from pool. Does not include Vary. */
int cors_fields_of_decision(const cors_decision_t *decision,
                            const cors_settings_t *settings,
                            const cors_request_t *request, cors_field_t *fields,
                            apr_pool_t *pool);

/* The value of Timing-Allow-Origin, NULL for none: the whole list, regardless
 * of the request, if only "*" or exact origins are allowed and none is denied;
 * otherwise the allowed origin. */
const char *cors_fields_timing_value(const cors_decision_t *decision,
                                     const cors_settings_t *settings,
                                     apr_pool_t *pool);

/* The members that are added to Vary, by cors_vary_e; NULL: none. */
extern const char *const cors_vary_values[];

#endif
