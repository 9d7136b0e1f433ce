/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_governing.h"

#include "policy/cors_policy.h"
#include "policy/cors_stance.h"

/* Returns the settings for the origins of the only container, if it may govern
 * every request; otherwise NULL. */
static const cors_settings_t *settings_of_only(const cors_settings_t *settings,
                                               bool conditional,
                                               apr_pool_t *pool)
{
    const cors_container_t *only =
        conditional ? NULL : cors_policy_only_container(settings);

    return only ? cors_container_settings(settings, 0, only, pool) : NULL;
}

static bool is_constant(const cors_settings_t *settings)
{
    cors_stance_t stance;

    cors_stance_compute(settings, &stance);
    return stance.constant;
}

const cors_settings_t *
cors_governing_without_origin(const cors_settings_t *settings, bool conditional,
                              apr_pool_t *pool)
{
    const cors_settings_t *only =
        settings->cuts && cors_policy_is_in_force(settings)
            ? settings_of_only(settings, conditional, pool)
            : NULL;

    return only && is_constant(only) ? only : settings;
}

/* Decides by the rule that is chosen for the origin. only: the settings for the
 * only container if they are known, otherwise NULL. */
static const cors_settings_t *decide_by_origin(const cors_settings_t *settings,
                                               const cors_settings_t *only,
                                               const cors_request_t *request,
                                               cors_decision_t *decision,
                                               apr_pool_t *pool)
{
    const cors_settings_t *governing = settings;
    cors_choice_t choice = {false, NULL};
    int set;

    cors_origin_lookup_init(&decision->lookup, request->origin);
    choice.denied = cors_policy_denies(
        settings, cors_policy_protection_considered(settings),
        &decision->lookup);
    if (!choice.denied) {
        choice.rule = cors_policy_choose(settings, &decision->lookup, &set);
    }
    if (choice.rule && choice.rule->container) {
        governing =
            only ? only
                 : cors_container_settings(
                     settings, set, cors_container_of(choice.rule), pool);
    }
    cors_decision_make_by_choice(governing, request, &choice, decision);
    return governing;
}

const cors_settings_t *
cors_governing_decide_contained(const cors_settings_t *settings,
                                const cors_request_t *request,
                                cors_decision_t *decision, apr_pool_t *pool)
{
    const cors_settings_t *only = NULL;
    bool constant;

    if (cors_policy_is_in_force(settings)) {
        only = settings_of_only(settings, request->conditional, pool);
        constant = only && is_constant(only);
        if (request->origin && !constant) {
            return decide_by_origin(settings, only, request, decision, pool);
        }
        settings = constant ? only : settings;
    }
    cors_decision_make(settings, request, decision);
    return settings;
}
