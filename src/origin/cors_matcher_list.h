/* SPDX-License-Identifier: Apache-2.0
 *
 * The matcher rules of an origin set, in the order of adding. How much a
 * matcher admits is found out by trying it once.
 */
#ifndef CORS_MATCHER_LIST_H
#define CORS_MATCHER_LIST_H

#include "origin/cors_matcher.h"
#include "origin/cors_rule_table.h"

/* All zero: the empty list. */
typedef struct {
    cors_rule_t *first; /* linked by the member later */
    cors_rule_t *last;
    apr_size_t count;
} cors_matcher_list_t;

/* Adds a matcher, allocated from pool; text (its source), place and baton are
 * kept, not copied. */
void cors_matcher_list_add(cors_matcher_list_t *matchers,
                           cors_matcher_t *matches, const void *baton,
                           const char *text, const cors_place_t *place,
                           apr_pool_t *pool);

/* The first rule that admits the origin, or NULL. Allocates nothing. */
const cors_rule_t *cors_matcher_list_find(const cors_matcher_list_t *matchers,
                                          const char *origin,
                                          apr_size_t length);

/* The CORS_RISK_... of one of these rules, 0 for none. Safe to call from
 * several threads at once: all find the same. */
unsigned cors_matcher_list_risk(const cors_rule_t *rule);

/* An origin that one of these rules admits and that anybody can own by
 * registering a name; "" if none was found. Allocated from pool. */
const char *cors_matcher_list_example(const cors_rule_t *rule,
                                      apr_pool_t *pool);

#endif
