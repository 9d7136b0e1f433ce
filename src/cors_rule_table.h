/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin rules and the hash table in which an origin set finds them: open
 * addressing, filled once, searched by many threads. Hashes need no secret:
 * who chooses what is looked up does not choose what is in the table.
 */
#ifndef CORS_RULE_TABLE_H
#define CORS_RULE_TABLE_H

#include "cors_place.h"

#include <apr_pools.h>

/* How a rule admits origins: one by name, or any number. */
typedef enum {
    CORS_RULE_EXACT,
    CORS_RULE_WILDCARD, /* "*" included */
    CORS_RULE_MATCHER   /* decided outside the core */
} cors_rule_kind_e;

/* What makes a rule one that some settings forbid. */
enum {
    CORS_RISK_INSECURE = 1,      /* http, not on loopback */
    CORS_RISK_PUBLIC_SUFFIX = 2, /* all below one */
    CORS_RISK_BROAD = 4          /* admits origins with nothing in common */
};

/* One rule: what is reported about it. */
typedef struct {
    const char *text; /* as written */
    const cors_place_t *place;
    cors_rule_kind_e kind;
    apr_uint32_t length; /* of text */
    apr_uint32_t hash;   /* of what it is looked up by; the set's own */
    unsigned risks;      /* CORS_RISK_... */
} cors_rule_t;

/* Fills all of a rule but its hash and its risks, which become 0. text and
 * place are kept, not copied. */
void cors_rule_init(cors_rule_t *rule, const char *text, apr_size_t length,
                    const cors_place_t *place, cors_rule_kind_e kind);

/* At most half full, so that every search ends soon at an empty slot. All
 * zero: empty. */
typedef struct {
    const cors_rule_t **slots;
    apr_uint32_t mask; /* number of slots - 1, a power of two less one */
    apr_uint32_t count;
} cors_rule_table_t;

#define CORS_HASH_MULTIPLIER APR_UINT64_C(0x9E3779B97F4A7C15)

/* One step of hashing: a word into a hash. */
apr_uint64_t cors_hash_mix(apr_uint64_t hash, apr_uint64_t word);

/* The hash of a text, eight bytes at a time. */
apr_uint32_t cors_hash_bytes(const char *bytes, apr_size_t length);

/* Adds a rule under rule->hash; the rule is kept, not copied. Slots come from
 * pool; growing doubles them. */
void cors_rule_table_insert(cors_rule_table_t *table, const cors_rule_t *rule,
                            apr_pool_t *pool);

/* The rule whose text is this one, of this hash, or NULL. */
const cors_rule_t *cors_rule_table_find(const cors_rule_table_t *table,
                                        const char *text, apr_size_t length,
                                        apr_uint32_t hash);

#endif
