/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin rules, and the hash table in which an origin set finds them. It is
 * filled once, and then searched by many threads. The hash has no secret key:
 * clients choose the origins that are looked up, but not the rules in the
 * table.
 */
#ifndef CORS_RULE_TABLE_H
#define CORS_RULE_TABLE_H

#include <apr_pools.h>

#include "base/cors_bytes.h"
#include "base/cors_place.h"

/* How a rule admits origins. */
typedef enum {
    CORS_RULE_EXACT,
    CORS_RULE_WILDCARD,
    CORS_RULE_ANY,     /* "*" */
    CORS_RULE_MATCHER, /* a callback of the glue decides */
    CORS_RULE_LIST     /* an origin list is asked, see cors_list_rules.h */
} cors_rule_kind_e;

/* Reasons why some settings forbid a rule. The rule's origin set finds them. */
enum {
    CORS_RISK_INSECURE = 1,         /* http, not on loopback */
    CORS_RISK_PUBLIC_SUFFIX = 2,    /* names that everybody can register */
    CORS_RISK_BROAD = 4,            /* origins with nothing in common */
    CORS_RISK_ANY_INSTALLATION = 8, /* every host of an application's scheme */
    CORS_RISK_NULL_LIKE = 16,       /* "null" or "file://" */
    CORS_RISK_ANY = 32 /* "*"; only in the risks of a group of rules */
};

/* One rule. It is small, because a configuration may have a million of them. */
struct cors_rule_group_t;
typedef struct cors_rule_t cors_rule_t;
struct cors_rule_t {
    const char *text; /* as written */
    const cors_place_t *place;
    cors_rule_t *later;   /* added next to the table or list, or NULL */
    cors_rule_t *chained; /* the next in its chain; set by the table */
    const struct cors_rule_group_t *container; /* that it is in, or NULL */
    apr_uint32_t hash;   /* of the key of look-ups; set by the origin set */
    apr_uint16_t length; /* of the text of a pattern */
    apr_byte_t kind;     /* cors_rule_kind_e */
    apr_byte_t risks;    /* CORS_RISK_... */
};

/* Initializes a rule, which is in no container. Its hash and risks become 0.
 * text and place are kept, not copied. */
void cors_rule_table_init_rule(cors_rule_t *rule, const char *text,
                               apr_size_t length, const cors_place_t *place,
                               cors_rule_kind_e kind);

/* A hash table of chains. There are at least as many chains as rules, so that a
 * chain rarely has more than two or three rules. All members zero: the empty
 * table. */
typedef struct {
    cors_rule_t **chains;
    apr_uint32_t mask; /* number of chains - 1, a power of two less one */
    apr_uint32_t count;
    cors_rule_t *first; /* linked by the member later, in the order of adding */
    cors_rule_t *last;
} cors_rule_table_t;

/* Adds a rule, which is found by rule->hash. The rule is kept, not copied. The
 * chains are allocated from pool; their number doubles when the table grows. */
void cors_rule_table_insert(cors_rule_table_t *table, cors_rule_t *rule,
                            apr_pool_t *pool);

/* Returns the first rule of the chain for this hash, or NULL. The member
 * chained leads to the other rules. The chain may have rules of other
 * hashes. */
static inline const cors_rule_t *
cors_rule_table_chain(const cors_rule_table_t *table, apr_uint32_t hash)
{
    return table->chains ? table->chains[hash & table->mask] : NULL;
}

/* Returns the rule with this text and hash, or NULL. */
static inline const cors_rule_t *
cors_rule_table_find(const cors_rule_table_t *table, const char *text,
                     apr_size_t length, apr_uint32_t hash)
{
    const cors_rule_t *rule = cors_rule_table_chain(table, hash);

    while (rule
           && (rule->hash != hash || rule->length != length
               || !cors_bytes_are_same(rule->text, text, length))) {
        rule = rule->chained;
    }
    return rule;
}

#endif
