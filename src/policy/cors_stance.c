/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_stance.h"

#include <string.h>

void cors_stance_compute(const cors_settings_t *settings, cors_stance_t *stance)
{
    memset(stance, 0, sizeof(*stance));
    stance->protect = cors_policy_protection_considered(settings);
    stance->denies = cors_policy_has_deny_rules(settings, stance->protect);
    stance->enforcement = cors_policy_enforcement(settings, stance->protect);
    stance->policy = cors_policy_is_in_force(settings);
    stance->protects =
        stance->denies || stance->enforcement.level != CORS_ENFORCE_OFF;
    stance->in_force = stance->policy || stance->protects;
    if (stance->policy) {
        stance->fault = cors_fault_first(settings);
        stance->only = cors_policy_only_value(settings);
        stance->constant = stance->only && !settings->preserve.on
                           && !stance->protects
                           && stance->fault.kind == CORS_FAULT_NONE;
    }
}

void cors_stance_precompute(cors_settings_t *settings, apr_pool_t *pool)
{
    cors_stance_t *stance = apr_palloc(pool, sizeof(*stance));

    cors_stance_compute(settings, stance);
    stance->any_method = cors_name_list_any(&settings->methods) != NULL;
    stance->any_header = cors_name_list_any(&settings->request_headers) != NULL;
    settings->stance = stance;
}
