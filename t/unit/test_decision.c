/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_decision.h"

#include "policy/cors_stance.h"

#include "decision_rows.h"
#include "effect_rows.h"
#include "settings.h"
#include "unit.h"

static void check_decision(const char *text, const char *words,
                           const char *want)
{
    const cors_settings_t *settings = settings_of(text);
    cors_request_t request = request_of(words);
    cors_decision_t decision;
    const char *got;

    memset(&decision, 0xff, sizeof(decision));
    cors_decision_make(settings, &request, &decision);
    got = described(&decision, settings);
    ck_assert_msg(same_text(got, want), "{%s}, %s: got '%s', want '%s'", text,
                  words, got, want);
    cors_stance_precompute((cors_settings_t *)settings, unit_pool);
    cors_decision_make(settings, &request, &decision);
    got = described(&decision, settings);
    ck_assert_msg(same_text(got, want),
                  "{%s}, %s: with a precomputed stance '%s'", text, words, got);
    ck_assert_msg((decision.fault.kind != CORS_FAULT_NONE)
                          == (strstr(got, "policy-fault") != NULL)
                      || !request.origin,
                  "{%s}, %s: fault", text, words);
    ck_assert_msg(decision.kind == cors_request_kind(&request),
                  "{%s}, %s: kind", text, words);
}

START_TEST(test_decisions)
{
    check_decision(decisions[_i].settings, decisions[_i].request,
                   decisions[_i].want);
}
END_TEST

START_TEST(test_effects)
{
    check_decision(effects[_i].settings, effects[_i].request, effects[_i].want);
}
END_TEST

#define UNAVAILABLE "actual-refused:list-unavailable"

