/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings that must not meet: judged on merged settings, at start-up for
 * what the configuration shows, and per request for the rest. Fetch, "CORS
 * protocol and credentials".
 */
#ifndef CORS_FAULT_H
#define CORS_FAULT_H

#include "policy/cors_policy.h"

typedef enum {
    CORS_FAULT_NONE = 0,
    CORS_FAULT_NULL_WITH_CREDENTIALS,
    CORS_FAULT_NULL_NOT_TOLERATED,
    CORS_FAULT_ANY_WITH_CREDENTIALS,
    CORS_FAULT_MATCHER_WITH_CREDENTIALS,
    CORS_FAULT_ANY_INSTALLATION_WITH_CREDENTIALS,
    CORS_FAULT_INSECURE_WITH_CREDENTIALS,
    CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS,
    CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS
} cors_fault_kind_e;

typedef struct {
    cors_fault_kind_e kind;
    const char *value;         /* as written */
    const cors_place_t *place; /* of the value */
    const cors_place_t *other; /* of the directive it must not meet, or NULL */
    const cors_rule_t *rule;   /* the rule at fault; NULL: not an origin rule */
} cors_fault_t;

/* The first fault of a policy that is in force; its kind is CORS_FAULT_NONE
 * if it is sound. Allocates nothing. */
cors_fault_t cors_fault_first(const cors_settings_t *settings);

/* Calls back for every fault of a policy that is in force, for as long as the
 * callback returns true. */
typedef bool cors_fault_found_t(void *baton, const cors_fault_t *fault);
void cors_fault_each(const cors_settings_t *settings, cors_fault_found_t *found,
                     void *baton);

/* The CORS_TOLERATE_... flag that lifts a fault of this kind, 0: none does. */
unsigned cors_fault_tolerance(cors_fault_kind_e kind);

/* One sentence: directive, value, the place of the other directive, what is
 * wrong, what to write. The value's own place is the caller's to print. */
const char *cors_fault_sentence(const cors_fault_t *fault, apr_pool_t *pool);

#endif
