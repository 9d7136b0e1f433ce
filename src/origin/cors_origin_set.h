/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin set: the compiled origin rules of one section. It finds the rule
 * that admits an origin. The cost of a look-up depends on the length of the
 * origin and not on the number of patterns; a look-up allocates nothing.
 * Regular expressions are callbacks, see cors_matcher.h; "list:name" asks an
 * origin list, whose rows may change while the set exists.
 *
 * A set is filled while its section is read, and its rules do not change
 * afterwards, so threads and merged settings share it. A rule may be in a
 * container, whose settings hold for its origins (policy/cors_container.h).
 */
#ifndef CORS_ORIGIN_SET_H
#define CORS_ORIGIN_SET_H

#include "origin/cors_list_rules.h"
#include "origin/cors_matcher_list.h"
#include "origin/cors_origin_lookup.h"
#include "origin/cors_pattern.h"
#include "origin/cors_rule_group.h"
#include "origin/cors_wildcards.h"

typedef struct cors_origin_set_t cors_origin_set_t;

/* Returns an empty set. The set and its rules are allocated from pool. */
cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool);

/* Adds a rule for the pattern to a container (NULL: to none), and returns NULL.
 * If the set already has a rule for the same pattern, adds nothing and returns
 * that rule. pattern->text and place are kept, not copied. All rules of a
 * container must be added one after the other. */
const cors_rule_t *cors_origin_set_add_contained(cors_origin_set_t *set,
                                                 cors_rule_group_t *container,
                                                 const cors_pattern_t *pattern,
                                                 const cors_place_t *place);

/* Adds a rule for the matcher in the same way. text is its source. baton, text
 * and place are kept, not copied. If the set has a rule of the same source in
 * another container, or in none, adds nothing and returns that rule; otherwise
 * returns NULL. */
const cors_rule_t *cors_origin_set_add_contained_matcher(
    cors_origin_set_t *set, cors_rule_group_t *container,
    cors_matcher_t *matches, const void *baton, const char *text,
    const cors_place_t *place);

/* Adds a rule "list:name" to a container (NULL: to none), and returns NULL. If
 * the set already has a rule for this list, adds nothing and returns that rule.
 * text is the rule as written. list, text and place are kept, not copied. */
const cors_rule_t *cors_origin_set_add_list(cors_origin_set_t *set,
                                            cors_rule_group_t *container,
                                            const cors_origin_list_t *list,
                                            const char *text,
                                            const cors_place_t *place);

/* The same for rules in no container. */
static inline const cors_rule_t *
cors_origin_set_add(cors_origin_set_t *set, const cors_pattern_t *pattern,
                    const cors_place_t *place)
{
    return cors_origin_set_add_contained(set, NULL, pattern, place);
}

static inline const cors_rule_t *
cors_origin_set_add_matcher(cors_origin_set_t *set, cors_matcher_t *matches,
                            const void *baton, const char *text,
                            const cors_place_t *place)
{
    return cors_origin_set_add_contained_matcher(set, NULL, matches, baton,
                                                 text, place);
}

/* Returns the number of rules. A pattern that was added twice counts once. */
apr_size_t cors_origin_set_count(const cors_origin_set_t *set);

/* Returns the rule of the exact pattern that equals the origin byte for byte,
 * or NULL. "null" and "file://" are exact patterns here. Does not parse the
 * origin: a text that equals a pattern is valid. */
const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup);

/* Returns a rule, but not an exact pattern, that admits the origin, or NULL.
 * Tries the wildcards, then the lists, then the matchers in the order of
 * adding, and "*" last. "*" admits every text, also a malformed one. Matchers
 * are not called for malformed texts, "null" and "file://". Parses the origin
 * only if the set has a wildcard, a list or a matcher. */
const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup);

/* Return the wildcard that admits the origin and has the longest host, without
 * "*." and port; of equal hosts a fixed port comes first. And the first matcher
 * that admits it. NULL if there is none. */
const cors_rule_t *cors_origin_set_find_wildcard(const cors_origin_set_t *set,
                                                 cors_origin_lookup_t *lookup);
const cors_rule_t *cors_origin_set_find_matcher(const cors_origin_set_t *set,
                                                cors_origin_lookup_t *lookup);

/* Returns the list with the most specific row that admits the origin; of equal
 * rows, the list that was added first. NULL if there is none. */
const cors_rule_t *cors_origin_set_find_list(const cors_origin_set_t *set,
                                             cors_origin_lookup_t *lookup);