/* a has rows, b has none, and c has no version. */
static const struct {
    const char *settings, *request, *want;
} with_lists[] = {
    /* Rows decide as patterns do; a dangerous one never admits. */
    {"CorsAllowOrigin list:a" ON, "GET https://x",
     "actual-allowed replace vary:origin allow:https://x"},
    {"CorsAllowOrigin list:a" ON, "OPTIONS https://y.ex GET",
     "preflight-allowed answers replace vary:preflight allow:https://y.ex "
     "status:204"},
    {"CorsAllowOrigin list:a", "GET https://q",
     "actual-refused:origin-not-listed replace vary:origin"},
    {"CorsAllowOrigin list:a", "GET http://danger",
     "actual-refused:origin-not-listed replace vary:origin"},
    {"CorsAllowOrigin list:a" ON "; CorsDangerouslyTolerate InsecureOrigins",
     "GET http://danger",
     "actual-refused:origin-not-listed replace vary:origin"},
    {"CorsAllowOrigin list:a", "GET null",
     "actual-refused:origin-not-listed replace vary:origin"},
    {"CorsAllowOrigin list:a", "GET https://x/",
     "actual-refused:origin-malformed replace vary:origin"},
    {"CorsAllowOrigin * list:a", "GET https://x",
     "actual-allowed replace vary:origin allow:https://x"},
    {"CorsAllowOrigin * list:a", "GET https://q",
     "actual-allowed replace vary:origin allow:*"},
    /* Never constant. */
    {"CorsAllowOrigin list:b", "GET", "(none) replace vary:origin"},
    {"CorsAllowOrigin * list:b", "GET", "(none) replace vary:origin"},
    {"CorsAllowOrigin https://a list:c", "GET", "(none) replace vary:origin"},
    /* Without a version, other rules still admit. */
    {"CorsAllowOrigin list:c", "GET https://x",
     UNAVAILABLE " replace vary:origin"},
    {"CorsAllowOrigin list:c", "OPTIONS https://x PUT",
     "preflight-refused:list-unavailable answers replace vary:preflight "
     "status:403"},
    {"CorsAllowOrigin list:c", "GET null", UNAVAILABLE " replace vary:origin"},
    {"CorsAllowOrigin list:c", "GET https://x/",
     "actual-refused:origin-malformed replace vary:origin"},
    {"CorsAllowOrigin list:c https://y", "GET https://y",
     "actual-allowed replace vary:origin allow:https://y"},
    {"CorsAllowOrigin list:c list:a", "GET https://x",
     "actual-allowed replace vary:origin allow:https://x"},
    {"CorsAllowOrigin list:c *", "GET https://x",
     "actual-allowed replace vary:origin allow:*"},
    {"CorsAllowOrigin list:c | CorsAllowOrigin https://y", "GET https://x",
     "actual-refused:origin-not-listed replace allow:https://y"},
    {"CorsAllowOrigin list:c" PRESERVE, "GET https://x",
     UNAVAILABLE " preserve vary:origin"},
    {"CorsAllowOrigin list:c; CorsEnforce On", "GET https://x",
     UNAVAILABLE " replace refuses vary:origin"},
    {"CorsAllowOrigin list:c" REPORT, "GET https://x", UNAVAILABLE " compare"},
    {"CorsAllowOrigin list:c; CorsEngine Off", "GET https://x", "(none)"},
    {"CorsAllowOrigin list:c *" ON, "GET https://x",
     "actual-refused:policy-fault replace vary:origin"},
    /* Deny rules: a list without a version denies every origin. */
    {"CorsAllowOrigin *; CorsDenyOrigin list:a", "GET https://x",
     "actual-refused:origin-denied replace vary:origin"},
    {"CorsAllowOrigin *; CorsDenyOrigin list:a", "GET https://x.",
     "actual-refused:origin-denied replace vary:origin"},
    {"CorsAllowOrigin *; CorsDenyOrigin list:a", "GET http://danger",
     "actual-refused:origin-denied replace vary:origin"},
    {"CorsAllowOrigin *; CorsDenyOrigin list:a", "GET https://q",
     "actual-allowed replace vary:origin allow:*"},
    {"CorsAllowOrigin https://x; CorsDenyOrigin list:c", "GET https://x",
     UNAVAILABLE " replace vary:origin"},
    {"CorsAllowOrigin https://x; CorsDenyOrigin list:c" PRESERVE,
     "GET https://x", UNAVAILABLE " replace vary:origin"},
    {"CorsAllowOrigin https://x; CorsDenyOrigin list:c https://y" PRESERVE,
     "GET https://y", "actual-refused:origin-denied replace vary:origin"},
    {"CorsAllowOrigin https://x; CorsDenyOrigin list:c", "GET https://x/",
     "actual-refused:origin-malformed replace vary:origin"},
    {"CorsDenyOrigin list:c", "GET https://x",
     UNAVAILABLE " replace vary:origin"},
    {"CorsDenyOrigin list:c", "OPTIONS https://x PUT",
     "preflight-refused:list-unavailable answers replace vary:preflight "
     "status:403"},
    {"CorsDenyOrigin list:b", "GET https://x",
     "actual-refused:origin-not-listed vary:origin"},
    {"CorsAllowOrigin list:c; CorsDenyOrigin list:b" PRESERVE, "GET https://x",
     UNAVAILABLE " preserve vary:origin"},
    /* Exceptions: a list without a version excepts nobody. */
    {"CorsEnforce On; CorsEnforceExcept list:a", "GET https://x",
     "actual-refused:origin-not-listed vary:origin"},
    {"CorsEnforce On; CorsEnforceExcept list:a", "GET http://danger",
     "actual-refused:origin-not-listed refuses vary:origin"},
    {"CorsEnforce On; CorsEnforceExcept list:c", "GET https://x",
     "actual-refused:origin-not-listed refuses vary:origin"},
};

START_TEST(test_lists)
{
    lists_set("a: https://x https://*.ex http://danger; b:");
    check_decision(with_lists[_i].settings, with_lists[_i].request,
                   with_lists[_i].want);
}
END_TEST

/* Whether the decision refuses the request, and whether it would be another one
 * for a same-origin request. */
