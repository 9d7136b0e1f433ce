/* SPDX-License-Identifier: Apache-2.0
 *
 * Faults: forbidden combinations of settings. They are searched in merged
 * settings: at start-up for all sections that can be merged then, and for each
 * request that merges others. Fetch, "CORS protocol and credentials".
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

enum { CORS_FAULT_KINDS = CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS + 1 };

typedef struct {
    cors_fault_kind_e kind;
    const char *value;         /* as written */
    const cors_place_t *place; /* of the value */
    const cors_place_t *other; /* of the directive that forbids it, or NULL */
    const cors_rule_t *rule;   /* NULL: the value is not an origin rule */
    /* Which sections have the value and the other directive (without one, the
     * same section): the place of the first line of the directive there, or of
     * the first origin rule there if it is in a container. */
    const cors_place_t *list, *other_list;
    const cors_container_t *container; /* whose settings are at fault, or
                                          NULL */
    bool by_later; /* a section that is merged after the container causes it,
                      so that no setting inside prevents it */
} cors_fault_t;

/* Returns the first fault of settings whose policy is in force. Its kind is
 * CORS_FAULT_NONE if there is no fault. The faults of a container are in the
 * settings for its origins (cors_container_settings) and in no others. If all
 * rules are in containers, other settings have no fault. Allocates nothing. */
cors_fault_t cors_fault_first(const cors_settings_t *settings);

/* Whether settings have a fault for a group of rules that has these risks
 * (CORS_RISK_...). Does not consider other rules. */
bool cors_fault_is_in(const cors_settings_t *settings, unsigned rule_risks);

/* Whether a container of the set with this index may have a fault; false means
 * that none of them has one. Takes constant time. settings must have cuts. */
bool cors_fault_is_possible(const cors_settings_t *settings, int set);

/* Calls found for every fault of settings whose policy is in force, until it
 * returns false. fault is valid during the call. If the settings have no origin
 * rules, the faults are those that they have together with any rules. */
typedef bool cors_fault_found_t(void *baton, const cors_fault_t *fault);
void cors_fault_each(const cors_settings_t *settings, cors_fault_found_t *found,
                     void *baton);

/* Returns the CORS_TOLERATE_... flag that permits faults of this kind, 0 if
 * there is none. */
unsigned cors_fault_tolerance(cors_fault_kind_e kind);

/* Returns one sentence, allocated from pool: directive, value, the place of the
 * other directive, what is wrong, and what to write. The caller prints
 * fault->place before it. */
const char *cors_fault_sentence(const cors_fault_t *fault, apr_pool_t *pool);

#endif
