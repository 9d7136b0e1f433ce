/* SPDX-License-Identifier: Apache-2.0
 *
 * Decides requests, in the order in which a browser checks the answer: origin,
 * then method, then header names. Fetch, "CORS-preflight fetch" and "CORS
 * check".
 */
#include "policy/cors_decision.h"

#include "policy/cors_enforcement.h"
#include "policy/cors_preflight.h"
#include "policy/cors_stance.h"

/* For functions that both cors_decision_make and cors_decision_make_by_choice
 * use. The compiler copies them into each, so that a decision without
 * containers never tests the choice. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

static cors_reason_e preflight_reason(const cors_settings_t *settings,
                                      const cors_request_t *request)
{
    apr_size_t length;

    if (!cors_preflight_covers_method(settings, request->request_method)) {
        return CORS_REASON_METHOD_NOT_ALLOWED;
    }
    if (request->request_headers
        && cors_preflight_uncovered(settings, request->request_headers,
                                    &length)) {
        return CORS_REASON_HEADER_NOT_ALLOWED;
    }
    return CORS_REASON_NONE;
}

/* With credentials, an http origin must be tolerated, or listed by a pattern. A
 * match of a regular expression is not enough, since its author may not have
 * thought of http. */
static bool is_insecure_match(const cors_settings_t *settings,
                              const cors_rule_t *rule,
                              cors_origin_lookup_t *lookup)
{
    return rule->kind == CORS_RULE_MATCHER && settings->credentials.on
           && !(settings->tolerance.flags & CORS_TOLERATE_INSECURE_ORIGINS)
           && cors_origin_is_insecure(cors_origin_lookup_origin(lookup));
}

/* Returns the reason why the origin is refused, and sets *rule to the rule that
 * decided. If deny rules are in force, a malformed origin is refused: it may be
 * another spelling of a denied one. */
ALWAYS_INLINE cors_reason_e origin_reason(const cors_settings_t *settings,
                                          const cors_stance_t *stance,
                                          const cors_choice_t *choice,
                                          cors_origin_lookup_t *lookup,
                                          const cors_rule_t **rule)
{
    if (stance->denies && (!choice || choice->denied)) {
        if (!cors_origin_lookup_is_wellformed(lookup)) {
            return CORS_REASON_ORIGIN_MALFORMED;
        }
        *rule = cors_policy_find_denying(settings, stance->protect, lookup);
        if (*rule) {
            return cors_decision_denial(*rule, lookup);
        }
    }
    if (stance->policy) {
        *rule = choice ? choice->rule
                       : cors_policy_find_admitting(settings, lookup);
        if (*rule) {
            return is_insecure_match(settings, *rule, lookup)
                       ? CORS_REASON_ORIGIN_INSECURE
                       : CORS_REASON_NONE;
        }
        *rule = lookup->asked ? cors_policy_find_unavailable(settings, lookup)
                              : NULL;
        if (*rule) {
            return CORS_REASON_LIST_UNAVAILABLE;
        }
    }
    return cors_origin_lookup_is_wellformed(lookup)
               ? CORS_REASON_ORIGIN_NOT_LISTED
               : CORS_REASON_ORIGIN_MALFORMED;
}

/* The answer depends on the requested names only if CorsAllowHeaders has "*".
 */
static cors_vary_e vary_of(const cors_settings_t *settings,
                           const cors_request_t *request,
                           cors_request_kind_e kind, bool in_force,
                           bool constant)
{
    if (in_force && kind == CORS_PREFLIGHT_REQUEST) {
        return cors_stance_any_header(settings) ? CORS_VARY_PREFLIGHT_HEADERS
                                                : CORS_VARY_PREFLIGHT;
    }
    return (in_force && !constant) || request->conditional ? CORS_VARY_ORIGIN
                                                           : CORS_VARY_NONE;
}

/* Sets the members that do not depend on the origin. */
ALWAYS_INLINE void decide_policy(const cors_settings_t *settings,
                                 const cors_request_t *request,
                                 const cors_stance_t *stance,
                                 cors_decision_t *decision)
{
    bool constant = stance->constant && !request->conditional;

    decision->in_force = stance->in_force;
    decision->denies = stance->denies;
    decision->protects = stance->protects;
    if (stance->policy) {
        decision->owned = CORS_OWNED_REPLACE;
    }
    if (stance->fault.kind != CORS_FAULT_NONE) {
        decision->fault = stance->fault;
    }
    else if (stance->policy && settings->preserve.on) {
        decision->owned = CORS_OWNED_PRESERVE;
    }
    decision->vary =
        vary_of(settings, request, decision->kind, stance->in_force, constant);
    if (constant && decision->kind != CORS_PREFLIGHT_REQUEST) {
        decision->allow_origin = stance->only;
    }
}

