/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_decision.h"
#include "cors_fields.h"
#include "cors_stance.h"

#include "decision_rows.h"
#include "effect_rows.h"
#include "settings.h"
#include "unit.h"

static const char *request_word(const char **cursor)
{
    const char *word = next_word(cursor);

    if (!word || strcmp(word, "-") == 0) {
        return NULL;
    }
    return strcmp(word, "''") == 0 ? "" : word;
}

static cors_request_t request_of(const char *text)
{
    static const cors_place_t place = {"if.conf", 1, false};
    cors_request_t request = {.conditional = false};
    const char *method;

    if (strncmp(text, "if ", 3) == 0) {
        request.conditional = true;
        request.conditional_policy = &place;
        text += 3;
    }
    method = request_word(&text);
    request.method = method;
    request.is_options = method && strcmp(method, "OPTIONS") == 0;
    request.origin = request_word(&text);
    request.request_method = request_word(&text);
    request.request_headers = request_word(&text);
    return request;
}

/* The decision in words. */
static const char *described(const cors_decision_t *decision,
                             const cors_settings_t *settings)
{
    static const char *const vary[] = {"", " vary:origin", " vary:preflight",
                                       " vary:headers"};
    const char *status = "";

    if (decision->answers) {
        status = apr_psprintf(unit_pool, " status:%d",
                              cors_preflight_status(decision, settings));
    }
    return apr_pstrcat(
        unit_pool, shown(cors_decision_name(decision)),
        decision->answers ? " answers" : "",
        decision->owns_fields ? " owns" : "",
        decision->preserves ? " preserves" : "",
        decision->refuses ? " refuses" : "",
        decision->report_only ? " report-only" : "", vary[decision->vary],
        decision->allow_origin ? " allow:" : "",
        decision->allow_origin ? decision->allow_origin : "", status, NULL);
}

static void check_decision(const char *text, const char *asked,
                           const char *want)
{
    const cors_settings_t *settings = settings_of(text);
    cors_request_t request = request_of(asked);
    cors_decision_t decision;
    const char *got;

    memset(&decision, 0xff, sizeof(decision));
    cors_decide(settings, &request, &decision);
    got = described(&decision, settings);
    ck_assert_msg(same_text(got, want), "{%s}, %s: got '%s', want '%s'", text,
                  asked, got, want);
    cors_stance_keep((cors_settings_t *)settings, unit_pool);
    cors_decide(settings, &request, &decision);
    got = described(&decision, settings);
    ck_assert_msg(same_text(got, want), "{%s}, %s: with its stance kept '%s'",
                  text, asked, got);
    ck_assert_msg((decision.fault.kind != CORS_FAULT_NONE)
                          == (strstr(got, "policy-fault") != NULL)
                      || !request.origin,
                  "{%s}, %s: fault", text, asked);
    ck_assert_msg(decision.kind == cors_request_kind(&request),
                  "{%s}, %s: kind", text, asked);
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

START_TEST(test_timings)
{
    const cors_settings_t *settings = settings_of(timings[_i].settings);
    cors_request_t request = request_of(timings[_i].request);
    cors_decision_t decision;
    const char *got;

    cors_decide(settings, &request, &decision);
    got = cors_decision_timing(&decision, settings, &request, unit_pool);
    ck_assert_msg(same_text(got, timings[_i].want), "{%s}, %s: got %s, want %s",
                  timings[_i].settings, timings[_i].request, shown(got),
                  shown(timings[_i].want));
}
END_TEST

/* Then it turns out to be same-origin, where that is asked at all: the request
 * passes, and nothing else of the decision changes. */
START_TEST(test_refusals)
{
    const char *label = apr_pstrcat(unit_pool, "{", refusals[_i].settings,
                                    "}, ", refusals[_i].request, NULL);
    const cors_settings_t *settings = settings_of(refusals[_i].settings);
    cors_request_t request = request_of(refusals[_i].request);
    cors_decision_t decision, before;

    cors_decide(settings, &request, &decision);
    before = decision;
    ck_assert_msg(decision.refuses == refusals[_i].refuses, "%s: refuses",
                  label);
    ck_assert_msg(cors_decision_may_be_same_origin(&decision)
                      == refusals[_i].may_be_same,
                  "%s: may be same-origin", label);
    if (refusals[_i].may_be_same) {
        cors_decide_same_origin(&decision);
        ck_assert_msg(!decision.refuses, "%s: refuses same-origin", label);
        ck_assert_msg(same_text(cors_decision_name(&decision), "same-origin"),
                      "%s: '%s'", label, shown(cors_decision_name(&decision)));
        ck_assert_msg(decision.vary == before.vary
                          && decision.owns_fields == before.owns_fields
                          && decision.allow_origin == before.allow_origin
                          && !decision.origin_allowed && decision.in_force,
                      "%s: same-origin changes more", label);
    }
}
END_TEST

START_TEST(test_kinds)
{
    static const struct {
        const char *request;
        cors_request_kind_e want;
    } rows[] = {
        {"GET", CORS_NOT_CORS},
        {"OPTIONS - PUT x", CORS_NOT_CORS},
        {"GET https://a", CORS_ACTUAL_REQUEST},
        {"GET ''", CORS_ACTUAL_REQUEST},
        {"GET https://a PUT", CORS_ACTUAL_REQUEST},
        {"OPTIONS https://a", CORS_ACTUAL_REQUEST},
        {"OPTIONS https://a ''", CORS_ACTUAL_REQUEST},
        {"OPTIONS https://a - x", CORS_ACTUAL_REQUEST},
        {"OPTIONS https://a PUT", CORS_PREFLIGHT_REQUEST},
        {"OPTIONS '' PUT", CORS_PREFLIGHT_REQUEST},
        {"if OPTIONS null GET x", CORS_PREFLIGHT_REQUEST},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_request_t request = request_of(rows[i].request);

        ck_assert_msg(cors_request_kind(&request) == rows[i].want, "'%s'",
                      rows[i].request);
    }
}
END_TEST

/* The rule that decided, and what else the trail needs. */
static const struct {
    const char *settings, *request, *rule;
    bool in_force, allowed;
} trails[] = {
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
};

START_TEST(test_trails)
{
    const char *label = apr_pstrcat(unit_pool, "{", trails[_i].settings, "}, ",
                                    trails[_i].request, NULL);
    cors_request_t request = request_of(trails[_i].request);
    cors_decision_t decision;

    cors_decide(settings_of(trails[_i].settings), &request, &decision);
    ck_assert_msg(
        same_text(decision.rule ? decision.rule->text : NULL, trails[_i].rule),
        "%s: rule %s", label,
        shown(decision.rule ? decision.rule->text : NULL));
    ck_assert_msg(decision.in_force == trails[_i].in_force, "%s: in force",
                  label);
    ck_assert_msg(decision.origin_allowed == trails[_i].allowed, "%s: allowed",
                  label);
}
END_TEST

/* The reason words, which are documented. */
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
        [CORS_REASON_POLICY_FAULT] = "policy-fault",
    };
    cors_decision_t decision;
    int i;

    memset(&decision, 0, sizeof(decision));
    decision.kind = CORS_PREFLIGHT_REQUEST;
    for (i = CORS_REASON_NONE; i < ROWS(words); ++i) {
        decision.reason = (cors_reason_e)i;
        decision.in_force = false;
        ck_assert_ptr_null(cors_decision_name(&decision));
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
}
END_TEST

