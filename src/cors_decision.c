/* SPDX-License-Identifier: Apache-2.0
 *
 * Decides what a request gets, in the order in which a browser will judge the
 * answer: origin, then method, then header names. Fetch, "CORS-preflight
 * fetch" and "CORS check".
 */
#include "cors_decision.h"

#include <string.h>

#include <apr_hash.h>

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

cors_request_kind_e cors_request_kind(const cors_request_t *request)
{
    if (!request->origin) {
        return CORS_NOT_CORS;
    }
    return request->is_options && request->request_method
                   && *request->request_method
               ? CORS_PREFLIGHT_REQUEST
               : CORS_ACTUAL_REQUEST;
}

/* A method that `*` stands for, here and in the browser. */
static bool is_grantable_method(const char *method)
{
    apr_size_t length = strlen(method);

    return cors_is_token(method, length)
           && !cors_method_is_forbidden(method, length);
}

/* Fetch, "CORS-preflight fetch", step 7.5. */
static bool method_is_covered(const cors_settings_t *settings,
                              const char *method)
{
    apr_size_t length = strlen(method);

    return cors_method_is_safelisted(method, length)
           || cors_list_contains(&settings->methods, method, length)
           || (cors_list_any(&settings->methods)
               && is_grantable_method(method));
}

/* How many bytes the names of a list-based field value have. */
static apr_size_t names_length(const char *list)
{
    apr_size_t total = 0;
    apr_size_t length;
    const char *name;

    while (cors_list_next(&list, &name, &length)) {
        total += length;
    }
    return total;
}

static bool header_is_covered(const cors_settings_t *settings, bool any,
                              const char *name, apr_size_t length)
{
    return cors_list_contains(&settings->request_headers, name, length)
           || (any && cors_is_token(name, length)
               && !cors_request_header_is_non_wildcard(name, length));
}

/* Fetch, "CORS-preflight fetch", steps 7.6 and 7.7. */
static bool headers_are_covered(const cors_settings_t *settings,
                                const char *requested)
{
    bool any = cors_list_any(&settings->request_headers) != NULL;
    const char *cursor = requested;
    apr_size_t length;
    const char *name;

    while (cors_list_next(&cursor, &name, &length)) {
        if (!header_is_covered(settings, any, name, length)) {
            return false;
        }
    }
    return !any || !settings->credentials.on
           || names_length(requested) <= CORS_ECHO_MAX_LENGTH;
}

static cors_reason_e preflight_reason(const cors_settings_t *settings,
                                      const cors_request_t *request)
{
    if (!method_is_covered(settings, request->request_method)) {
        return CORS_REASON_METHOD_NOT_ALLOWED;
    }
    if (request->request_headers
        && !headers_are_covered(settings, request->request_headers)) {
        return CORS_REASON_HEADER_NOT_ALLOWED;
    }
    return CORS_REASON_NONE;
}

/* With credentials, an http origin must be named, or tolerated: that a regex
 * happens to match it is not enough. */
static bool is_insecure_match(const cors_settings_t *settings,
                              const cors_rule_t *rule,
                              cors_origin_lookup_t *lookup)
{
    return rule->kind == CORS_RULE_MATCHER && settings->credentials.on
           && !(settings->tolerance.flags & CORS_TOLERATE_INSECURE_ORIGINS)
           && cors_origin_is_insecure(cors_origin_lookup_origin(lookup));
}

/* Judges the origin; sets the rule that decided. */
static cors_reason_e origin_reason(const cors_settings_t *settings, bool policy,
                                   const char *origin, const cors_rule_t **rule)
{
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    *rule = cors_settings_denies(settings, &lookup);
    if (*rule) {
        return CORS_REASON_ORIGIN_DENIED;
    }
    *rule = policy ? cors_settings_admits(settings, &lookup) : NULL;
    if (*rule) {
        return is_insecure_match(settings, *rule, &lookup)
                   ? CORS_REASON_ORIGIN_INSECURE
                   : CORS_REASON_NONE;
    }
    return cors_origin_lookup_is_wellformed(&lookup)
               ? CORS_REASON_ORIGIN_NOT_LISTED
               : CORS_REASON_ORIGIN_MALFORMED;
}

