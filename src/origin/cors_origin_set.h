/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin set: the compiled origin rules of one section, asked "which rule
 * admits this origin?". A look-up costs as much as the origin is long, however
 * many patterns there are; it allocates nothing. What lies outside the core
 * (regular expressions) enters by one callback type.
 *
 * A set is filled while its section is read and never changed afterwards, so
 * threads and merged settings share it. What takes long to find out about its
 * rules is found out when first asked, and then remembered by an atomic write.
 */
#ifndef CORS_ORIGIN_SET_H
#define CORS_ORIGIN_SET_H

#include "origin/cors_matcher_list.h"
#include "origin/cors_origin_lookup.h"
#include "origin/cors_pattern.h"
#include "origin/cors_wildcards.h"

typedef struct cors_origin_set_t cors_origin_set_t;

/* An empty set, allocated like all that is added to it from pool. */
cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool);

/* Adds a pattern; pattern->text and place are kept, not copied. Returns the
 * rule that the set already has for the very same pattern, else NULL. */
const cors_rule_t *cors_origin_set_add(cors_origin_set_t *set,
                                       const cors_pattern_t *pattern,
                                       const cors_place_t *place);

/* Adds a matcher; text (its source) and baton are kept, not copied. */
void cors_origin_set_add_matcher(cors_origin_set_t *set,
                                 cors_matcher_t *matches, const void *baton,
                                 const char *text, const cors_place_t *place);

/* How many different rules the set holds. */
apr_size_t cors_origin_set_count(const cors_origin_set_t *set);

/* The rule of the exact pattern ("null" and "file://" included) that equals the
 * origin byte for byte, or NULL. Does not parse: a text that equals a checked
 * pattern is valid. */
const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup);

/* A rule other than an exact pattern that admits the origin, or NULL:
 * wildcards, then matchers in the order of adding, and "*" last, so that "*" is
 * returned only if no other rule of the set admits the origin. "*" admits every
 * text, malformed ones included. Matchers are not asked about malformed texts,
 * "null" and "file://". Parses only if there is a wildcard or a matcher. */
const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup);

/* For a set of deny rules: the rule that names the origin, or NULL. Searches as
 * the two functions above do, with two differences: a rule for a host also
 * covers the same host with a final dot (not the other way round), and "*"
 * names well-formed origins only, since malformed ones are refused without a
 * rule. */
const cors_rule_t *cors_origin_set_find_denied(const cors_origin_set_t *set,
                                               cors_origin_lookup_t *lookup);

/* Calls back for every pattern of which another in the set already admits all
 * origins: covered, and by which. Matchers are not asked. Slower than a
 * look-up for each pattern. */
typedef void cors_origin_set_covered_t(void *baton, const cors_rule_t *covered,
                                       const cors_rule_t *by);
void cors_origin_set_each_covered(const cors_origin_set_t *set,
                                  cors_origin_set_covered_t *callback,
                                  void *baton);

/* The rule "*", or NULL; and the first rule that is "null" or "file://", or
 * NULL. */
const cors_rule_t *cors_origin_set_any(const cors_origin_set_t *set);
const cors_rule_t *cors_origin_set_null(const cors_origin_set_t *set);

/* The place of the first rule, NULL if the set has none. */
const cors_place_t *cors_origin_set_place(const cors_origin_set_t *set);

/* Whether no settings can forbid any of its rules: none is "*", and none has a
 * risk. False also if that is costly to find out. */
bool cors_origin_set_is_harmless(const cors_origin_set_t *set);

/* The first rule that has the risk, one of CORS_RISK_..., or NULL: patterns
 * before matchers, each in the order of adding. Public suffixes, and matchers
 * (which are tried on made-up origins), are examined on the first call. */
const cors_rule_t *cors_origin_set_risky(const cors_origin_set_t *set,
                                         unsigned risk);

/* Calls back for every rule that has the risk, until the callback returns
 * false. As slow as the set is large, and only where it has such a rule. */
typedef bool cors_origin_set_risky_t(void *baton, const cors_rule_t *rule);
void cors_origin_set_each_risky(const cors_origin_set_t *set, unsigned risk,
                                cors_origin_set_risky_t *callback, void *baton);

/* All that the set admits, as a list-based field value that lives as long as
 * the set: its exact origins, or "*" alone if that is among them. NULL if it is
 * empty, admits others too, or the value would be longer than
 * CORS_ORIGINS_VALUE_MAX_LENGTH: no response is to grow with the set. */
#define CORS_ORIGINS_VALUE_MAX_LENGTH 4096
const char *cors_origin_set_value(const cors_origin_set_t *set);

/* The origin, if the set's only rule is one exact origin other than "null" and
 * "file://"; "*" if its only rule is "*"; else NULL. */
const char *cors_origin_set_only_value(const cors_origin_set_t *set);

#endif
