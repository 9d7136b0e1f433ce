/* SPDX-License-Identifier: Apache-2.0
 *
 * What merged settings put in force: a policy, protection, and the rules that
 * admit or deny an origin. Knows nothing of requests; cors_fault.h says which
 * combinations of settings are forbidden.
 */
#ifndef CORS_POLICY_H
#define CORS_POLICY_H

#include "policy/cors_name_list.h"
#include "policy/cors_settings.h"

/* Whether origins may be admitted here: the engine is not off and there are
 * origin rules. */
bool cors_policy_is_in_force(const cors_settings_t *settings);

/* Which settings that protect (CorsDenyOrigin, CorsEnforce) count. */
typedef enum {
    CORS_PROTECT_NONE,       /* the administrator set CorsEngine to Off or
                                ReportOnly */
    CORS_PROTECT_CONFIGURED, /* those of configuration files: a tenant set
                                CorsEngine to Off or ReportOnly */
    CORS_PROTECT_ALL
} cors_protect_e;

/* The settings that count for decisions, and those that are applied to requests
 * and responses. They differ under ReportOnly: all count for decisions, and no
 * more are applied than under Off. */
cors_protect_e
cors_policy_protection_considered(const cors_settings_t *settings);
cors_protect_e cors_policy_protection_applied(const cors_settings_t *settings);

/* Whether deny rules are in force, with or without a policy. */
bool cors_policy_has_deny_rules(const cors_settings_t *settings,
                                cors_protect_e protect);

/* The enforcement in force, with or without a policy; its level is
 * CORS_ENFORCE_OFF if there is none. A tenant can raise the enforcement of
 * configuration files, never lower it. The place is not set. */
cors_enforce_t cors_policy_enforcement(const cors_settings_t *settings,
                                       cors_protect_e protect);

/* Whether deny rules or enforcement are in force. */
bool cors_policy_protection_is_in_force(const cors_settings_t *settings,
                                        cors_protect_e protect);

/* The first deny rule in force that matches the origin, or NULL. None matches a
 * malformed origin. Allocates nothing. */
const cors_rule_t *cors_policy_find_denying(const cors_settings_t *settings,
                                            cors_protect_e protect,
                                            cors_origin_lookup_t *lookup);

/* Whether a deny rule in force matches the origin, or the origin is malformed
 * while any is in force: it may be another spelling of a denied one. */
bool cors_policy_denies(const cors_settings_t *settings, cors_protect_e protect,
                        cors_origin_lookup_t *lookup);

/* The first origin rule that admits the origin, or NULL; "*" only if no other
 * does. Does not consider deny rules and faults. Allocates nothing. */
const cors_rule_t *cors_policy_find_admitting(const cors_settings_t *settings,
                                              cors_origin_lookup_t *lookup);

/* Whether CorsEnforceExcept lists the origin. Allocates nothing. */
bool cors_policy_excepts(const cors_settings_t *settings,
                         cors_origin_lookup_t *lookup);

/* Whether a tenant has decided on what the policy allows: an origin rule or
 * CorsAllowCredentials is from a .htaccess. */
bool cors_policy_involves_tenant(const cors_settings_t *settings);

/* The value if all origin rules are the same one, which is "*" or an exact
 * origin other than "null" and "file://"; else NULL. */
const char *cors_policy_only_value(const cors_settings_t *settings);

/* All origins that the policy admits, as a list-based field value of at most
 * CORS_ORIGINS_VALUE_MAX_LENGTH bytes; "*" if that is among the rules. NULL if
 * the value would be longer, if a rule is neither "*" nor an exact origin (see
 * cors_origin_set_value), and if deny rules are in force. The value of one set
 * was built with it; those of several are joined in pool, each origin once. */
const char *cors_policy_origins_value(const cors_settings_t *settings,
                                      apr_pool_t *pool);

#endif
