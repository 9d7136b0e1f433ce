/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules "list:name" of an origin set, in the order of adding. Each asks an
 * origin list, whose rows may change between two requests. This file does not
 * know other rules.
 */
#ifndef CORS_LIST_RULES_H
#define CORS_LIST_RULES_H

#include "origin/cors_origin_list.h"
#include "origin/cors_rule_table.h"

/* All members zero: no rules. */
typedef struct {
    cors_rule_t *first; /* linked by the member later */
    cors_rule_t *last;
    apr_size_t count;
} cors_list_rules_t;

/* Adds a rule, allocated from pool, and returns it. text is the rule as
 * written. list, text and place are kept, not copied. */
cors_rule_t *cors_list_rules_add(cors_list_rules_t *rules,
                                 const cors_origin_list_t *list,
                                 const char *text, const cors_place_t *place,
                                 apr_pool_t *pool);

/* Returns the rule for the list, or NULL. */
const cors_rule_t *cors_list_rules_find_same(const cors_list_rules_t *rules,
                                             const cors_origin_list_t *list);

/* Returns the list of a rule whose kind is CORS_RULE_LIST. */
const cors_origin_list_t *cors_list_rules_list(const cors_rule_t *rule);

/* Return the rule whose list has the most specific row that admits the origin;
 * of equal rows, the rule that was added first. And the first rule whose list
 * denies it, and the first whose list is unavailable. NULL if there is none.
 * Allocate nothing. */
const cors_rule_t *cors_list_rules_find(const cors_list_rules_t *rules,
                                        cors_origin_lookup_t *lookup);
const cors_rule_t *cors_list_rules_find_denying(const cors_list_rules_t *rules,
                                                cors_origin_lookup_t *lookup);
const cors_rule_t *
cors_list_rules_find_unavailable(const cors_list_rules_t *rules,
                                 cors_origin_lookup_t *lookup);

/* Whether a rule of any kind asks a list that is unavailable. */
bool cors_list_rules_is_unavailable(const cors_rule_t *rule,
                                    cors_origin_lookup_t *lookup);

/* Return the row of the rule's list that admits, or denies, the origin. Its
 * number is 0 if there is none. It lives as long as *lookup. */
const cors_origin_list_row_t *
cors_list_rules_admitting(const cors_rule_t *rule,
                          cors_origin_lookup_t *lookup);
const cors_origin_list_row_t *
cors_list_rules_denying(const cors_rule_t *rule, cors_origin_lookup_t *lookup);

/* Whether the row one is more specific than the row other: an exact origin
 * before wildcards, then the longer host, then a fixed port. */
bool cors_list_rules_is_narrower(const cors_origin_list_row_t *one,
                                 const cors_origin_list_row_t *other);

#endif