/* Whether the application must not see the preflight of an origin that is not
 * allowed: the origin is denied, or something is enforced. protect says whose
 * deny rules count. */
static bool withholds_preflight(const cors_settings_t *settings,
                                cors_protect_e protect,
                                const cors_enforce_t *enforcement,
                                cors_decision_t *decision)
{
    return decision->kind == CORS_PREFLIGHT_REQUEST
           && (enforcement->level != CORS_ENFORCE_OFF
               || cors_policy_denies(settings, protect, &decision->lookup));
}

/* Whether the enforcement, which is not off, refuses an actual request. */
static bool enforces(const cors_settings_t *settings,
                     const cors_request_t *request, cors_protect_e protect,
                     const cors_enforce_t *enforcement,
                     cors_decision_t *decision)
{
    bool covers = decision->origin_allowed
                      ? cors_enforcement_covers_credentials(enforcement,
                                                            settings, request)
                      : cors_enforcement_covers(enforcement, request);

    return covers
           && (!cors_policy_excepts(settings, &decision->lookup)
               || cors_policy_denies(settings, protect, &decision->lookup));
}

/* Whether the enforcement refuses an actual request. protect says whose deny
 * rules count. */
ALWAYS_INLINE bool refuses(const cors_settings_t *settings,
                           const cors_request_t *request,
                           cors_protect_e protect,
                           const cors_enforce_t *enforcement,
                           cors_decision_t *decision)
{
    return enforcement->level != CORS_ENFORCE_OFF
           && decision->kind == CORS_ACTUAL_REQUEST
           && enforces(settings, request, protect, enforcement, decision);
}

/* Whether the deny rules refuse the origin. */
static bool is_denied(const cors_settings_t *settings,
                      const cors_stance_t *stance, cors_decision_t *decision)
{
    return stance->denies
           && (decision->reason == CORS_REASON_ORIGIN_DENIED
               || decision->reason == CORS_REASON_ORIGIN_MALFORMED
               || (decision->reason == CORS_REASON_LIST_UNAVAILABLE
                   && cors_policy_denies(settings, stance->protect,
                                         &decision->lookup)));
}

ALWAYS_INLINE void decide_refused(const cors_settings_t *settings,
                                  const cors_request_t *request,
                                  const cors_stance_t *stance,
                                  cors_decision_t *decision)
{
    if (is_denied(settings, stance, decision)) {
        decision->owned = CORS_OWNED_REPLACE;
    }
    decision->refuses = refuses(settings, request, stance->protect,
                                &stance->enforcement, decision);
    decision->answers = (decision->kind == CORS_PREFLIGHT_REQUEST
                         && stance->policy && !settings->forward.on)
                        || withholds_preflight(settings, stance->protect,
                                               &stance->enforcement, decision);
}

/* An origin that only "*" admits may be malformed, so it is never sent. */
static const char *allowed_value(const cors_request_t *request,
                                 const cors_stance_t *stance,
                                 const cors_rule_t *rule)
{
    if (stance->only) {
        return stance->only;
    }
    return rule->kind == CORS_RULE_ANY ? rule->text : request->origin;
}

/* If the policy does not allow credentials, browsers do not share the response
 * to a script's request with credentials. Beacons, forms and WebSockets have
 * other modes, and their pages do not read the response. */
static void check_credentials(const cors_settings_t *settings,
                              const cors_request_t *request,
                              const cors_stance_t *stance,
                              cors_decision_t *decision)
{
    decision->refuses = refuses(settings, request, stance->protect,
                                &stance->enforcement, decision);
    if (decision->refuses
        || (request->has_cookie && !request->is_websocket
            && request->sec_fetch_mode
            && strcmp(request->sec_fetch_mode, "cors") == 0)) {
        decision->reason = CORS_REASON_CREDENTIALS_NOT_ALLOWED;
    }
}

