/* SPDX-License-Identifier: Apache-2.0
 *
 * Most functions visit the few sets of a list, and not the rules in the sets.
 */
#include "policy/cors_policy.h"

#include <string.h>

bool cors_policy_is_in_force(const cors_settings_t *settings)
{
    return settings->origin_rules.list.count > 0
           && settings->engine.mode != CORS_ENGINE_OFF;
}

/* Whether the engine is not On because of a .htaccess only. Then the protection
 * of configuration files still applies. */
static bool is_off_by_tenant_alone(const cors_settings_t *settings)
{
    return settings->engine.place && settings->engine.place->in_htaccess
           && settings->configured_engine.mode == CORS_ENGINE_ON;
}

cors_protect_e cors_policy_protection_applied(const cors_settings_t *settings)
{
    if (settings->engine.mode == CORS_ENGINE_ON) {
        return CORS_PROTECT_ALL;
    }
    return is_off_by_tenant_alone(settings) ? CORS_PROTECT_CONFIGURED
                                            : CORS_PROTECT_NONE;
}

cors_protect_e
cors_policy_protection_considered(const cors_settings_t *settings)
{
    return settings->engine.mode == CORS_ENGINE_REPORT_ONLY
               ? CORS_PROTECT_ALL
               : cors_policy_protection_applied(settings);
}

static bool denies(const cors_settings_t *settings, int i,
                   cors_protect_e protect)
{
    const cors_deny_t *deny = settings->deny_rules.sets[i];

    return protect == CORS_PROTECT_ALL
           || (protect == CORS_PROTECT_CONFIGURED && !deny->place->in_htaccess);
}

bool cors_policy_has_deny_rules(const cors_settings_t *settings,
                                cors_protect_e protect)
{
    int i;

    for (i = 0; i < settings->deny_rules.list.count; ++i) {
        if (denies(settings, i, protect)) {
            return true;
        }
    }
    return false;
}

static void raise_to(cors_enforce_t *enforcement, const cors_enforce_t *by)
{
    if (by->level > enforcement->level) {
        enforcement->level = by->level;
    }
    enforcement->credentials = enforcement->credentials || by->credentials;
}

cors_enforce_t cors_policy_enforcement(const cors_settings_t *settings,
                                       cors_protect_e protect)
{
    cors_enforce_t enforcement = {NULL, CORS_ENFORCE_OFF, false};

    if (protect != CORS_PROTECT_NONE) {
        raise_to(&enforcement, &settings->configured_enforce);
    }
    if (protect == CORS_PROTECT_ALL) {
        raise_to(&enforcement, &settings->enforce);
    }
    return enforcement;
}

bool cors_policy_protection_is_in_force(const cors_settings_t *settings,
                                        cors_protect_e protect)
{
    return cors_policy_has_deny_rules(settings, protect)
           || cors_policy_enforcement(settings, protect).level
                  != CORS_ENFORCE_OFF;
}

const cors_rule_t *cors_policy_find_denying(const cors_settings_t *settings,
                                            cors_protect_e protect,
                                            cors_origin_lookup_t *lookup)
{
    const cors_rule_t *unavailable = NULL;
    int i;

    for (i = 0; i < settings->deny_rules.list.count; ++i) {
        const cors_rule_t *rule =
            denies(settings, i, protect) ? cors_origin_set_find_denying(
                settings->deny_rules.sets[i]->set, lookup)
                                         : NULL;

        if (rule && !cors_list_rules_is_unavailable(rule, lookup)) {
            return rule;
        }
        unavailable = unavailable ? unavailable : rule;
    }
    return unavailable;
}

bool cors_policy_denies(const cors_settings_t *settings, cors_protect_e protect,
                        cors_origin_lookup_t *lookup)
{
    return cors_policy_has_deny_rules(settings, protect)
           && (!cors_origin_lookup_is_wellformed(lookup)
               || cors_policy_find_denying(settings, protect, lookup));
}

