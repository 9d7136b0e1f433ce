/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy of a chain's first URL decides for the whole chain, so that
 * preflight, response and error document agree. The protection of every URL
 * applies, since otherwise a rewrite or a directory index could bypass it.
 */
#include "policy/cors_protection.h"

/* Restricts protection to that of configuration files. */
static cors_protect_e configured(const cors_settings_t *settings)
{
    return cors_policy_protection_applied(settings) == CORS_PROTECT_NONE
               ? CORS_PROTECT_NONE
               : CORS_PROTECT_CONFIGURED;
}

static cors_owned_e owned_after_refusal(cors_owned_e owned)
{
    switch (owned) {
    case CORS_OWNED_LEAVE:
    case CORS_OWNED_REPLACE:
    case CORS_OWNED_PRESERVE:
    case CORS_OWNED_CLOSE:
        break;
    case CORS_OWNED_COMPARE:
    case CORS_OWNED_COMPARE_UNLESS_PRESERVED:
    case CORS_OWNED_COMPARE_AND_REMOVE:
        return CORS_OWNED_COMPARE_AND_REMOVE;
    }
    return CORS_OWNED_REPLACE;
}

static void refuse(cors_decision_t *decision, cors_reason_e reason,
                   const cors_rule_t *rule)
{
    decision->reason = reason;
    decision->rule = rule;
    decision->denies = true;
    decision->origin_allowed = false;
    decision->allow_origin = NULL;
    decision->owned = owned_after_refusal(decision->owned);
    decision->answers = decision->kind == CORS_PREFLIGHT_REQUEST;
}

/* If nothing was in force, the decision becomes one with protection and without
 * a policy. */
static void put_in_force(cors_decision_t *decision,
                         const cors_decision_t *other)
{
    if (!decision->in_force && decision->kind != CORS_NOT_CORS) {
        decision->lookup = other->lookup;
        if (other->reason == CORS_REASON_SAME_ORIGIN) {
            decision->reason = CORS_REASON_SAME_ORIGIN;
        }
        else {
            decision->reason =
                cors_origin_lookup_is_wellformed(&decision->lookup)
                    ? CORS_REASON_ORIGIN_NOT_LISTED
                    : CORS_REASON_ORIGIN_MALFORMED;
        }
    }
    decision->in_force = decision->protects = true;
}

static void collect_denial(cors_decision_t *decision,
                           const cors_settings_t *settings,
                           const cors_settings_t *other_settings)
{
    cors_protect_e protect = configured(other_settings);
    cors_origin_lookup_t *lookup = &decision->lookup;

    if (cors_policy_denies(other_settings, protect, lookup)) {
        const cors_rule_t *rule =
            cors_policy_find_denying(other_settings, protect, lookup);

        refuse(decision,
               cors_origin_lookup_is_wellformed(lookup)
                   ? cors_decision_denial(rule, lookup)
                   : CORS_REASON_ORIGIN_MALFORMED,
               rule);
    }
    else if (decision->origin_allowed && decision->rule->kind == CORS_RULE_ANY
             && cors_origin_lookup_is_null_like(lookup)
             && !(settings->tolerance.flags & CORS_TOLERATE_NULL_ORIGIN)) {
        refuse(decision, CORS_REASON_ORIGIN_NOT_LISTED, NULL);
    }
}

/* Returns the place of the origin rules, since the origin is missing there; if
 * there are no origin rules, returns the place of CorsEnforce. */
static const cors_place_t *place_of(const cors_settings_t *settings)
{
    const cors_place_t *place = settings->origin_rules.list.place;

    if (!place) {
        place = settings->configured_enforce.place;
    }
    return place ? place : settings->enforce.place;
}

static void collect_enforcement(cors_decision_t *decision,
                                const cors_decision_t *other,
                                const cors_settings_t *other_settings)
{
    if (other->refuses || (other->answers && !other->origin_allowed)) {
        if (!other->origin_allowed) {
            refuse(decision, other->reason, other->rule);
        }
        decision->reason = other->reason;
        decision->place = place_of(other_settings);
        decision->refuses = other->refuses;
        if (other->reason == CORS_REASON_POLICY_FAULT) {
            decision->fault = other->fault;
        }
    }
}

void cors_protection_collect(cors_decision_t *decision,
                             const cors_settings_t *settings,
                             const cors_decision_t *other,
                             const cors_settings_t *other_settings)
{
    bool denies =
        cors_policy_has_deny_rules(other_settings, configured(other_settings));
    bool enforces =
        cors_policy_enforcement(other_settings,
                                cors_policy_protection_applied(other_settings))
            .level
        != CORS_ENFORCE_OFF;

    if (!denies && !enforces) {
        return;
    }
    cors_decision_add_vary(decision);
    put_in_force(decision, other);
    decision->denies = decision->denies || denies;
    if (decision->kind == CORS_NOT_CORS
        || other->reason == CORS_REASON_SAME_ORIGIN) {
        return;
    }
    if (denies) {
        collect_denial(decision, settings, other_settings);
    }
    if (enforces) {
        collect_enforcement(decision, other, other_settings);
    }
}