/* Response fields without their common "Access-Control-", each behind " ". */
START_TEST(test_fields)
{
    const cors_settings_t *settings = settings_of(fields[_i].settings);
    cors_request_t request = request_of(fields[_i].request);
    cors_field_t written[CORS_FIELDS_MAX];
    cors_decision_t decision;
    const char *got = "";
    int count, i;

    cors_decide(settings, &request, &decision);
    count =
        cors_decision_fields(&decision, settings, &request, written, unit_pool);
    ck_assert_int_le(count, CORS_FIELDS_MAX);
    for (i = 0; i < count; ++i) {
        ck_assert_msg(strncmp(written[i].name, CORS_OWNED_PREFIX, 15) == 0,
                      "'%s'", written[i].name);
        got = apr_pstrcat(unit_pool, got, " ", written[i].name + 15, ":",
                          written[i].value, NULL);
    }
    ck_assert_msg(same_text(got, fields[_i].want),
                  "{%s}, %s: got '%s', want '%s'", fields[_i].settings,
                  fields[_i].request, got, fields[_i].want);
}
END_TEST

START_TEST(test_owned_fields)
{
    static const char *const want[] = {
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Access-Control-Allow-Private-Network",
        NULL,
    };
    int i, k;

    for (i = 0; want[i]; ++i) {
        for (k = 0;
             cors_owned_fields[k] && strcmp(cors_owned_fields[k], want[i]) != 0;
             ++k) {
        }
        ck_assert_msg(cors_owned_fields[k] != NULL, "'%s'", want[i]);
        ck_assert_ptr_nonnull(cors_owned_fields[i]);
    }
    ck_assert_ptr_null(cors_owned_fields[i]);
}
END_TEST

START_TEST(test_vary)
{
    ck_assert_ptr_null(cors_vary_values[CORS_VARY_NONE]);
    ck_assert_str_eq(cors_vary_values[CORS_VARY_ORIGIN], "Origin");
    ck_assert_str_eq(cors_vary_values[CORS_VARY_PREFLIGHT],
                     "Origin, Access-Control-Request-Method");
    ck_assert_str_eq(cors_vary_values[CORS_VARY_PREFLIGHT_HEADERS],
                     "Origin, Access-Control-Request-Method, "
                     "Access-Control-Request-Headers");
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
        cors_decide(settings, &requests[i], &decision);
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
    tcase_add_loop_test(tests, test_effects, 0, ROWS(effects));
    tcase_add_loop_test(tests, test_timings, 0, ROWS(timings));
    tcase_add_test(tests, test_kinds);
    tcase_add_loop_test(tests, test_trails, 0, ROWS(trails));
    tcase_add_test(tests, test_reasons);
    tcase_add_loop_test(tests, test_fields, 0, ROWS(fields));
    tcase_add_loop_test(tests, test_refusals, 0, ROWS(refusals));
    tcase_add_test(tests, test_owned_fields);
    tcase_add_test(tests, test_vary);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_decision", tests);
}