/* Whether "*" admits the origin, if these tolerances hold for it. Without deny
 * rules it admits every value. If a
 * deny rule is in force, it does not admit malformed values, since a denied
 * origin could have a host that this module does not parse. It then admits
 * "null" and "file://" only if NullOrigin is tolerated, since a sandboxed page
 * of a denied origin has the origin "null". */
static bool any_includes(const cors_settings_t *settings, unsigned tolerated,
                         cors_origin_lookup_t *lookup)
{
    if (!cors_policy_has_deny_rules(
            settings, cors_policy_protection_considered(settings))) {
        return true;
    }
    return cors_origin_lookup_is_null_like(lookup)
               ? (tolerated & CORS_TOLERATE_NULL_ORIGIN) != 0
               : cors_origin_lookup_is_wellformed(lookup);
}

static inline const cors_rule_t *find_exact(const cors_rule_list_t *list,
                                            const cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = NULL;
    int i;

    for (i = 0; i < list->list.count && !rule; ++i) {
        rule = cors_origin_set_find_exact(list->sets[i], lookup);
    }
    return rule;
}

/* Returns the first rule that admits the origin and is not exact; "*" only if
 * no set has another. */
static const cors_rule_t *find_other(const cors_rule_list_t *list,
                                     cors_origin_lookup_t *lookup)
{
    const cors_rule_t *any = NULL;
    int i;

    for (i = 0; i < list->list.count; ++i) {
        const cors_rule_t *rule =
            cors_origin_set_find_other(list->sets[i], lookup);

        if (!rule) {
            continue;
        }
        if (rule->kind != CORS_RULE_ANY) {
            return rule;
        }
        any = any ? any : rule;
    }
    return any;
}

static const cors_rule_t *admits_other(const cors_settings_t *settings,
                                       cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = find_other(&settings->origin_rules, lookup);

    return rule && rule->kind == CORS_RULE_ANY
                   && !any_includes(settings, settings->tolerance.flags, lookup)
               ? NULL
               : rule;
}

/* Searches the last set first: of equal rules, that of the section merged last
 * wins. */
static const cors_rule_t *choose_exact(const cors_rule_list_t *list,
                                       const cors_origin_lookup_t *lookup,
                                       int *set)
{
    const cors_rule_t *rule = NULL;
    int i;

    for (i = list->list.count; i > 0 && !rule; --i) {
        *set = i - 1;
        rule = cors_origin_set_find_exact(list->sets[i - 1], lookup);
    }
    return rule;
}

static const cors_rule_t *choose_wildcard(const cors_rule_list_t *list,
                                          cors_origin_lookup_t *lookup,
                                          int *set)
{
    const cors_rule_t *longest = NULL;
    int i;

    for (i = list->list.count; i > 0; --i) {
        const cors_rule_t *rule =
            cors_origin_set_find_wildcard(list->sets[i - 1], lookup);

        if (rule && (!longest || cors_wildcards_is_longer(rule, longest))) {
            longest = rule;
            *set = i - 1;
        }
    }
    return longest;
}

static const cors_rule_t *choose_list(const cors_rule_list_t *list,
                                      cors_origin_lookup_t *lookup, int *set)
{
    const cors_origin_list_row_t *narrowest = NULL;
    const cors_rule_t *found = NULL;
    int i;

    for (i = list->list.count; i > 0; --i) {
        const cors_rule_t *rule =
            cors_origin_set_find_list(list->sets[i - 1], lookup);
        const cors_origin_list_row_t *row =
            rule ? cors_list_rules_admitting(rule, lookup) : NULL;

        if (row
            && (!narrowest || cors_list_rules_is_narrower(row, narrowest))) {
            narrowest = row;
            found = rule;
            *set = i - 1;
        }
    }
    return found;
}

/* Returns the most specific wildcard: a rule, or the row of a list, which may
 * also be an exact origin. */
