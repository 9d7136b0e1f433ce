/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_fields.h"

#include <string.h>

#include "policy/cors_preflight.h"

const char *const cors_owned_fields[] = {
    CORS_ACCESS_CONTROL_ALLOW_ORIGIN,
    CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS,
    CORS_ACCESS_CONTROL_ALLOW_METHODS,
    CORS_ACCESS_CONTROL_ALLOW_HEADERS,
    CORS_ACCESS_CONTROL_EXPOSE_HEADERS,
    CORS_ACCESS_CONTROL_MAX_AGE,
    CORS_ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK,
    NULL,
};

const char *const cors_vary_values[] = {
    [CORS_VARY_NONE] = NULL,
    [CORS_VARY_ORIGIN] = "Origin",
    [CORS_VARY_PREFLIGHT] = "Origin, Access-Control-Request-Method",
    [CORS_VARY_PREFLIGHT_HEADERS] = ("Origin, Access-Control-Request-Method, "
                                     "Access-Control-Request-Headers"),
};

static int add_field(cors_field_t *fields, int count, const char *name,
                     const char *value)
{
    if (!value) {
        return count;
    }
    fields[count].name = name;
    fields[count].value = value;
    return count + 1;
}

static int add_preflight_fields(const cors_settings_t *settings,
                                const cors_request_t *request,
                                cors_field_t *fields, int n, apr_pool_t *pool)
{
    n = add_field(
        fields, n, CORS_ACCESS_CONTROL_ALLOW_METHODS,
        cors_preflight_methods(settings, request->request_method, pool));
    n = add_field(
        fields, n, CORS_ACCESS_CONTROL_ALLOW_HEADERS,
        cors_preflight_headers(settings, request->request_headers, pool));
    return add_field(fields, n, CORS_ACCESS_CONTROL_MAX_AGE,
                     settings->max_age.text);
}

int cors_fields_of_decision(const cors_decision_t *decision,
                            const cors_settings_t *settings,
                            const cors_request_t *request, cors_field_t *fields,
                            apr_pool_t *pool)
{
    int n = 0;

    if (!decision->allow_origin) {
        return 0;
    }
    n = add_field(fields, n, CORS_ACCESS_CONTROL_ALLOW_ORIGIN,
                  decision->allow_origin);
    n = add_field(fields, n, CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS,
                  settings->credentials.on ? "true" : NULL);
    if (decision->kind == CORS_PREFLIGHT_REQUEST) {
        return add_preflight_fields(settings, request, fields, n, pool);
    }
    return add_field(fields, n, CORS_ACCESS_CONTROL_EXPOSE_HEADERS,
                     cors_name_list_value(&settings->exposed_headers, pool));
}

/* Whether the origins of some rules may be refused because of a fault: that of
 * a container, or of the settings that other origins have. settings have no
 * fault, so if they are those of the only container, no origin is refused. */
static bool may_refuse_some(const cors_settings_t *settings)
{
    const cors_settings_t *plain = cors_settings_plain(settings);
    int i;

    if (!plain->cuts
        || (settings->chosen && cors_policy_only_container(settings))) {
        return false;
    }
    for (i = 0; i < plain->origin_rules.list.count; ++i) {
        if (cors_fault_is_possible(plain, i)) {
            return true;
        }
    }
    return cors_fault_first(plain).kind != CORS_FAULT_NONE;
}

/* Images and other no-cors loads have no `Origin`, so the whole list is sent if
 * all of its values are exact. Resource Timing, "Timing-Allow-Origin". */
const char *cors_fields_timing_value(const cors_decision_t *decision,
                                     const cors_settings_t *settings,
                                     apr_pool_t *pool)
{
    const char *all;

    if (!settings->timing.on || decision->kind == CORS_PREFLIGHT_REQUEST
        || decision->fault.kind != CORS_FAULT_NONE
        || !cors_policy_is_in_force(settings)) {
        return NULL;
    }
    all = decision->denies ? NULL : cors_policy_origins_value(settings, pool);
    if (all && !may_refuse_some(settings)) {
        return all;
    }
    /* Without deny rules, "*" also admits malformed values. */
    if (decision->origin_allowed && !decision->denies && decision->rule
        && decision->rule->kind == CORS_RULE_ANY) {
        return decision->rule->text;
    }
    /* The field is a list, and an opaque host may have a comma. */
    return decision->origin_allowed && !strchr(decision->lookup.text, ',')
               ? decision->lookup.text
               : NULL;
}
