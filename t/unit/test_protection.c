/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_protection.h"

#include "policy/cors_fields.h"

#include "decisions.h"
#include "protection_rows.h"
#include "unit.h"

static void collect(cors_decision_t *decision, const cors_settings_t *fixed,
                    const cors_settings_t *other, const cors_request_t *request)
{
    cors_decision_t of_other;

    decide_all_of(other, request, &of_other);
    cors_protection_collect(decision, fixed, &of_other, other);
}

/* Collecting the same protection twice has the effect of once. */
START_TEST(test_collect)
{
    const char *label =
        apr_pstrcat(unit_pool, "{", collected[_i].fixed, "}, {",
                    collected[_i].other, "}, ", collected[_i].request, NULL);
    const cors_settings_t *fixed = settings_of(collected[_i].fixed);
    const cors_settings_t *other = settings_of(collected[_i].other);
    cors_request_t request = request_of(collected[_i].request);
    cors_decision_t decision;
    const char *got;
    int i;

    decide_all_of(fixed, &request, &decision);
    for (i = 0; i < 2; ++i) {
        collect(&decision, fixed, other, &request);
        got = described(&decision, fixed);
        ck_assert_msg(same_text(got, collected[_i].want),
                      "%s: got '%s', want '%s'", label, got,
                      collected[_i].want);
    }
    ck_assert_msg((decision.reason == CORS_REASON_POLICY_FAULT)
                      <= (decision.fault.kind != CORS_FAULT_NONE),
                  "%s: a fault without its kind", label);
}
END_TEST

/* Members of the decision that the response filters use. */
START_TEST(test_filter_members)
{
    static const struct {
        const char *fixed, *other, *request;
        bool in_force, protects, denies;
    } rows[] = {
        {OFF, "", "GET", false, false, false},
        {OFF, ENFORCE, "GET", true, true, false},
        {OFF, DENY, "GET https://q", true, true, true},
        {ONE, ONE, "GET", true, false, false},
        {ONE, DENY, "GET", true, true, true},
        {ONE, UNSAFE, "GET https://a", true, true, false},
        {ONE, DENY REPORT, "GET", true, false, false},
        {DENY, ENFORCE, "GET", true, true, true},
        {ONE REPORT, DENY, "GET", true, true, true},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *fixed = settings_of(rows[i].fixed);
        cors_request_t request = request_of(rows[i].request);
        cors_decision_t decision;

        decide_all_of(fixed, &request, &decision);
        collect(&decision, fixed, settings_of(rows[i].other), &request);
        ck_assert_msg(decision.in_force == rows[i].in_force
                          && decision.protects == rows[i].protects
                          && decision.denies == rows[i].denies,
                      "{%s}, {%s}, %s", rows[i].fixed, rows[i].other,
                      rows[i].request);
    }
}
END_TEST

/* No decision was made, because nothing is in force at the first URL. */
START_TEST(test_undecided)
{
    static const struct {
        const char *other, *request, *want;
    } rows[] = {
        {"", "GET https://q", "(none)"},
        {DENY, "GET https://q", "actual-refused:origin-not-listed vary:origin"},
        {DENY, "GET https://x",
         "actual-refused:origin-denied replace vary:origin"},
        {DENY, "GET x", "actual-refused:origin-malformed replace vary:origin"},
        {ENFORCE, "GET https://q",
         "actual-refused:origin-not-listed replace refuses vary:origin"},
        {DENY, "GET", "(none) vary:origin"},
        {"CorsDenyOrigin list:a", "GET https://x",
         "actual-refused:origin-denied replace vary:origin"},
        {"CorsDenyOrigin list:a", "GET https://q",
         "actual-refused:origin-not-listed vary:origin"},
        {"CorsDenyOrigin list:c", "GET https://q",
         "actual-refused:list-unavailable replace vary:origin"},
        {"CorsAllowOrigin list:c; CorsEnforce On", "GET https://q",
         "actual-refused:list-unavailable replace refuses vary:origin"},
        {"CorsAllowOrigin list:c; CorsDenyOrigin list:a", "GET https://q",
         "actual-refused:origin-not-listed vary:origin"},
    };
    int i;

    lists_set("a: https://x");
    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *fixed = settings_of("");
        cors_request_t request = request_of(rows[i].request);
        cors_decision_t decision;
        const char *got;

        memset(&decision, 0, sizeof(decision));
        decision.kind = cors_request_kind(&request);
        collect(&decision, fixed, settings_of(rows[i].other), &request);
        got = described(&decision, fixed);
        ck_assert_msg(same_text(got, rows[i].want), "{%s}, %s: got '%s'",
                      rows[i].other, rows[i].request, got);
    }
}
END_TEST

