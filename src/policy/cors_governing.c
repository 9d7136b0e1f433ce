/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_governing.h"

#include "policy/cors_policy.h"
#include "policy/cors_stance.h"

/* Returns the settings of the only container if its policy is constant, so that
 * all responses are the same; otherwise NULL. */
static const cors_settings_t *constant_settings(const cors_settings_t *settings,
                                                const cors_request_t *request,
                                                apr_pool_t *pool)
{
    const cors_container_t *only =
        request->conditional ? NULL : cors_policy_only_container(settings);
    const cors_settings_t *copy;
    cors_stance_t stance;

    if (!only) {
        return NULL;
    }
    copy = cors_container_settings(settings, 0, only, NULL, pool);
    cors_stance_compute(copy, &stance);
    return stance.constant ? copy : NULL;
}

static const cors_settings_t *settings_for(const cors_settings_t *settings,
                                           const cors_request_t *request,
                                           apr_pool_t *pool)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;
    int set;

    cors_origin_lookup_init(&lookup, request->origin);
    if (cors_policy_denies(
            settings, cors_policy_protection_considered(settings), &lookup)) {
        return settings;
    }
    rule = cors_policy_choose(settings, &lookup, &set);
    if (!rule || !rule->container) {
        return settings;
    }
    return cors_container_settings(settings, set, cors_container_of(rule), rule,
                                   pool);
}

const cors_settings_t *cors_governing_choose(const cors_settings_t *settings,
                                             const cors_request_t *request,
                                             apr_pool_t *pool)
{
    const cors_settings_t *constant;

    if (!cors_policy_is_in_force(settings)) {
        return settings;
    }
    constant = constant_settings(settings, request, pool);
    if (constant || !request->origin) {
        return constant ? constant : settings;
    }
    return settings_for(settings, request, pool);
}