/* Returns the first list that has no version yet, or NULL. */
const cors_rule_t *
cors_origin_set_find_unavailable(const cors_origin_set_t *set,
                                 cors_origin_lookup_t *lookup);

/* Returns the rule of a set of deny rules that matches the origin, or NULL.
 * Searches as cors_origin_set_find_exact and then cors_origin_set_find_other
 * do, with three differences. A rule for a host also matches the same host with
 * a final dot, but not the reverse. "*" matches well-formed origins only:
 * cors_policy_denies refuses malformed ones. A list that is unavailable matches
 * every origin that no other rule matches. */
const cors_rule_t *cors_origin_set_find_denying(const cors_origin_set_t *set,
                                                cors_origin_lookup_t *lookup);

/* Calls callback for every redundant pattern: covered is its rule, and by is
 * another rule of the set that admits all origins of covered. If the set has
 * containers, covered is exact, and both are in the same container or in none.
 * Does not consider matchers. Slower than one look-up for each pattern. */
typedef void cors_origin_set_covered_t(void *baton, const cors_rule_t *covered,
                                       const cors_rule_t *by);
void cors_origin_set_each_covered(const cors_origin_set_t *set,
                                  cors_origin_set_covered_t *callback,
                                  void *baton);

/* Calls callback for every rule: the exact patterns, the wildcards, the lists,
 * the matchers, each in the order of adding, and "*". */
typedef void cors_origin_set_rule_t(void *baton, const cors_rule_t *rule);
void cors_origin_set_each(const cors_origin_set_t *set,
                          cors_origin_set_rule_t *callback, void *baton);

/* Calls callback for every wildcard, every list and every matcher that admits
 * the origin, each in the order of adding. Slow: tries every one of the set. */
void cors_origin_set_each_admitting(const cors_origin_set_t *set,
                                    cors_origin_lookup_t *lookup,
                                    cors_origin_set_rule_t *callback,
                                    void *baton);

/* Returns the rule of a set of deny rules that matches all origins of a rule of
 * another set: the same wildcard or list, a wider wildcard, one for the host
 * without its final dot, or "*"; NULL if there is none. rule is not exact: for
 * an exact one, look its origin up. */
const cors_rule_t *cors_origin_set_denying(const cors_origin_set_t *set,
                                           const cors_rule_t *rule);

/* Calls callback for every rule of the set later whose pattern, or source of a
 * matcher, is also a rule of the set earlier, with both rules. */
typedef void cors_origin_set_repeated_t(void *baton, const cors_rule_t *rule,
                                        const cors_rule_t *earlier);
void cors_origin_set_each_repeated(const cors_origin_set_t *later,
                                   const cors_origin_set_t *earlier,
                                   cors_origin_set_repeated_t *callback,
                                   void *baton);

/* Returns the rule "*", which may be in a container; NULL if there is none. */
const cors_rule_t *cors_origin_set_any(const cors_origin_set_t *set);

/* Returns the place of the first rule, NULL if the set is empty. */
const cors_place_t *cors_origin_set_place(const cors_origin_set_t *set);

/* Returns the rules that are in no container. They live as long as the set. */
const cors_rule_group_t *cors_origin_set_plain(const cors_origin_set_t *set);

/* Return the answers of cors_rule_group.h for the rules that are in no
 * container. */
bool cors_origin_set_is_harmless(const cors_origin_set_t *set);
const cors_rule_t *cors_origin_set_risky(const cors_origin_set_t *set,
                                         unsigned risk);
void cors_origin_set_each_risky(const cors_origin_set_t *set, unsigned risk,
                                cors_rule_group_risky_t *callback, void *baton);

/* Returns all origins that the set admits, as a list-based field value that
 * lives as long as the set: "*" if that is a rule, otherwise the exact origins.
 * NULL if the set is empty, if it has no "*" but a wildcard, a list or a
 * matcher, or if the value would be longer than CORS_ORIGINS_VALUE_MAX_LENGTH,
 * because no response may grow with the number of rules. */
#define CORS_ORIGINS_VALUE_MAX_LENGTH 4096
const char *cors_origin_set_value(const cors_origin_set_t *set);

/* Return the set's only rule, and its text, if that is "*" or an exact origin
 * other than "null" and "file://"; otherwise NULL. */
const cors_rule_t *cors_origin_set_only(const cors_origin_set_t *set);
const char *cors_origin_set_only_value(const cors_origin_set_t *set);

#endif
