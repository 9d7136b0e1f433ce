/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin rules in words: the one that decides, and the others that admit the
 * same origin.
 */
#ifndef MOD_CORS_EXPLAIN_RULES_H
#define MOD_CORS_EXPLAIN_RULES_H

#include "origin/cors_rule_source.h"
#include "policy/cors_policy.h"

/* Returns a rule with its place, and the directive if that is a container. A
 * rule that asks a list is shown by the row of the list, which is its source,
 * and by its own text and place. Allocates from pool. */
const char *mod_cors_explain_rules_text(const cors_rule_t *rule,
                                        const cors_rule_source_t *source,
                                        apr_pool_t *pool);

/* Returns words about the rules of settings, other than chosen, that admit the
 * origin: the most specific first. Names at most eight, and the number of all
 * others; "" if there is none. settings must not be those for one origin.
 * Allocates from pool. */
const char *mod_cors_explain_rules_others(const cors_settings_t *settings,
                                          cors_origin_lookup_t *lookup,
                                          const cors_rule_t *chosen,
                                          apr_pool_t *pool);

/* Returns the origin rule whose list has a row for the origin that counts for
 * deny rules only, of the section that was merged last; NULL if there is none.
 * Call it if no rule admits the origin. */
const cors_rule_t *
mod_cors_explain_rules_deny_only(const cors_settings_t *settings,
                                 cors_origin_lookup_t *lookup);

#endif