static const struct {
    const char *settings, *request;
    bool refuses, may_be_same;
} refusals[] = {
    /* Nothing is in force. */
    {"", "GET https://a", false, false},
    {ENFORCE "; CorsEngine Off", "GET https://a", false, false},
    {ENFORCE " | CorsEnforce Off", "GET https://a", false, false},
    /* Without a policy: every cross-origin request is refused. */
    {ENFORCE, "GET", false, false},
    {ENFORCE, "OPTIONS", false, false},
    {ENFORCE, "GET https://a", true, true},
    {ENFORCE, "GET null", true, true},
    {ENFORCE, "GET nonsense", true, true},
    {ENFORCE, "GET ''", true, true},
    {ENFORCE, "OPTIONS https://a", true, true},
    {ENFORCE, "OPTIONS https://a GET", false, false},
    {ENFORCE, "if GET https://a", true, true},
    /* With a policy: the requests of origins that it does not allow. */
    {ONE, "GET https://b", false, true},
    {ONE "; " ENFORCE, "GET", false, false},
    {ONE "; " ENFORCE, "GET https://a", false, false},
    {ONE "; " ENFORCE, "GET https://b", true, true},
    {ONE "; " ENFORCE, "GET https://a/", true, true},
    {ONE "; " ENFORCE, "POST null", true, true},
    {ONE "; " ENFORCE, "OPTIONS https://b", true, true},
    {ONE "; " ENFORCE, "OPTIONS https://b PUT", false, false},
    {ONE "; " ENFORCE, "OPTIONS https://a PUT", false, false},
    {ANY "; " ENFORCE, "GET https://a", false, false},
    {ANY "; " ENFORCE, "GET null", false, false},
    {ANY "; " ENFORCE, "GET nonsense", false, false},
    {"CorsAllowOriginMatch http://a; " ENFORCE ON, "GET http://a", true, true},
    /* Deny rules alone refuse no request; with enforcement, those of denied
     * origins are refused, too. */
    {DENY, "GET https://x", false, true},
    {DENY, "GET https://q", false, true},
    {DENY "; " ENFORCE, "GET https://x", true, true},
    {DENY "; " ENFORCE, "GET https://q", true, true},
    {ANY "; " DENY "; " ENFORCE, "GET https://x", true, true},
    {ANY "; " DENY "; " ENFORCE, "GET https://q", false, false},
    {ANY "; " DENY "; " ENFORCE, "GET null", true, true},
    /* Credentials. */
    {ONE, "cookie mode:cors GET https://a", false, true},
    {ONE, "cookie GET https://a", false, false},
    {ONE ON, "cookie mode:cors GET https://a", false, false},
    {ONE "; CorsEnforce Unsafe Credentials", "cookie POST https://a", true,
     true},
    {ONE "; CorsEnforce Unsafe Credentials", "cookie GET https://a", false,
     false},
    /* Tenants. */
    {ENFORCE " | .htaccess:CorsEnforce Off", "GET https://a", true, true},
    {ENFORCE " | .htaccess:CorsEngine Off", "GET https://a", true, true},
    {ONE "; " ENFORCE " | .htaccess:CorsEngine Off", "GET https://a", true,
     true},
    {".htaccess:" ENFORCE, "GET https://a", true, true},
    {".htaccess:" ENFORCE "; CorsEngine Off", "GET https://a", false, false},
    {".htaccess:" ENFORCE " | CorsEnforce Off", "GET https://a", false, false},
    /* With a fault, only cross-origin requests that enforcement covers are
     * refused. */
    {ANY ON, "GET https://a", false, true},
    {ANY "; " ENFORCE ON, "GET", false, false},
    {ANY "; " ENFORCE ON, "GET https://a", true, true},
    {ANY "; " ENFORCE ON, "GET nonsense", true, true},
    {ANY "; " ENFORCE ON, "OPTIONS https://a GET", false, false},
};

/* If the request may be same-origin, it becomes so: then it passes, and nothing
 * else of the decision changes. */
START_TEST(test_refusals)
{
    const char *label = apr_pstrcat(unit_pool, "{", refusals[_i].settings,
                                    "}, ", refusals[_i].request, NULL);
    const cors_settings_t *settings = settings_of(refusals[_i].settings);
    cors_request_t request = request_of(refusals[_i].request);
    cors_decision_t decision, before;

    cors_decision_make(settings, &request, &decision);
    before = decision;
    ck_assert_msg(decision.refuses == refusals[_i].refuses, "%s: refuses",
                  label);
    ck_assert_msg(cors_decision_may_be_same_origin(&decision)
                      == refusals[_i].may_be_same,
                  "%s: may be same-origin", label);
    if (refusals[_i].may_be_same) {
        cors_decision_set_same_origin(&decision);
        ck_assert_msg(!decision.refuses, "%s: refuses same-origin", label);
        ck_assert_msg(
            same_text(cors_decision_name(&decision),
                      before.origin_allowed ? "actual-allowed" : "same-origin"),
            "%s: '%s'", label, shown(cors_decision_name(&decision)));
        ck_assert_msg(decision.vary == before.vary
                          && decision.owned == before.owned
                          && decision.allow_origin == before.allow_origin
                          && decision.origin_allowed == before.origin_allowed
                          && decision.in_force,
                      "%s: same-origin changes other members", label);
    }
}
END_TEST