/* The decision has the deny rule of the other URL. */
START_TEST(test_rule)
{
    const cors_settings_t *fixed = settings_of(ANY);
    const cors_settings_t *other =
        settings_of(".htaccess:CorsDenyOrigin * | CorsDenyOrigin https://*.x");
    cors_request_t request = request_of("GET https://b.x");
    cors_decision_t decision;

    decide_all_of(fixed, &request, &decision);
    collect(&decision, fixed, other, &request);
    ck_assert_ptr_nonnull(decision.rule);
    ck_assert_str_eq(decision.rule->text, "https://*.x");
}
END_TEST

/* The place is the line of the configuration file, even if a tenant raises the
 * enforcement. */
START_TEST(test_place)
{
    static const struct {
        const char *other;
        int line;
    } rows[] = {
        {"CorsMaxAge 1; CorsEnforce On", 2},
        {"CorsEnforce Unsafe | .htaccess:CorsEnforce On", 1},
        {"CorsEnforce On | CorsAllowOrigin https://a", 2},
    };
    cors_request_t request = request_of("POST https://x");
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *fixed = settings_of(ANY);
        cors_decision_t decision;

        decide_all_of(fixed, &request, &decision);
        collect(&decision, fixed, settings_of(rows[i].other), &request);
        ck_assert_msg(decision.place && decision.place->line == rows[i].line,
                      "{%s}: line %d", rows[i].other,
                      decision.place ? decision.place->line : 0);
    }
}
END_TEST

/* Several URLs: the order in which their protection is collected does not
 * matter. */
START_TEST(test_several_urls)
{
    static const char *const others[] = {DENY, LISTED, CREDENTIALS,
                                         "CorsDenyOrigin https://y"};
    static const struct {
        const char *request;
        bool refuses, answers, allowed;
    } rows[] = {
        {"GET", false, false, false},
        {"GET https://a", false, false, true},
        {"GET https://b", true, false, false},
        {"GET https://x", true, false, false},
        {"GET https://y", true, false, false},
        {"cookie POST https://a", true, false, true},
        {"OPTIONS https://a GET", false, true, true},
        {"OPTIONS https://y GET", false, true, false},
    };
    const cors_settings_t *fixed = settings_of(TWO " https://x https://y");
    int i, k;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_request_t request = request_of(rows[i].request);
        cors_decision_t decision;

        decide_all_of(fixed, &request, &decision);
        for (k = 0; k < ROWS(others); ++k) {
            collect(&decision, fixed,
                    settings_of(others[(k + _i) % ROWS(others)]), &request);
        }
        ck_assert_msg(decision.refuses == rows[i].refuses
                          && decision.answers == rows[i].answers
                          && (decision.allow_origin != NULL) == rows[i].allowed,
                      "from %d, %s: %s", _i, rows[i].request,
                      described(&decision, fixed));
    }
}
END_TEST

/* Timing-Allow-Origin does not have the list if there are deny rules. */
START_TEST(test_timing)
{
    static const struct {
        const char *other, *request, *want;
    } rows[] = {
        {"", "GET", "https://a, https://b"},
        {ENFORCE, "GET", "https://a, https://b"},
        {DENY, "GET", NULL},
        {DENY, "GET https://a", "https://a"},
        {DENY, "GET https://x", NULL},
        {"CorsDenyOrigin https://a", "GET https://a", NULL},
        {".htaccess:" DENY, "GET", "https://a, https://b"},
    };
    const cors_settings_t *fixed = settings_of(TWO TIMING);
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_request_t request = request_of(rows[i].request);
        cors_decision_t decision;
        const char *got;

        decide_all_of(fixed, &request, &decision);
        collect(&decision, fixed, settings_of(rows[i].other), &request);
        got = cors_fields_timing_value(&decision, fixed, unit_pool);
        ck_assert_msg(same_text(got, rows[i].want), "{%s}, %s: %s",
                      rows[i].other, rows[i].request, shown(got));
    }
}
END_TEST

static const cors_settings_t *first, *second;

static void collect_some(void *unused)
{
    static const cors_request_t requests[] = {
        {.method = "POST /", .origin = "https://x", .has_cookie = true},
        {.method = "POST /", .origin = "https://x./"},
        {.method = "GET /", .origin = NULL},
    };
    cors_decision_t decision;
    int i;

    (void)unused;
    for (i = 0; i < ROWS(requests); ++i) {
        decide_all_of(first, &requests[i], &decision);
        collect(&decision, first, second, &requests[i]);
    }
}

START_TEST(test_allocates_nothing)
{
    first = settings_of(ANY);
    second = settings_of(CREDENTIALS "; " DENY);
    ck_assert(takes_nothing(unit_pool, collect_some, NULL));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_collect, 0, ROWS(collected));
    tcase_add_test(tests, test_filter_members);
    tcase_add_test(tests, test_undecided);
    tcase_add_test(tests, test_rule);
    tcase_add_test(tests, test_place);
    tcase_add_loop_test(tests, test_several_urls, 0, 4);
    tcase_add_test(tests, test_timing);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_protection", tests);
}