static const cors_rule_t *choose_wildcard_or_list(const cors_rule_list_t *list,
                                                  cors_origin_lookup_t *lookup,
                                                  int *set)
{
    const cors_rule_t *wildcard = choose_wildcard(list, lookup, set);
    const cors_origin_list_row_t *row;
    const cors_rule_t *rule;
    int set_of_list;

    rule = choose_list(list, lookup, &set_of_list);
    row = rule ? cors_list_rules_admitting(rule, lookup) : NULL;
    if (!row
        || (wildcard && cors_origin_list_answer_is_wildcard(row)
            && !cors_wildcards_is_shorter(wildcard, row))) {
        return wildcard;
    }
    *set = set_of_list;
    return rule;
}

static const cors_rule_t *choose_matcher(const cors_rule_list_t *list,
                                         cors_origin_lookup_t *lookup, int *set)
{
    const cors_rule_t *rule = NULL;
    int i;

    for (i = list->list.count; i > 0 && !rule; --i) {
        *set = i - 1;
        rule = cors_origin_set_find_matcher(list->sets[i - 1], lookup);
    }
    return rule;
}

/* Returns the rule "*" of the set with this index if it admits the origin,
 * otherwise NULL. */
static const cors_rule_t *find_any(const cors_settings_t *settings, int set,
                                   cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule =
        cors_origin_set_any(settings->origin_rules.sets[set]);

    return rule
                   && any_includes(
                       settings, cors_container_tolerance(settings, set, rule),
                       lookup)
               ? rule
               : NULL;
}

static const cors_rule_t *choose_any(const cors_settings_t *settings,
                                     cors_origin_lookup_t *lookup, int *set)
{
    const cors_rule_t *rule = NULL;
    int i;

    for (i = settings->origin_rules.list.count; i > 0 && !rule; --i) {
        *set = i - 1;
        rule = find_any(settings, i - 1, lookup);
    }
    return rule;
}

const cors_rule_t *cors_policy_choose(const cors_settings_t *settings,
                                      cors_origin_lookup_t *lookup, int *set)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    const cors_rule_t *rule = choose_exact(list, lookup, set);

    if (!rule) {
        rule = choose_wildcard_or_list(list, lookup, set);
    }
    if (!rule) {
        rule = choose_matcher(list, lookup, set);
    }
    return rule ? rule : choose_any(settings, lookup, set);
}

void cors_policy_each_admitting(const cors_settings_t *settings,
                                cors_origin_lookup_t *lookup,
                                cors_policy_admits_t *callback, void *baton)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    int i, kind;

    for (i = list->list.count; i > 0; --i) {
        const cors_origin_set_t *set = list->sets[i - 1];
        const cors_rule_t *const rules[] = {
            cors_origin_set_find_exact(set, lookup),
            cors_origin_set_find_wildcard(set, lookup),
            cors_origin_set_find_list(set, lookup),
            cors_origin_set_find_matcher(set, lookup),
            find_any(settings, i - 1, lookup)};

        for (kind = 0; kind < 5; ++kind) {
            if (rules[kind]) {
                callback(baton, rules[kind]);
            }
        }
    }
}

/* A function of its own, so that searching without containers stays as fast. */
static __attribute__((noinline)) const cors_rule_t *
chosen(const cors_settings_t *settings, cors_origin_lookup_t *lookup)
{
    int set;

    return cors_policy_choose(cors_settings_plain(settings), lookup, &set);
}

const cors_rule_t *cors_policy_find_admitting(const cors_settings_t *settings,
                                              cors_origin_lookup_t *lookup)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    int i;

    if (settings->cuts) {
        return chosen(settings, lookup);
    }
    for (i = 0; i < list->list.count; ++i) {
        const cors_rule_t *rule =
            cors_origin_set_find_exact(list->sets[i], lookup);

        if (rule) {
            return rule;
        }
    }
    return admits_other(settings, lookup);
}