ALWAYS_INLINE void decide_allowed(const cors_settings_t *settings,
                                  const cors_request_t *request,
                                  const cors_stance_t *stance,
                                  cors_decision_t *decision)
{
    decision->origin_allowed = true;
    decision->allow_origin = allowed_value(request, stance, decision->rule);
    if (decision->kind == CORS_PREFLIGHT_REQUEST) {
        decision->reason = preflight_reason(settings, request);
        decision->answers = !settings->forward.on;
    }
    else if (!settings->credentials.on) {
        check_credentials(settings, request, stance, decision);
    }
}

ALWAYS_INLINE void decide_cors(const cors_settings_t *settings,
                               const cors_request_t *request,
                               const cors_stance_t *stance,
                               const cors_choice_t *choice,
                               cors_decision_t *decision)
{
    decision->reason = stance->fault.kind != CORS_FAULT_NONE
                           ? CORS_REASON_POLICY_FAULT
                           : origin_reason(settings, stance, choice,
                                           &decision->lookup, &decision->rule);
    if (decision->reason == CORS_REASON_NONE) {
        decide_allowed(settings, request, stance, decision);
    }
    else {
        decide_refused(settings, request, stance, decision);
    }
    if (decision->answers && decision->owned == CORS_OWNED_PRESERVE) {
        decision->owned = CORS_OWNED_REPLACE;
    }
}

static cors_owned_e owned_under_report_only(cors_owned_e owned, bool denied)
{
    if (denied) {
        return CORS_OWNED_COMPARE_AND_REMOVE;
    }
    return owned == CORS_OWNED_PRESERVE ? CORS_OWNED_COMPARE_UNLESS_PRESERVED
                                        : CORS_OWNED_COMPARE;
}

/* Under ReportOnly the decision is reported, but not carried out. Exception: if
 * a tenant wrote ReportOnly, the protection of configuration files applies. */
static void apply_report_only(const cors_settings_t *settings,
                              const cors_request_t *request,
                              cors_decision_t *decision)
{
    cors_protect_e applied = cors_policy_protection_applied(settings);
    cors_enforce_t enforcement = cors_policy_enforcement(settings, applied);
    bool cors = decision->kind != CORS_NOT_CORS;
    bool denied =
        cors && cors_policy_denies(settings, applied, &decision->lookup);

    decision->owned = owned_under_report_only(decision->owned, denied);
    decision->protects = cors_policy_protection_is_in_force(settings, applied);
    decision->answers =
        cors && !decision->origin_allowed
        && withholds_preflight(settings, applied, &enforcement, decision);
    decision->refuses =
        decision->refuses
        && refuses(settings, request, applied, &enforcement, decision);
    decision->vary =
        vary_of(settings, request, decision->kind, decision->protects, false);
}

ALWAYS_INLINE void make(const cors_settings_t *settings,
                        const cors_request_t *request,
                        const cors_choice_t *choice, cors_decision_t *decision)
{
    cors_stance_t space;
    const cors_stance_t *stance = cors_stance_of(settings, &space);

    cors_decision_clear(decision);
    decision->kind = cors_request_kind(request);
    decide_policy(settings, request, stance, decision);
    if (decision->kind != CORS_NOT_CORS) {
        if (!choice) {
            cors_origin_lookup_init(&decision->lookup, request->origin);
        }
        if (stance->in_force) {
            decide_cors(settings, request, stance, choice, decision);
        }
        else if (request->conditional_policy
                 && settings->engine.mode != CORS_ENGINE_OFF) {
            decision->reason = CORS_REASON_NO_CONDITION_MET;
        }
    }
    if (settings->engine.mode == CORS_ENGINE_REPORT_ONLY) {
        apply_report_only(settings, request, decision);
    }
}

void cors_decision_make(const cors_settings_t *settings,
                        const cors_request_t *request,
                        cors_decision_t *decision)
{
    make(settings, request, NULL, decision);
}

void cors_decision_make_by_choice(const cors_settings_t *settings,
                                  const cors_request_t *request,
                                  const cors_choice_t *choice,
                                  cors_decision_t *decision)
{
    make(settings, request, choice, decision);
}

cors_reason_e cors_decision_denial(const cors_rule_t *rule,
                                   cors_origin_lookup_t *lookup)
{
    return cors_list_rules_is_unavailable(rule, lookup)
               ? CORS_REASON_LIST_UNAVAILABLE
               : CORS_REASON_ORIGIN_DENIED;
}

