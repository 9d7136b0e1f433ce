/* SPDX-License-Identifier: Apache-2.0
 *
 * The wildcard patterns of an origin set. A search looks up each suffix of the
 * host with the scheme and port, or the scheme alone. So its cost does not
 * depend on the number of patterns.
 */
#ifndef CORS_WILDCARDS_H
#define CORS_WILDCARDS_H

#include "origin/cors_origin_list_answer.h"
#include "origin/cors_pattern.h"
#include "origin/cors_rule_table.h"

/* All members zero: no patterns. */
typedef struct {
    cors_rule_table_t table;
    bool has_host[2]; /* patterns for one host; the index is any_port */
    bool has_subdomains[2];
    bool has_schemes;         /* patterns for all hosts of a scheme */
    apr_uint32_t suffixes[8]; /* bit n is set if a pattern is for the
                                 subdomains of a host of n bytes */
} cors_wildcards_t;

/* Adds a CORS_PATTERN_WILDCARD that was not added before. Returns its rule,
 * allocated from pool. pattern->text and place are kept, not copied. */
cors_rule_t *cors_wildcards_add(cors_wildcards_t *wildcards,
                                const cors_pattern_t *pattern,
                                const cors_place_t *place, apr_pool_t *pool);

/* Returns the rule of the same pattern, or NULL. */
const cors_rule_t *cors_wildcards_find_same(const cors_wildcards_t *wildcards,
                                            const cors_pattern_t *pattern);

/* Returns a rule that admits the origin, or NULL. Allocates nothing. */
const cors_rule_t *cors_wildcards_find(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin);

/* Returns the rule that admits the origin and has the longest host, without its
 * "*."; of equal hosts, one with a fixed port comes first. NULL if there is
 * none. Allocates nothing. */
const cors_rule_t *
cors_wildcards_find_longest(const cors_wildcards_t *wildcards,
                            const cors_origin_t *origin);

/* Calls callback for every rule that admits the origin, in the order of adding.
 * Compares the origin with every rule. */
typedef void cors_wildcards_rule_t(void *baton, const cors_rule_t *rule);
void cors_wildcards_each_admitting(const cors_wildcards_t *wildcards,
                                   const cors_origin_t *origin,
                                   cors_wildcards_rule_t *callback,
                                   void *baton);

/* Whether the rule one precedes other in that order. Both admit an origin, and
 * may be of different cors_wildcards_t. */
bool cors_wildcards_is_longer(const cors_rule_t *one, const cors_rule_t *other);

/* Whether the row of an origin list, a wildcard, precedes the rule in that
 * order; of equals, the rule comes first. */
bool cors_wildcards_is_shorter(const cors_rule_t *rule,
                               const cors_origin_list_row_t *row);

/* Returns a rule that admits all origins of rule, but is not the same pattern;
 * NULL if there is none. rule may be of another cors_wildcards_t. */
const cors_rule_t *cors_wildcards_covering(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule);

/* Returns a deny rule of wildcards that matches all origins of rule: the same
 * pattern, one that covers it, or one of these two for the host without its
 * final dot. NULL if there is none. rule may be of another cors_wildcards_t. */
const cors_rule_t *cors_wildcards_denying(const cors_wildcards_t *wildcards,
                                          const cors_rule_t *rule);

/* Whether a rule of cors_wildcards_t admits all names below a public suffix.
 * Slow: it takes thousands of instructions. */
bool cors_wildcards_is_public_suffix(const cors_rule_t *rule);

#endif