const cors_rule_t *cors_policy_find_unavailable(const cors_settings_t *settings,
                                                cors_origin_lookup_t *lookup)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    const cors_rule_t *rule = NULL;
    int i;

    for (i = 0; cors_origin_lookup_is_wellformed(lookup) && !rule
                && i < list->list.count;
         ++i) {
        rule = cors_origin_set_find_unavailable(list->sets[i], lookup);
    }
    return rule;
}

bool cors_policy_excepts(const cors_settings_t *settings,
                         cors_origin_lookup_t *lookup)
{
    const cors_rule_list_t *list = &settings->enforce_except;

    return list->list.count > 0
           && (find_exact(list, lookup) || find_other(list, lookup));
}

bool cors_policy_involves_tenant(const cors_settings_t *settings)
{
    const cors_rule_list_t *rules = &settings->origin_rules;
    int i;

    for (i = 0; i < rules->list.count; ++i) {
        if (cors_origin_set_place(rules->sets[i])->in_htaccess) {
            return true;
        }
    }
    return settings->credentials.place
           && settings->credentials.place->in_htaccess;
}

const cors_container_t *
cors_policy_only_container(const cors_settings_t *settings)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    const cors_rule_t *rule =
        list->list.count == 1 ? cors_origin_set_only(list->sets[0]) : NULL;

    return rule ? cors_container_of(rule) : NULL;
}

const char *cors_policy_only_value(const cors_settings_t *settings)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    const char *value = NULL;
    int i;

    if (settings->cuts
        && (!settings->chosen || !cors_policy_only_container(settings))) {
        return NULL;
    }
    for (i = 0; i < list->list.count; ++i) {
        const char *only = cors_origin_set_only_value(list->sets[i]);

        if (!only || (value && strcmp(only, value) != 0)) {
            return NULL;
        }
        value = only;
    }
    return value;
}

/* CORS_METHOD_NAMES, because origins are compared byte for byte. */
static const char *join_origins(const cors_rule_list_t *rules, apr_pool_t *pool)
{
    cors_names_t *joined = cors_names_create(CORS_METHOD_NAMES, pool);
    int i;

    for (i = 0; i < rules->list.count; ++i) {
        cors_names_add_value(joined, cors_origin_set_value(rules->sets[i]),
                             rules->list.place);
    }
    return cors_names_value(joined);
}

/* Returns "*" if a set has it, otherwise NULL. No origin begins with '*'. */
static const char *value_of_any(const cors_rule_list_t *rules)
{
    int i;

    for (i = 0; i < rules->list.count; ++i) {
        const char *value = cors_origin_set_value(rules->sets[i]);

        if (value && *value == '*') {
            return value;
        }
    }
    return NULL;
}

/* Whether the joined values of all sets, with duplicates, are short enough. */
static bool origins_are_few(const cors_rule_list_t *rules)
{
    apr_size_t length = 0;
    int i;

    for (i = 0;
         i < rules->list.count && length <= CORS_ORIGINS_VALUE_MAX_LENGTH;
         ++i) {
        const char *value = cors_origin_set_value(rules->sets[i]);

        length += value ? strlen(value) : CORS_ORIGINS_VALUE_MAX_LENGTH + 1;
        length += i > 0 ? strlen(", ") : 0;
    }
    return length <= CORS_ORIGINS_VALUE_MAX_LENGTH;
}

const char *cors_policy_origins_value(const cors_settings_t *settings,
                                      apr_pool_t *pool)
{
    const cors_rule_list_t *rules = &settings->origin_rules;
    const char *any = value_of_any(rules);

    if (cors_policy_has_deny_rules(
            settings, cors_policy_protection_considered(settings))) {
        return NULL;
    }
    if (any) {
        return any;
    }
    if (rules->list.count == 0 || !origins_are_few(rules)) {
        return NULL;
    }
    return rules->list.count == 1 ? cors_origin_set_value(rules->sets[0])
                                  : join_origins(rules, pool);
}
