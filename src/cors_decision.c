/* SPDX-License-Identifier: Apache-2.0
 *
 * Decides what a request gets, in the order in which a browser will judge the
 * answer: origin, then method, then header names. Fetch, "CORS-preflight
 * fetch" and "CORS check".
 */
#include "cors_decision.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>

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
           || (cors_list_has_any(&settings->methods)
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
    bool any = cors_list_has_any(&settings->request_headers);
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

void cors_decide(const cors_settings_t *settings, const cors_request_t *request,
                 cors_decision_t *decision)
{
    bool policy = cors_policy_is_in_force(settings);
    const char *constant = NULL;

    memset(decision, 0, sizeof(*decision));
    decision->kind = cors_request_kind(request);
    decision->in_force = policy || cors_protection_is_in_force(settings);
    decision->owns_fields = policy;
    if (policy) {
        decision->fault = cors_policy_fault(settings);
        if (decision->fault.kind == CORS_FAULT_NONE && !request->conditional) {
            constant = cors_policy_constant_origin(settings);
        }
    }
    decision->vary = vary_of(request, decision, constant != NULL);
    if (decision->kind != CORS_PREFLIGHT_REQUEST) {
        decision->allow_origin = constant;
    }
    if (!decision->in_force || decision->kind == CORS_NOT_CORS) {
        return;
    }
    decision->reason =
        decision->fault.kind != CORS_FAULT_NONE
            ? CORS_REASON_POLICY_FAULT
            : origin_reason(settings, policy, request->origin, &decision->rule);
    if (decision->reason == CORS_REASON_ORIGIN_DENIED) {
        decision->owns_fields = true;
    }
    decision->answers =
        decision->kind == CORS_PREFLIGHT_REQUEST && decision->owns_fields;
    decision->origin_allowed = decision->reason == CORS_REASON_NONE;
    if (!decision->origin_allowed) {
        return;
    }
    if (!constant) {
        constant = cors_policy_is_any_alone(settings) ? "*" : request->origin;
    }
    decision->allow_origin = constant;
    if (decision->kind == CORS_PREFLIGHT_REQUEST) {
        decision->reason = preflight_reason(settings, request);
    }
}

/* Whether host and port of Host are those of the origin. */
static bool host_is_of(const char *host, const cors_origin_t *origin)
{
    long port = cors_scheme_default_port(origin->scheme, origin->scheme_length);
    long wanted = origin->port ? origin->port : port;
    const char *rest;
    char *end;

    if (strncasecmp(host, origin->host, origin->host_length) != 0) {
        return false;
    }
    rest = host + origin->host_length;
    if (rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9') {
        port = strtol(rest + 1, &end, 10);
        rest = end;
    }
    return *rest == '\0' && port == wanted;
}

bool cors_request_is_same_origin(const cors_request_t *request,
                                 const cors_target_t *target)
{
    apr_size_t length = strlen(request->origin);
    cors_origin_t origin;
    bool is_https;

    if (target->sec_fetch_site) {
        return strcmp(target->sec_fetch_site, "same-origin") == 0
               || strcmp(target->sec_fetch_site, "none") == 0;
    }
    if (cors_origin_parse(request->origin, length, &origin) != CORS_ORIGIN_OK) {
        return false;
    }
    if (target->server_origin
        && strcmp(request->origin, target->server_origin) == 0) {
        return true;
    }
    is_https =
        origin.scheme_length == 5 && memcmp(origin.scheme, "https", 5) == 0;
    /* An https origin on a plain connection: TLS ended in front of us, since
     * browsers block mixed content. */
    if (!is_https
        && (target->secure || origin.scheme_length != 4
            || memcmp(origin.scheme, "http", 4) != 0)) {
        return false;
    }
    return target->host && host_is_of(target->host, &origin);
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
    if (settings->credentials.on && cors_list_has_any(&settings->methods)) {
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
            written[i] = apr_tolower(name[i]);
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
    if (settings->credentials.on
        && cors_list_has_any(&settings->request_headers)) {
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
