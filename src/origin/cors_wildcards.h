/* SPDX-License-Identifier: Apache-2.0
 *
 * The wildcard patterns of an origin set, found by scheme, port and host
 * suffix, or by the scheme alone: a search looks at each suffix of the host,
 * however many patterns there are.
 */
#ifndef CORS_WILDCARDS_H
#define CORS_WILDCARDS_H

#include "origin/cors_pattern.h"
#include "origin/cors_rule_table.h"

/* All zero: empty. */
typedef struct {
    cors_rule_table_t table;
    bool has_host[2]; /* those of one host; the index is any_port */
    bool has_subdomains[2];
    bool has_schemes;         /* some are for all hosts of a scheme */
    apr_uint32_t suffixes[8]; /* bit n: some are below hosts of n bytes */
} cors_wildcards_t;

/* Adds a WILDCARD pattern that is not there yet; its text is kept, not copied.
 * Returns its rule, allocated from pool. */
const cors_rule_t *cors_wildcards_add(cors_wildcards_t *wildcards,
                                      const cors_pattern_t *pattern,
                                      const cors_place_t *place,
                                      apr_pool_t *pool);

/* The rule of the very same pattern, or NULL. */
const cors_rule_t *cors_wildcards_find_same(const cors_wildcards_t *wildcards,
                                            const cors_pattern_t *pattern);

/* A rule that admits the origin, or NULL. Allocates nothing. */
const cors_rule_t *cors_wildcards_find(const cors_wildcards_t *wildcards,
                                       const cors_origin_t *origin);

/* Another rule that admits all that one of these rules does, or NULL. */
const cors_rule_t *cors_wildcards_covering(const cors_wildcards_t *wildcards,
                                           const cors_rule_t *rule);

/* Whether one of these rules is for everything below a public suffix. Takes
 * thousands of instructions. */
bool cors_wildcards_is_public_suffix(const cors_rule_t *rule);

#endif
