/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin set: the compiled origin rules of one section, asked "which rule
 * admits this origin?". A look-up costs as much as the origin is long, however
 * many patterns there are; it allocates nothing. What lies outside the core
 * (regular expressions) enters by one callback type.
 *
 * A set is filled while its section is read and never changed afterwards, so
 * threads and merged settings share it.
 */
#ifndef CORS_ORIGIN_SET_H
#define CORS_ORIGIN_SET_H

#include "cors_pattern.h"
#include "cors_rule_table.h"

typedef struct cors_origin_set_t cors_origin_set_t;

/* Whether the origin (a valid one, length bytes, terminated) is admitted.
 * Runs in any thread. */
typedef bool cors_origin_matcher_t(const void *baton, const char *origin,
                                   apr_size_t length);

/* An origin on its way through several sets: hashed once, parsed when first
 * needed. Filled by cors_origin_lookup_init, else private to the sets. */
typedef struct {
    const char *text; /* terminated; lives as long as this struct */
    apr_size_t length;
    apr_uint32_t hash;
    bool is_null; /* the text is "null" */
    bool parsed;
    bool valid; /* a serialized origin; known when parsed */
    cors_origin_t origin;
} cors_origin_lookup_t;

void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text);

/* Whether the text is exactly one serialized origin, or "null". */
bool cors_origin_lookup_is_wellformed(cors_origin_lookup_t *lookup);

/* The whole of the text, parsed; NULL for "null" and for what is malformed. */
const cors_origin_t *cors_origin_lookup_origin(cors_origin_lookup_t *lookup);

/* An empty set, allocated like all that is added to it from pool. */
cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool);

/* Adds a pattern; pattern->text and place are kept, not copied. Returns the
 * rule that the set already has for the very same pattern, else NULL. */
const cors_rule_t *cors_origin_set_add(cors_origin_set_t *set,
                                       const cors_pattern_t *pattern,
                                       const cors_place_t *place);

/* Adds a matcher; text (its source) and baton are kept, not copied. */
void cors_origin_set_add_matcher(cors_origin_set_t *set,
                                 cors_origin_matcher_t *matches,
                                 const void *baton, const char *text,
                                 const cors_place_t *place);

/* How many different rules the set holds. */
apr_size_t cors_origin_set_count(const cors_origin_set_t *set);

/* The rule of the exact pattern ("null" included) that is byte for byte the
 * origin, or NULL. Does not parse: equal to a checked pattern means valid. */
const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup);

/* The first other rule that admits the origin, or NULL: wildcards, "*", then
 * matchers in the order of adding. A malformed origin is never admitted; "*"
 * includes "null", wildcards and matchers never do. */
const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup);

/* The first rule added of each kind that some settings forbid; NULL: none. */
typedef struct {
    const cors_rule_t *any;      /* "*" */
    const cors_rule_t *null;     /* "null" */
    const cors_rule_t *insecure; /* http, not on loopback */
} cors_origin_set_risks_t;

const cors_origin_set_risks_t *
cors_origin_set_risks(const cors_origin_set_t *set);

/* The origin, if the set's only rule is one exact origin other than "null";
 * "*" if its only rule is "*"; else NULL. */
const char *cors_origin_set_only_value(const cors_origin_set_t *set);

#endif
