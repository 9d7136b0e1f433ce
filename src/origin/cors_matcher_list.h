/* SPDX-License-Identifier: Apache-2.0
 *
 * The matcher rules of an origin set, in the order of adding. The first call of
 * cors_matcher_list_risk for a rule finds out how much its matcher admits, and
 * stores the result in the rule.
 */
#ifndef CORS_MATCHER_LIST_H
#define CORS_MATCHER_LIST_H

#include "origin/cors_matcher.h"
#include "origin/cors_rule_table.h"

/* A table of the rules by their sources, which also links them in the order of
 * adding. All members zero: the empty list. */
typedef cors_rule_table_t cors_matcher_list_t;

/* Adds a rule, allocated from pool, and returns it. text is the source of the
 * matcher. baton, text and place are kept, not copied. */
cors_rule_t *cors_matcher_list_add(cors_matcher_list_t *matchers,
                                   cors_matcher_t *matches, const void *baton,
                                   const char *text, const cors_place_t *place,
                                   apr_pool_t *pool);

/* Returns the first rule that admits the origin, or NULL. origin is a
 * serialized origin, NUL-terminated. Allocates nothing. */
const cors_rule_t *cors_matcher_list_find(const cors_matcher_list_t *matchers,
                                          const char *origin,
                                          apr_size_t length);

/* Whether a rule of such a list admits the origin. */
bool cors_matcher_list_admits(const cors_rule_t *rule, const char *origin,
                              apr_size_t length);

/* Returns the last rule of this source, or NULL. */
const cors_rule_t *
cors_matcher_list_find_same(const cors_matcher_list_t *matchers,
                            const char *text);

/* Returns the CORS_RISK_... of a rule of such a list, or 0. Several threads may
 * call it at the same time: all get the same result. */
unsigned cors_matcher_list_risk(const cors_rule_t *rule);

/* Returns an origin that a rule of such a list admits and that anybody can get
 * by registering a name, allocated from pool; "" if none was found. */
const char *cors_matcher_list_example(const cors_rule_t *rule,
                                      apr_pool_t *pool);

#endif