/* The members of the decision that the log line needs. */
static const struct {
    const char *settings, *request, *rule;
    bool in_force, allowed;
} logged[] = {
    {"", "GET https://a", NULL, false, false},
    {ONE, "GET", NULL, true, false},
    {ONE, "GET https://a", "https://a", true, true},
    {ONE, "GET https://b", NULL, true, false},
    {ONE, "OPTIONS https://a PUT", "https://a", true, true},
    {ONE, "OPTIONS https://a GET x", "https://a", true, true},
    {"CorsAllowOrigin * https://*.a; CorsDenyOrigin https://*.b.a",
     "GET https://c.b.a", "https://*.b.a", true, false},
    {"CorsAllowOrigin * https://*.a; CorsDenyOrigin https://*.b.a",
     "GET https://c.a", "https://*.a", true, true},
    {"CorsAllowOriginMatch http://a" ON, "GET http://a", "http://a", true,
     false},
    {ANY ON, "GET https://a", NULL, true, false},
    {ANY " | CorsAllowOrigin +https://*.a", "GET https://b.a", "https://*.a",
     true, true},
    {ANY " https://a", "GET https://a/", "*", true, true},
    {DENY, "GET https://x.", "https://x", true, false},
    {DENY, "GET https://x/", NULL, true, false},
    {ONE, "cookie mode:cors GET https://a", "https://a", true, true},
};

START_TEST(test_log_members)
{
    const char *label = apr_pstrcat(unit_pool, "{", logged[_i].settings, "}, ",
                                    logged[_i].request, NULL);
    cors_request_t request = request_of(logged[_i].request);
    cors_decision_t decision;

    cors_decision_make(settings_of(logged[_i].settings), &request, &decision);
    ck_assert_msg(
        same_text(decision.rule ? decision.rule->text : NULL, logged[_i].rule),
        "%s: rule %s", label,
        shown(decision.rule ? decision.rule->text : NULL));
    ck_assert_msg(decision.in_force == logged[_i].in_force, "%s: in force",
                  label);
    ck_assert_msg(decision.origin_allowed == logged[_i].allowed, "%s: allowed",
                  label);
}
END_TEST

/* Decisions that are changed later: a preflight keeps the status of an early
 * response, or the response depends on the origin after all. */
static const struct {
    const char *settings, *request, *kept, *varying;
} later[] = {
    {"", "OPTIONS https://a GET", "(none)", "(none) vary:preflight"},
    {ONE, "OPTIONS https://a GET",
     "preflight-refused:early-response replace vary:preflight allow:https://a",
     GRANTED " status:204"},
    {ONE, "OPTIONS https://c GET",
     "preflight-refused:early-response replace vary:preflight",
     "preflight-refused:origin-not-listed" REFUSED},
    {ONE "; CorsAllowHeaders *", "OPTIONS https://a GET",
     "preflight-refused:early-response replace vary:headers allow:https://a",
     ANY_GRANTED},
    {DENY, "OPTIONS https://x GET",
     "preflight-refused:early-response replace vary:preflight",
     "preflight-refused:origin-denied" REFUSED},
    {ONE REPORT, "OPTIONS https://a GET",
     "preflight-refused:early-response compare allow:https://a",
     "preflight-allowed compare vary:preflight allow:https://a"},
    {"", "GET", NULL, "(none) vary:origin"},
    {ONE, "GET", NULL, "(none) replace vary:origin"},
    {ONE, "GET https://a", NULL,
     "actual-allowed replace vary:origin allow:https://a"},
    {ONE, "GET https://c", NULL,
     "actual-refused:origin-not-listed replace vary:origin"},
    {ANY, "GET", NULL, "(none) replace vary:origin"},
    {ANY, "GET https://c", NULL, "actual-allowed replace vary:origin allow:*"},
    {TWO, "GET https://a", NULL,
     "actual-allowed replace vary:origin allow:https://a"},
};

START_TEST(test_later_changes)
{
    const char *label = apr_pstrcat(unit_pool, "{", later[_i].settings, "}, ",
                                    later[_i].request, NULL);
    const cors_settings_t *settings = settings_of(later[_i].settings);
    cors_request_t request = request_of(later[_i].request);
    cors_decision_t decision, kept;
    const char *got;

    cors_decision_make(settings, &request, &decision);
    kept = decision;
    cors_decision_add_vary(&decision);
    got = described(&decision, settings);
    ck_assert_msg(same_text(got, later[_i].varying), "%s: got '%s', want '%s'",
                  label, got, later[_i].varying);
    if (later[_i].kept) {
        cors_decision_keep_status(&kept);
        got = described(&kept, settings);
        ck_assert_msg(same_text(got, later[_i].kept), "%s: got '%s', want '%s'",
                      label, got, later[_i].kept);
    }
}
END_TEST

