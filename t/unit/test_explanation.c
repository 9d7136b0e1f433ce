/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_explanation.h"

#include "unit.h"

/* The steps as "word:text!@place; ", with '!' for a refusal. */
static const char *print(const cors_explanation_t *explanation)
{
    const char *all = "";
    int i;

    for (i = 0; i < explanation->steps->nelts; ++i) {
        cors_step_t step = APR_ARRAY_IDX(explanation->steps, i, cors_step_t);

        all = apr_pstrcat(
            unit_pool, all, cors_step_name(step.word), ":", step.text,
            step.refuses ? "!" : "", step.place ? "@" : "",
            step.place ? cors_explanation_place(step.place, unit_pool) : "",
            "; ", NULL);
    }
    return all;
}

START_TEST(test_empty)
{
    cors_explanation_t e;

    memset(&e, 0xFF, sizeof(e));
    cors_explanation_init(&e, unit_pool);
    ck_assert_str_eq(print(&e), "");
    ck_assert_int_eq(e.advice->nelts + e.unsure->nelts, 0);
    ck_assert(!e.error && !e.has_preflight && !e.same_origin && !e.rule);
    ck_assert(e.shared == CORS_UNKNOWN && e.carried_out == CORS_UNKNOWN);
    ck_assert_str_eq(e.preflight.vary, "");
    ck_assert_str_eq(e.actual.vary, "");
    ck_assert(e.pool == unit_pool);
}
END_TEST

START_TEST(test_steps)
{
    static const cors_place_t place = {"a b.conf", 7, false};
    cors_explanation_t e;

    cors_explanation_init(&e, unit_pool);
    cors_explanation_add(&e, CORS_STEP_VHOST, "a", NULL);
    cors_explanation_add(&e, CORS_STEP_POLICY, "b", &place);
    cors_explanation_add_refusal(&e, CORS_STEP_DENIED, "c", &place);
    cors_explanation_add_refusal(&e, CORS_STEP_ENFORCED, "d", NULL);
    ck_assert_str_eq(
        print(&e),
        "vhost:a; policy:b@a b.conf:7; denied:c!@a b.conf:7; enforced:d!; ");
}
END_TEST

/* The same text is appended once to each array. */
START_TEST(test_advice)
{
    cors_explanation_t e;

    cors_explanation_init(&e, unit_pool);
    cors_explanation_advise(&e, "a");
    cors_explanation_doubt(&e, "a");
    cors_explanation_advise(&e, "b");
    cors_explanation_advise(&e, apr_pstrdup(unit_pool, "a"));
    cors_explanation_doubt(&e, "a");
    cors_explanation_advise(&e, "b");
    ck_assert_str_eq(print(&e), "advice:a; unsure:a; advice:b; ");
    ck_assert_int_eq(e.advice->nelts, 2);
    ck_assert_int_eq(e.unsure->nelts, 1);
    ck_assert_str_eq(APR_ARRAY_IDX(e.advice, 1, const char *), "b");
    ck_assert_str_eq(APR_ARRAY_IDX(e.unsure, 0, const char *), "a");
}
END_TEST

static const struct {
    cors_exchange_t exchange;
    const char *want;
} exchange_rows[] = {
    {{"actual-allowed", 0, {{"A", "b"}, {"C", "d"}, {"E", "f"}}, 2, "Origin"},
     "decision:actual-allowed; field:A: b; field:C: d; vary:Origin; "},
    {{NULL, 403, {{NULL, NULL}}, 0, ""}, "decision:-; vary:-; "},
    {{"same-origin", 0, {{NULL, NULL}}, 0, NULL},
     "decision:same-origin; vary:-; "},
};

START_TEST(test_exchange)
{
    cors_explanation_t e;

    cors_explanation_init(&e, unit_pool);
    cors_explanation_add_exchange(&e, &exchange_rows[_i].exchange);
    ck_assert_str_eq(print(&e), exchange_rows[_i].want);
}
END_TEST

START_TEST(test_names)
{
    static const char *const want[] = {
        "vhost",       "mapped",    "policy", "denied", "admitted",
        "same-origin", "preflight", "method", "header", "credentials",
        "decision",    "field",     "vary",   "actual", "enforced",
        "browser",     "advice",    "unsure"};

    ck_assert_int_eq(ROWS(want), CORS_STEP_UNSURE + 1);
    ck_assert_str_eq(cors_step_name((cors_step_e)_i), want[_i]);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_empty);
    tcase_add_test(tests, test_steps);
    tcase_add_test(tests, test_advice);
    tcase_add_loop_test(tests, test_exchange, 0, ROWS(exchange_rows));
    tcase_add_loop_test(tests, test_names, 0, CORS_STEP_UNSURE + 1);
    return unit_finish("cors_explanation", tests);
}