static cors_vary_e vary_of(const cors_request_t *request,
                           const cors_decision_t *decision, bool constant)
{
    if (decision->in_force && decision->kind == CORS_PREFLIGHT_REQUEST) {
        return CORS_VARY_PREFLIGHT;
    }
    return (decision->in_force && !constant) || request->conditional
               ? CORS_VARY_ORIGIN
               : CORS_VARY_NONE;
}

/* What holds whoever asks. Returns the constant origin, if there is one. */
static const char *decide_policy(const cors_settings_t *settings,
                                 const cors_request_t *request, bool policy,
                                 cors_decision_t *decision)
{
    const char *constant = NULL;

    decision->in_force = policy || cors_protection_is_in_force(settings);
    decision->owns_fields = policy;
    if (policy) {
        decision->fault = cors_policy_fault(settings);
    }
    if (policy && decision->fault.kind == CORS_FAULT_NONE
        && !request->conditional) {
        constant = cors_policy_constant_origin(settings);
    }
    decision->vary = vary_of(request, decision, constant != NULL);
    if (decision->kind != CORS_PREFLIGHT_REQUEST) {
        decision->allow_origin = constant;
    }
    return constant;
}

static void decide_refused(const cors_settings_t *settings,
                           cors_decision_t *decision)
{
    if (decision->reason == CORS_REASON_ORIGIN_DENIED) {
        decision->owns_fields = true;
    }
    decision->refuses = decision->kind == CORS_ACTUAL_REQUEST
                        && cors_enforcement_is_in_force(settings);
}

static void decide_allowed(const cors_settings_t *settings,
                           const cors_request_t *request, const char *constant,
                           cors_decision_t *decision)
{
    decision->origin_allowed = true;
    if (!constant) {
        constant = cors_policy_is_any_alone(settings) ? "*" : request->origin;
    }
    decision->allow_origin = constant;
    if (decision->kind == CORS_PREFLIGHT_REQUEST) {
        decision->reason = preflight_reason(settings, request);
    }
}

void cors_decide(const cors_settings_t *settings, const cors_request_t *request,
                 cors_decision_t *decision)
{
    bool policy = cors_policy_is_in_force(settings);
    const char *constant;

    memset(decision, 0, sizeof(*decision));
    decision->kind = cors_request_kind(request);
    constant = decide_policy(settings, request, policy, decision);
    if (!decision->in_force || decision->kind == CORS_NOT_CORS) {
        return;
    }
    decision->reason =
        decision->fault.kind != CORS_FAULT_NONE
            ? CORS_REASON_POLICY_FAULT
            : origin_reason(settings, policy, request->origin, &decision->rule);
    if (decision->reason == CORS_REASON_NONE) {
        decide_allowed(settings, request, constant, decision);
    }
    else {
        decide_refused(settings, decision);
    }
    decision->answers =
        decision->kind == CORS_PREFLIGHT_REQUEST && decision->owns_fields;
}

bool cors_decision_may_be_same_origin(const cors_decision_t *decision)
{
    return decision->in_force && decision->kind == CORS_ACTUAL_REQUEST
           && !decision->origin_allowed;
}

void cors_decide_same_origin(cors_decision_t *decision)
{
    decision->reason = CORS_REASON_SAME_ORIGIN;
    decision->refuses = false;
}

int cors_preflight_status(const cors_decision_t *decision,
                          const cors_settings_t *settings)
{
    if (!decision->origin_allowed) {
        return 403;
    }
    return settings->preflight_status.place
               ? (int)settings->preflight_status.value
               : 204;
}