/* The documented reason words. */
START_TEST(test_reasons)
{
    static const char *const words[] = {
        [CORS_REASON_SAME_ORIGIN] = NULL,
        [CORS_REASON_ORIGIN_NOT_LISTED] = "origin-not-listed",
        [CORS_REASON_ORIGIN_DENIED] = "origin-denied",
        [CORS_REASON_ORIGIN_MALFORMED] = "origin-malformed",
        [CORS_REASON_ORIGIN_INSECURE] = "origin-insecure",
        [CORS_REASON_METHOD_NOT_ALLOWED] = "method-not-allowed",
        [CORS_REASON_HEADER_NOT_ALLOWED] = "header-not-allowed",
        [CORS_REASON_CREDENTIALS_NOT_ALLOWED] = NULL,
        [CORS_REASON_EARLY_RESPONSE] = "early-response",
        [CORS_REASON_POLICY_FAULT] = "policy-fault",
        [CORS_REASON_LIST_UNAVAILABLE] = "list-unavailable",
        [CORS_REASON_NO_CONDITION_MET] = NULL,
    };
    cors_decision_t decision;
    int i;

    memset(&decision, 0, sizeof(decision));
    decision.kind = CORS_PREFLIGHT_REQUEST;
    for (i = CORS_REASON_NONE; i < ROWS(words); ++i) {
        decision.reason = (cors_reason_e)i;
        decision.in_force = false;
        ck_assert((cors_decision_name(&decision) != NULL)
                  == (i == CORS_REASON_NO_CONDITION_MET));
        decision.in_force = true;
        if (words[i]) {
            ck_assert_str_eq(
                cors_decision_name(&decision),
                apr_pstrcat(unit_pool, "preflight-refused:", words[i], NULL));
        }
    }
    decision.kind = CORS_ACTUAL_REQUEST;
    decision.reason = CORS_REASON_SAME_ORIGIN;
    ck_assert_str_eq(cors_decision_name(&decision), "same-origin");
    decision.reason = CORS_REASON_CREDENTIALS_NOT_ALLOWED;
    ck_assert_str_eq(cors_decision_name(&decision),
                     "actual-refused:credentials-not-allowed");
    decision.in_force = false;
    decision.reason = CORS_REASON_NO_CONDITION_MET;
    ck_assert_str_eq(cors_decision_name(&decision),
                     "not-governed:no-condition-met");
}
END_TEST

static void decide_all(void *settings)
{
    static const cors_request_t requests[] = {
        {.origin = NULL},
        {.origin = "https://a", .has_cookie = true, .sec_fetch_mode = "cors"},
        {.origin = "null", .conditional = true},
        {.origin = "nonsense"},
        {.is_options = true,
         .origin = "https://x.b",
         .request_method = "PUT",
         .request_headers = "x-a,x-b,authorization"},
        {.is_options = true, .origin = "https://x", .request_method = "DELETE"},
    };
    cors_decision_t decision;
    int i;

    for (i = 0; i < ROWS(requests); ++i) {
        cors_decision_make(settings, &requests[i], &decision);
    }
}

START_TEST(test_allocates_nothing)
{
    const cors_settings_t *settings = settings_of(
        TWO " https://*.b; CorsAllowMethods PUT; CorsAllowHeaders * | "
            "CorsAllowHeaders +x-a; CorsAllowOrigin +*; " DENY);

    ck_assert(takes_nothing(unit_pool, decide_all, (void *)settings));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_decisions, 0, ROWS(decisions));
    tcase_add_loop_test(tests, test_lists, 0, ROWS(with_lists));
    tcase_add_loop_test(tests, test_effects, 0, ROWS(effects));
    tcase_add_loop_test(tests, test_log_members, 0, ROWS(logged));
    tcase_add_loop_test(tests, test_later_changes, 0, ROWS(later));
    tcase_add_test(tests, test_reasons);
    tcase_add_loop_test(tests, test_refusals, 0, ROWS(refusals));
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_decision", tests);
}
