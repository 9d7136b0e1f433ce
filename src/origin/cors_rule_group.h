/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules of one origin set that have the same settings: all that are in no
 * container, or those of one container. A group knows which of its rules some
 * settings forbid. Risks that are slow to find are searched when first needed,
 * and the result is stored by an atomic write.
 */
#ifndef CORS_RULE_GROUP_H
#define CORS_RULE_GROUP_H

#include <stdbool.h>

#include "origin/cors_rule_table.h"

/* All members zero: an empty group of rules that are in no container. */
typedef struct cors_rule_group_t {
    const cors_place_t *place; /* of the first rule; of a container: its own */
    const cors_rule_t *exact;  /* the first rule of each kind, or NULL */
    const cors_rule_t *wildcard;
    const cors_rule_t *matcher;
    const cors_rule_t *list;     /* the first "list:name"; it has no risk */
    const cors_rule_t *any;      /* "*" */
    const cors_rule_t *null;     /* the first with CORS_RISK_NULL_LIKE */
    const cors_rule_t *insecure; /* the first with CORS_RISK_INSECURE */
    volatile void **late;        /* results; NULL: no wildcard, no matcher */
    bool is_container;           /* its rules are added one after the other */
} cors_rule_group_t;

/* Adds a rule to the group. rule->container must be the group if this is one of
 * a container, otherwise NULL. May allocate from pool. */
void cors_rule_group_add(cors_rule_group_t *group, const cors_rule_t *rule,
                         apr_pool_t *pool);

/* Returns the first rule that has the risk (one of CORS_RISK_...), or NULL: of
 * the exact patterns, then the wildcards, then the matchers, each in the order
 * of adding. The first call may be slow: it searches the Public Suffix List,
 * and calls matchers with made-up origins. */
const cors_rule_t *cors_rule_group_risky(const cors_rule_group_t *group,
                                         unsigned risk);

/* Returns all CORS_RISK_... that rules of the group have. Slow like
 * cors_rule_group_risky. */
unsigned cors_rule_group_risks(const cors_rule_group_t *group);

/* Calls callback for every rule that has the risk, in the same order, until it
 * returns false. If there is such a rule, examines every rule of the group. */
typedef bool cors_rule_group_risky_t(void *baton, const cors_rule_t *rule);
void cors_rule_group_each_risky(const cors_rule_group_t *group, unsigned risk,
                                cors_rule_group_risky_t *callback, void *baton);

/* Calls callback for every rule of a container: the exact patterns, the
 * wildcards, the lists, the matchers, each in the order of adding, and "*". */
typedef void cors_rule_group_rule_t(void *baton, const cors_rule_t *rule);
void cors_rule_group_each(const cors_rule_group_t *container,
                          cors_rule_group_rule_t *callback, void *baton);

/* Whether the group has no rule. */
static inline bool cors_rule_group_is_empty(const cors_rule_group_t *group)
{
    return !group->exact && !group->wildcard && !group->list && !group->matcher
           && !group->any;
}

/* Returns true if the group has neither "*" nor a rule with a risk, so that no
 * rule can be part of a fault. Returns false for every group that has a
 * wildcard or a matcher, because their risks are slow to find. */
static inline bool cors_rule_group_is_harmless(const cors_rule_group_t *group)
{
    return !group->any && !group->null && !group->insecure && !group->late;
}

#endif