const char *cors_decision_name(const cors_decision_t *decision)
{
    static const char *const names[][3] = {
        [CORS_REASON_NONE] = {NULL, "actual-allowed", "preflight-allowed"},
        [CORS_REASON_SAME_ORIGIN] = {NULL, "same-origin", "same-origin"},
        [CORS_REASON_ORIGIN_NOT_LISTED] =
            {NULL, "actual-refused:origin-not-listed",
             "preflight-refused:origin-not-listed"},
        [CORS_REASON_ORIGIN_DENIED] = {NULL, "actual-refused:origin-denied",
                                       "preflight-refused:origin-denied"},
        [CORS_REASON_ORIGIN_MALFORMED] = {NULL,
                                          "actual-refused:origin-malformed",
                                          "preflight-refused:origin-malformed"},
        [CORS_REASON_ORIGIN_INSECURE] = {NULL, "actual-refused:origin-insecure",
                                         "preflight-refused:origin-insecure"},
        [CORS_REASON_METHOD_NOT_ALLOWED] =
            {NULL, NULL, "preflight-refused:method-not-allowed"},
        [CORS_REASON_HEADER_NOT_ALLOWED] =
            {NULL, NULL, "preflight-refused:header-not-allowed"},
        [CORS_REASON_POLICY_FAULT] = {NULL, "actual-refused:policy-fault",
                                      "preflight-refused:policy-fault"},
    };

    return decision->in_force ? names[decision->reason][decision->kind] : NULL;
}

/* With credentials a literal "*" is a name like any other to a browser, so
 * what it asked for is named instead. */
static const char *methods_value(const cors_settings_t *settings,
                                 const char *requested, apr_pool_t *pool)
{
    if (settings->credentials.on && cors_list_any(&settings->methods)) {
        return is_grantable_method(requested) ? requested : NULL;
    }
    return cors_list_value(&settings->methods, CORS_METHOD_NAMES, pool);
}

/* The requested names that are covered, in lower case, each once. */
static const char *echoed_headers(const cors_settings_t *settings,
                                  const char *requested, apr_pool_t *pool)
{
    apr_size_t total = names_length(requested);
    apr_hash_t *seen;
    const char *name;
    apr_size_t length;
    char *value, *out;

    if (total == 0 || total > CORS_ECHO_MAX_LENGTH) {
        return NULL;
    }
    seen = apr_hash_make(pool);
    /* At worst every name is one byte and has ", " before it. */
    value = out = apr_palloc(pool, 3 * total + 1);
    while (cors_list_next(&requested, &name, &length)) {
        char *written = out > value ? out + strlen(", ") : out;
        apr_size_t i;

        for (i = 0; i < length; ++i) {
            written[i] = cors_ascii_lower(name[i]);
        }
        if (header_is_covered(settings, true, name, length)
            && !apr_hash_get(seen, written, length)) {
            apr_hash_set(seen, written, length, written);
            memcpy(out, ", ", written - out);
            out = written + length;
        }
    }
    *out = '\0';
    return out > value ? value : NULL;
}

static const char *headers_value(const cors_settings_t *settings,
                                 const char *requested, apr_pool_t *pool)
{
    if (settings->credentials.on && cors_list_any(&settings->request_headers)) {
        return requested ? echoed_headers(settings, requested, pool) : NULL;
    }
    return cors_list_value(&settings->request_headers, CORS_HEADER_NAMES, pool);
}

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

int cors_decision_fields(const cors_decision_t *decision,
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
    if (decision->kind != CORS_PREFLIGHT_REQUEST) {
        return add_field(fields, n, CORS_ACCESS_CONTROL_EXPOSE_HEADERS,
                         cors_list_value(&settings->exposed_headers,
                                         CORS_HEADER_NAMES, pool));
    }
    n = add_field(fields, n, CORS_ACCESS_CONTROL_ALLOW_METHODS,
                  methods_value(settings, request->request_method, pool));
    n = add_field(fields, n, CORS_ACCESS_CONTROL_ALLOW_HEADERS,
                  headers_value(settings, request->request_headers, pool));
    return add_field(fields, n, CORS_ACCESS_CONTROL_MAX_AGE,
                     settings->max_age.text);
}

const char *cors_vary_value(cors_vary_e vary)
{
    switch (vary) {
    case CORS_VARY_NONE:
        break;
    case CORS_VARY_ORIGIN:
        return "Origin";
    case CORS_VARY_PREFLIGHT:
        return "Origin, Access-Control-Request-Method, "
               "Access-Control-Request-Headers";
    }
    return NULL;
}
