/* SPDX-License-Identifier: Apache-2.0
 *
 * The stance of settings: all that they decide whoever asks. It is taken once,
 * at start-up, of settings that are in force as they were written, and anew by
 * each request of those that sections form only then.
 */
#ifndef CORS_STANCE_H
#define CORS_STANCE_H

#include "policy/cors_fault.h"

typedef struct cors_stance_t {
    bool policy;            /* cors_policy_is_in_force */
    bool in_force;          /* a policy or protection */
    bool denies;            /* deny rules are in force */
    bool protects;          /* deny rules or enforcement are */
    bool constant;          /* the only value goes on every response */
    bool any_method;        /* "*" is in CorsAllowMethods; of a kept stance */
    bool any_header;        /* "*" is in CorsAllowHeaders; likewise */
    cors_protect_e protect; /* cors_policy_protection_decided */
    cors_enforce_t enforcement; /* the enforcement in force */
    const char *only;   /* cors_policy_only_value, NULL without a policy */
    cors_fault_t fault; /* of a policy */
} cors_stance_t;

/* Takes the stance of settings. Allocates nothing. */
void cors_stance_take(const cors_settings_t *settings, cors_stance_t *stance);

/* The stance that was taken at start-up, or else now, into space. */
static inline const cors_stance_t *
cors_stance_of(const cors_settings_t *settings, cors_stance_t *space)
{
    if (settings->stance) {
        return settings->stance;
    }
    cors_stance_take(settings, space);
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

/* Takes the stance now, for all requests to come; it is allocated from pool,
 * which must live as long as the settings. To be called before threads share
 * the settings, and when the last directive was read. */
void cors_stance_store(cors_settings_t *settings, apr_pool_t *pool);

#endif
