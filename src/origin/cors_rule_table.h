/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin rules and the hash table in which an origin set finds them: filled
 * once, searched by many threads. Hashes need no secret: who chooses what is
 * looked up does not choose what is in the table.
 */
#ifndef CORS_RULE_TABLE_H
#define CORS_RULE_TABLE_H

#include <apr_pools.h>

#include "base/cors_bytes.h"
#include "base/cors_place.h"

/* How a rule admits origins: one by name, or any number. */
typedef enum {
    CORS_RULE_EXACT,
    CORS_RULE_WILDCARD,
    CORS_RULE_ANY,    /* "*" */
    CORS_RULE_MATCHER /* a callback of the glue decides */
} cors_rule_kind_e;

/* Reasons why some settings forbid a rule. The rule's origin set finds them. */
enum {
    CORS_RISK_INSECURE = 1,         /* http, not on loopback */
    CORS_RISK_PUBLIC_SUFFIX = 2,    /* names that everybody can register */
    CORS_RISK_BROAD = 4,            /* origins with nothing in common */
    CORS_RISK_ANY_INSTALLATION = 8, /* every host of an application's scheme */
    CORS_RISK_NULL_LIKE = 16        /* "null" or "file://" */
};

/* One rule: what is reported about it. There may be a million of them. */
typedef struct cors_rule_t cors_rule_t;
struct cors_rule_t {
    const char *text; /* as written */
    const cors_place_t *place;
    cors_rule_t *later;   /* the one added to its table next, or NULL */
    cors_rule_t *chained; /* the next of its chain; the table's own */
    apr_uint32_t hash;    /* of what it is looked up by; the set's own */
    apr_uint16_t length;  /* of the text of a pattern */
    apr_byte_t kind;      /* cors_rule_kind_e */
    apr_byte_t risks;     /* CORS_RISK_... */
};

/* Fills all of a rule but its hash and its risks, which become 0. text and
 * place are kept, not copied. */
void cors_rule_table_init_rule(cors_rule_t *rule, const char *text,
                               apr_size_t length, const cors_place_t *place,
                               cors_rule_kind_e kind);

/* Rules in chains, of which there are at least as many as rules, so that a
 * chain is hardly ever longer than two or three. All zero: empty. */
typedef struct {
    cors_rule_t **chains;
    apr_uint32_t mask; /* number of chains - 1, a power of two less one */
    apr_uint32_t count;
    cors_rule_t *first; /* by the order of adding, see later */
    cors_rule_t *last;
} cors_rule_table_t;

/* Adds a rule under rule->hash; the rule is kept, not copied. Chains come from
 * pool; growing doubles them. */
void cors_rule_table_insert(cors_rule_table_t *table, cors_rule_t *rule,
                            apr_pool_t *pool);

/* The first rule of the chain in which those of this hash stand, or NULL; the
 * others follow as chained. */
static inline const cors_rule_t *
cors_rule_table_chain(const cors_rule_table_t *table, apr_uint32_t hash)
{
    return table->chains ? table->chains[hash & table->mask] : NULL;
}

/* The rule whose text is this one, of this hash, or NULL. */
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