void cors_decision_set_same_origin(cors_decision_t *decision)
{
    decision->reason =
        decision->origin_allowed ? CORS_REASON_NONE : CORS_REASON_SAME_ORIGIN;
    decision->refuses = false;
}

void cors_decision_add_vary(cors_decision_t *decision)
{
    bool preflight = decision->kind == CORS_PREFLIGHT_REQUEST;
    cors_vary_e least = preflight ? CORS_VARY_PREFLIGHT : CORS_VARY_ORIGIN;

    if (decision->vary < least) {
        decision->vary = least;
    }
    if (!decision->origin_allowed) {
        decision->allow_origin = NULL;
    }
}

void cors_decision_keep_status(cors_decision_t *decision)
{
    decision->answers = false;
    if (decision->in_force) {
        decision->reason = CORS_REASON_EARLY_RESPONSE;
    }
}

void cors_decision_close(cors_decision_t *decision)
{
    cors_request_kind_e kind = decision->kind;

    cors_decision_clear(decision);
    decision->kind = kind;
    decision->owned = CORS_OWNED_CLOSE;
    decision->answers = kind == CORS_PREFLIGHT_REQUEST;
}

int cors_decision_preflight_status(const cors_decision_t *decision,
                                   const cors_settings_t *settings)
{
    if (!decision->origin_allowed) {
        return 403;
    }
    return settings->preflight_status.place
               ? (int)settings->preflight_status.value
               : 204;
}

#define NO_WORD                                                                \
    {                                                                          \
        NULL, CORS_DECISION_WORDS                                              \
    }

const cors_decision_word_t cors_decision_words[][3] = {
    [CORS_REASON_NONE] = {NO_WORD,
                          {"actual-allowed", 0},
                          {"preflight-allowed", 1}},
    [CORS_REASON_SAME_ORIGIN] = {NO_WORD,
                                 {"same-origin", 2},
                                 {"same-origin", 2}},
    [CORS_REASON_ORIGIN_NOT_LISTED] = {NO_WORD,
                                       {"actual-refused:origin-not-listed", 3},
                                       {"preflight-refused:origin-not-listed",
                                        10}},
    [CORS_REASON_ORIGIN_DENIED] = {NO_WORD,
                                   {"actual-refused:origin-denied", 4},
                                   {"preflight-refused:origin-denied", 11}},
    [CORS_REASON_ORIGIN_MALFORMED] = {NO_WORD,
                                      {"actual-refused:origin-malformed", 5},
                                      {"preflight-refused:origin-malformed",
                                       12}},
    [CORS_REASON_ORIGIN_INSECURE] = {NO_WORD,
                                     {"actual-refused:origin-insecure", 6},
                                     {"preflight-refused:origin-insecure", 13}},
    [CORS_REASON_METHOD_NOT_ALLOWED] =
        {NO_WORD, NO_WORD, {"preflight-refused:method-not-allowed", 14}},
    [CORS_REASON_HEADER_NOT_ALLOWED] =
        {NO_WORD, NO_WORD, {"preflight-refused:header-not-allowed", 15}},
    [CORS_REASON_CREDENTIALS_NOT_ALLOWED] =
        {NO_WORD, {"actual-refused:credentials-not-allowed", 7}, NO_WORD},
    [CORS_REASON_EARLY_RESPONSE] = {NO_WORD,
                                    NO_WORD,
                                    {"preflight-refused:early-response", 16}},
    [CORS_REASON_POLICY_FAULT] = {NO_WORD,
                                  {"actual-refused:policy-fault", 8},
                                  {"preflight-refused:policy-fault", 17}},
    [CORS_REASON_LIST_UNAVAILABLE] = {NO_WORD,
                                      {"actual-refused:list-unavailable", 9},
                                      {"preflight-refused:list-unavailable",
                                       18}},
    [CORS_REASON_NO_CONDITION_MET] = {NO_WORD,
                                      {"not-governed:no-condition-met", 19},
                                      {"not-governed:no-condition-met", 19}},
};

const char *cors_decision_numbered_name(unsigned number)
{
    int reason, kind;

    for (reason = 0; reason <= CORS_REASON_NO_CONDITION_MET; ++reason) {
        for (kind = CORS_ACTUAL_REQUEST; kind <= CORS_PREFLIGHT_REQUEST;
             ++kind) {
            if (cors_decision_words[reason][kind].number == number) {
                return cors_decision_words[reason][kind].name;
            }
        }
    }
    return NULL;
}
