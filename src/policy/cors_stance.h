/* SPDX-License-Identifier: Apache-2.0
 *
 * The stance of settings: the conclusions from settings that are the same for
 * every request. It is computed once at start-up for the settings of each
 * section. If a request merges sections, it is computed during the request for
 * the merged settings.
 */
#ifndef CORS_STANCE_H
#define CORS_STANCE_H

#include "policy/cors_fault.h"

typedef struct cors_stance_t {
    bool policy;     /* a policy is in force */
    bool in_force;   /* a policy or protection is in force */
    bool denies;     /* deny rules are in force */
    bool protects;   /* deny rules or enforcement are in force */
    bool constant;   /* every response has the same value, the member `only`;
                        Fetch, "CORS protocol and HTTP caches" */
    bool any_method; /* "*" is in CorsAllowMethods; set at start-up only */
    bool any_header; /* "*" is in CorsAllowHeaders; set at start-up only */
    cors_protect_e protect;     /* cors_policy_protection_considered */
    cors_enforce_t enforcement; /* the enforcement in force */
    const char *only;   /* cors_policy_only_value, NULL without a policy */
    cors_fault_t fault; /* of the policy */
} cors_stance_t;

/* Computes the stance of settings. Allocates nothing. */
void cors_stance_compute(const cors_settings_t *settings,
                         cors_stance_t *stance);

/* Returns the stance that was computed at start-up. If there is none, computes
 * it into *space and returns space. */
static inline const cors_stance_t *
cors_stance_of(const cors_settings_t *settings, cors_stance_t *space)
{
    if (settings->stance) {
        return settings->stance;
    }
    cors_stance_compute(settings, space);
    return space;
}

/* Whether "*" is in CorsAllowMethods, or in CorsAllowHeaders. */
static inline bool cors_stance_any_method(const cors_settings_t *settings)
{
    return settings->stance ? settings->stance->any_method
                            : cors_name_list_any(&settings->methods) != NULL;
}

static inline bool cors_stance_any_header(const cors_settings_t *settings)
{
    return settings->stance
               ? settings->stance->any_header
               : cors_name_list_any(&settings->request_headers) != NULL;
}

/* Computes the stance for all later requests and stores it in settings. It is
 * allocated from pool, which must live as long as settings. Call this after the
 * last directive has been read, and before threads share the settings. */
void cors_stance_precompute(cors_settings_t *settings, apr_pool_t *pool);

#endif
