/* SPDX-License-Identifier: Apache-2.0
 *
 * Containers, for the oracle of decisions: the rule that an origin chooses, and
 * sections without containers that have the settings of this origin.
 */
#ifndef MODEL_CONTAINER_H
#define MODEL_CONTAINER_H

#include "model_lists.h"

#define MODEL_ORIGIN_RULES "CorsAllowOrigin|CorsAllowOriginMatch"

/* An origin rule. */
typedef struct {
    model_value_t value;
    int section;   /* the index of its section */
    int container; /* its number in the section; 0: none */
    int number;    /* the position of the rule */
    bool is_row;   /* of a list, and value.text is its pattern */
} model_rule_t;

/* The effective origin rules: those that no later section has removed. */
typedef struct {
    const case_t *whole;
    model_rule_t rules[MODEL_VALUES_MAX];
    int count;
} model_rules_t;

model_rules_t model_container_rules(const case_t *whole);

/* Whether a section has a container, effective or not. */
bool model_container_has_any(const case_t *whole);

/* Whether a rule is in a container. */
bool model_container_is_any(const model_rules_t *rules);

/* The only rule if it is in a container, and one rule; otherwise NULL. */
const model_rule_t *model_container_only(const model_rules_t *rules);

/* Whether the rule one is chosen if both admit an origin. */
bool model_container_precedes(const model_rule_t *one,
                              const model_rule_t *other);

/* The rules of the rule's container; without a rule, those in no container. */
model_list_t model_container_list(const model_rules_t *rules,
                                  const model_rule_t *rule);

/* The sections without origin rules and containers, for the origins of the
 * rule: the settings of its container are in a section of their own, directly
 * after that of the container. Without a rule there is no such section. */
const case_t *model_container_case(const model_rules_t *rules,
                                   const model_rule_t *rule, apr_pool_t *pool);

#endif
