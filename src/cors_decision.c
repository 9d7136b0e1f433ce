/* SPDX-License-Identifier: Apache-2.0
 *
 * Decides what a request gets, in the order in which a browser will judge the
 * answer: origin, then method, then header names. Fetch, "CORS-preflight
 * fetch" and "CORS check".
 */
#include "cors_decision.h"

#include <stddef.h>
#include <string.h>

#include "cors_preflight.h"
#include "cors_stance.h"

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

static cors_reason_e preflight_reason(const cors_settings_t *settings,
                                      const cors_request_t *request)
{
    if (!cors_preflight_covers_method(settings, request->request_method)) {
        return CORS_REASON_METHOD_NOT_ALLOWED;
    }
    if (request->request_headers
        && !cors_preflight_covers_headers(settings, request->request_headers)) {
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
static cors_reason_e origin_reason(const cors_settings_t *settings,
                                   const cors_stance_t *stance,
                                   cors_origin_lookup_t *lookup,
                                   const cors_rule_t **rule)
{
    if (stance->denies) {
        *rule = cors_settings_denies(settings, stance->protect, lookup);
        if (*rule) {
            return CORS_REASON_ORIGIN_DENIED;
        }
    }
    if (stance->policy) {
        *rule = cors_settings_admits(settings, lookup);
        if (*rule) {
            return is_insecure_match(settings, *rule, lookup)
                       ? CORS_REASON_ORIGIN_INSECURE
                       : CORS_REASON_NONE;
        }
    }
    return cors_origin_lookup_is_wellformed(lookup)
               ? CORS_REASON_ORIGIN_NOT_LISTED
               : CORS_REASON_ORIGIN_MALFORMED;
}

static cors_vary_e vary_of(const cors_request_t *request,
                           const cors_decision_t *decision, bool in_force,
                           bool constant)
{
    if (in_force && decision->kind == CORS_PREFLIGHT_REQUEST) {
        return CORS_VARY_PREFLIGHT;
    }
    return (in_force && !constant) || request->conditional ? CORS_VARY_ORIGIN
                                                           : CORS_VARY_NONE;
}

/* What holds whoever asks. */
static void decide_policy(const cors_settings_t *settings,
                          const cors_request_t *request,
                          const cors_stance_t *stance,
                          cors_decision_t *decision)
{
    bool constant = stance->constant && !request->conditional;

    decision->in_force = stance->in_force;
    decision->owns_fields = stance->policy;
    decision->fault = stance->fault;
    decision->preserves = stance->policy && settings->preserve.on
                          && stance->fault.kind == CORS_FAULT_NONE;
    decision->vary = vary_of(request, decision, stance->in_force, constant);
    if (constant && decision->kind != CORS_PREFLIGHT_REQUEST) {
        decision->allow_origin = stance->only;
    }
}

/* A preflight of a denied origin is never the application's, whatever else is
 * wrong; nor, where there is a policy, one that enforcement covers. */
static bool answers_refused(const cors_settings_t *settings,
                            const cors_stance_t *stance,
                            cors_decision_t *decision)
{
    return decision->kind == CORS_PREFLIGHT_REQUEST && decision->owns_fields
           && (!settings->forward.on || stance->enforces
               || cors_settings_denies(settings, stance->protect,
                                       &decision->lookup));
}

static void decide_refused(const cors_settings_t *settings,
                           const cors_stance_t *stance,
                           cors_decision_t *decision)
{
    if (decision->reason == CORS_REASON_ORIGIN_DENIED) {
        decision->owns_fields = true;
        decision->preserves = false;
    }
    decision->refuses =
        decision->kind == CORS_ACTUAL_REQUEST && stance->enforces;
    decision->answers = answers_refused(settings, stance, decision);
}

/* An allowed origin is answered with itself, which is the only value where
 * that is an origin. */
static void decide_allowed(const cors_settings_t *settings,
                           const cors_request_t *request,
                           const cors_stance_t *stance,
                           cors_decision_t *decision)
{
    decision->origin_allowed = true;
    decision->allow_origin = stance->only ? stance->only : request->origin;
    if (decision->kind == CORS_PREFLIGHT_REQUEST) {
        decision->reason = preflight_reason(settings, request);
        decision->answers = !settings->forward.on;
    }
}

static void decide_cors(const cors_settings_t *settings,
                        const cors_request_t *request,
                        const cors_stance_t *stance, cors_decision_t *decision)
{
    cors_origin_lookup_init(&decision->lookup, request->origin);
    decision->reason = stance->fault.kind != CORS_FAULT_NONE
                           ? CORS_REASON_POLICY_FAULT
                           : origin_reason(settings, stance, &decision->lookup,
                                           &decision->rule);
    if (decision->reason == CORS_REASON_NONE) {
        decide_allowed(settings, request, stance, decision);
    }
    else {
        decide_refused(settings, stance, decision);
    }
    if (decision->answers) {
        decision->preserves = false;
    }
}

/* ReportOnly: nothing is done of what was decided, but for what configuration
 * files protect where a tenant wrote it. */
static void hold_back(const cors_settings_t *settings,
                      const cors_request_t *request, cors_decision_t *decision)
{
    cors_protect_e upheld = cors_protection_upheld(settings);
    bool denied = decision->kind != CORS_NOT_CORS
                  && cors_settings_denies(settings, upheld, &decision->lookup);

    decision->report_only = true;
    decision->owns_fields = denied;
    decision->answers = denied && decision->kind == CORS_PREFLIGHT_REQUEST;
    decision->refuses =
        decision->refuses && cors_enforcement_is_in_force(settings, upheld);
    decision->vary =
        vary_of(request, decision,
                cors_protection_is_in_force(settings, upheld), false);
}

void cors_decide(const cors_settings_t *settings, const cors_request_t *request,
                 cors_decision_t *decision)
{
    cors_stance_t space;
    const cors_stance_t *stance = cors_stance_of(settings, &space);

    memset(decision, 0, offsetof(cors_decision_t, lookup));
    decision->kind = cors_request_kind(request);
    decide_policy(settings, request, stance, decision);
    if (stance->in_force && decision->kind != CORS_NOT_CORS) {
        decide_cors(settings, request, stance, decision);
    }
    if (settings->engine.mode == CORS_ENGINE_REPORT_ONLY) {
        hold_back(settings, request, decision);
    }
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
