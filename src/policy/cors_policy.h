/* SPDX-License-Identifier: Apache-2.0
 *
 * What is in force where settings have merged: policy and protection, which
 * rule admits or denies an origin, what lists amount to. It knows nothing of
 * requests, and leaves it to cors_fault.h which settings must not meet.
 */
#ifndef CORS_POLICY_H
#define CORS_POLICY_H

#include "policy/cors_name_list.h"
#include "policy/cors_settings.h"

/* Whether origins may be admitted here: the engine is not off and there are
 * origin rules. */
bool cors_policy_is_in_force(const cors_settings_t *settings);

/* Which protecting settings (CorsDenyOrigin, CorsEnforce) count. */
typedef enum {
    CORS_PROTECT_NONE,       /* the administrator lifted them */
    CORS_PROTECT_CONFIGURED, /* a tenant turned the engine off or to
                                ReportOnly: those of configuration files */
    CORS_PROTECT_ALL
} cors_protect_e;

/* What decisions go by, and what is carried out of them: under ReportOnly all
 * count for the decision, and for the response no more than if it were Off. */
cors_protect_e cors_policy_protection_decided(const cors_settings_t *settings);
cors_protect_e cors_policy_protection_upheld(const cors_settings_t *settings);

/* Whether deny rules are in force, with or without a policy. */
bool cors_policy_has_denial(const cors_settings_t *settings,
                            cors_protect_e protect);

/* The enforcement in force, with or without a policy; its level is
 * CORS_ENFORCE_OFF if there is none. A tenant can raise the enforcement of
 * configuration files, never lower it. The place is not set. */
cors_enforce_t cors_policy_enforcement(const cors_settings_t *settings,
                                       cors_protect_e protect);

/* Whether either of the two is in force. */
bool cors_policy_protection_is_in_force(const cors_settings_t *settings,
                                        cors_protect_e protect);

/* The first deny rule in force that names the origin, or NULL. A malformed
 * origin is named by none. Allocates nothing. */
const cors_rule_t *cors_policy_find_denying(const cors_settings_t *settings,
                                            cors_protect_e protect,
                                            cors_origin_lookup_t *lookup);

/* Whether a deny rule in force names the origin, or any is in force and the
 * origin is malformed: it may be another spelling of a denied one. */
bool cors_policy_is_denied(const cors_settings_t *settings,
                           cors_protect_e protect,
                           cors_origin_lookup_t *lookup);

/* The first origin rule that admits the origin, or NULL; "*" only if no other
 * does. Does not consider deny rules and faults. Allocates nothing. */
const cors_rule_t *cors_policy_find_admitting(const cors_settings_t *settings,
                                              cors_origin_lookup_t *lookup);

/* Whether CorsEnforceExcept lists the origin. Allocates nothing. */
bool cors_policy_is_excepted(const cors_settings_t *settings,
                             cors_origin_lookup_t *lookup);

/* Whether a tenant has a say in what the policy allows: an origin rule or
 * CorsAllowCredentials is of a .htaccess. */
bool cors_policy_is_tenants(const cors_settings_t *settings);

/* "*" or the one exact origin (other than "null") that is all that the origin
 * rules name, or NULL. */
const char *cors_policy_only_value(const cors_settings_t *settings);

/* All origins that the policy admits, as a list-based field value, if they are
 * few enough to be named (see cors_origin_set_value, and no longer than it in
 * all) and none is denied; "*" stands for all others; else NULL. The value of
 * one set is ready; several are joined without doubles in pool. */
const char *cors_policy_origins_value(const cors_settings_t *settings,
                                      apr_pool_t *pool);

#endif
