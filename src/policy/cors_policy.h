/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy and the protection that merged settings put in force, and the
 * rules that admit or deny an origin. This file does not know requests.
 * Forbidden combinations of settings are in cors_fault.h.
 */
#ifndef CORS_POLICY_H
#define CORS_POLICY_H

#include "policy/cors_container.h"
#include "policy/cors_name_list.h"
#include "policy/cors_settings.h"

/* Whether a policy is in force: there are origin rules, and CorsEngine is not
 * Off. */
bool cors_policy_is_in_force(const cors_settings_t *settings);

/* The part of the protection (CorsDenyOrigin, CorsEnforce) that a function
 * considers. */
typedef enum {
    CORS_PROTECT_NONE,       /* the administrator set CorsEngine to Off or
                                ReportOnly */
    CORS_PROTECT_CONFIGURED, /* that of configuration files: a tenant set
                                CorsEngine to Off or ReportOnly */
    CORS_PROTECT_ALL
} cors_protect_e;

/* Return the protection that decisions consider, and the protection that is
 * applied to requests and responses. They differ under ReportOnly only:
 * decisions consider all protection, and the same part is applied as under
 * Off. */
cors_protect_e
cors_policy_protection_considered(const cors_settings_t *settings);
cors_protect_e cors_policy_protection_applied(const cors_settings_t *settings);

/* Whether deny rules are in force, with or without a policy. */
bool cors_policy_has_deny_rules(const cors_settings_t *settings,
                                cors_protect_e protect);

/* Returns the enforcement in force, with or without a policy; its level is
 * CORS_ENFORCE_OFF if there is none. A tenant can raise the enforcement of
 * configuration files, but not lower it. The member place is NULL. */
cors_enforce_t cors_policy_enforcement(const cors_settings_t *settings,
                                       cors_protect_e protect);

/* Whether deny rules or enforcement are in force. */
bool cors_policy_protection_is_in_force(const cors_settings_t *settings,
                                        cors_protect_e protect);

/* Returns the first deny rule in force that matches the origin, or NULL. No
 * rule matches a malformed origin, but an origin list that is unavailable
 * matches every origin that no other rule matches. Allocates nothing. */
const cors_rule_t *cors_policy_find_denying(const cors_settings_t *settings,
                                            cors_protect_e protect,
                                            cors_origin_lookup_t *lookup);

/* Whether the origin is denied: a deny rule in force matches it, or a deny rule
 * is in force and the origin is malformed, since it may be another spelling of
 * a denied origin. */
bool cors_policy_denies(const cors_settings_t *settings, cors_protect_e protect,
                        cors_origin_lookup_t *lookup);

/* Returns the first origin rule that admits the origin, or NULL; "*" only if no
 * other rule does. Does not consider faults, and does not search the deny
 * rules. But if a deny rule is in force, "*" does not admit malformed values,
 * and it admits "null" and "file://" only if they are tolerated. Allocates
 * nothing. */
const cors_rule_t *cors_policy_find_admitting(const cors_settings_t *settings,
                                              cors_origin_lookup_t *lookup);

/* Returns the most specific origin rule that admits the origin, or NULL, and
 * sets *set to the index of its origin set: an exact pattern; the wildcard with
 * the longest host, of equal hosts one with a fixed port; an expression; "*".
 * An origin list ranks as its row that admits the origin. Of equals, a rule
 * that is not a list, then the one whose section was merged last; of
 * expressions, or lists, of one section, the first. Otherwise like
 * cors_policy_find_admitting, which calls it if a rule is in a container. */
const cors_rule_t *cors_policy_choose(const cors_settings_t *settings,
                                      cors_origin_lookup_t *lookup, int *set);

/* Calls callback for rules that admit the origin: of each origin set the exact
 * pattern, the wildcard with the longest host, the list with the most specific
 * row, the first expression and "*". So the rule that cors_policy_choose
 * returns is among them. settings must not be those for one origin. */
typedef void cors_policy_admits_t(void *baton, const cors_rule_t *rule);
void cors_policy_each_admitting(const cors_settings_t *settings,
                                cors_origin_lookup_t *lookup,
                                cors_policy_admits_t *callback, void *baton);

/* Returns the first origin rule whose origin list is unavailable, or NULL; also
 * NULL for malformed origins. Call it if no rule admits the origin. */
const cors_rule_t *cors_policy_find_unavailable(const cors_settings_t *settings,
                                                cors_origin_lookup_t *lookup);

/* Whether CorsEnforceExcept lists the origin. Allocates nothing. */
bool cors_policy_excepts(const cors_settings_t *settings,
                         cors_origin_lookup_t *lookup);

/* Whether a tenant decides what the policy allows: origin rules or
 * CorsAllowCredentials are from a .htaccess. */
bool cors_policy_involves_tenant(const cors_settings_t *settings);

/* If all origin rules are the same "*", or the same exact origin other than
 * "null" and "file://", returns it; otherwise NULL. If a rule is in a
 * container, it must be the only rule, and these must be the settings for the
 * origins of the container. */
const char *cors_policy_only_value(const cors_settings_t *settings);

/* Returns the container of the only origin rule, if that is a value in the
 * sense of cors_policy_only_value; otherwise NULL. */
const cors_container_t *
cors_policy_only_container(const cors_settings_t *settings);

/* Returns all origins that the policy admits, each once, as a list-based field
 * value of at most CORS_ORIGINS_VALUE_MAX_LENGTH bytes; "*" if that is among
 * the rules. NULL if the value would be longer, if there is no "*" and a rule
 * is not an exact origin, and if deny rules are in force. Allocates from pool
 * only if the rules are in several sets; otherwise the value lives as long as
 * the set. */
const char *cors_policy_origins_value(const cors_settings_t *settings,
                                      apr_pool_t *pool);

#endif
