/* SPDX-License-Identifier: Apache-2.0
 *
 * Matchers as rules of an origin set, and other rules whose risks the set finds
 * on the first call.
 */
#include "origin/cors_matcher_list.h"

#include "origin/cors_public_suffix.h"
#include "origin_sets.h"
#include "unit.h"

/* The first rule that admits every installation. */
static const struct {
    const char *rules, *want;
} installations[] = {
    {"https://*.a * null file:// app://a ~https://a", NULL},
    {"app://a moz-extension://* app://*", "moz-extension://*"},
    {"~app://a ~app:// app://*", "app://*"},
    {"https://a ~app://a ~app://", "~app://"},
    {"~h ~c", NULL}, /* both are broad */
};

/* The first rule with a public suffix. */
static const struct {
    const char *rules, *want;
} suffixes[] = {
    {"https://*.example.com https://com https://co.uk:*", NULL},
    {"https://*.example.com https://*.co.uk https://*.com", "https://*.co.uk"},
    {"http://*.github.io:*", "http://*.github.io:*"},
    {"https://*.example.com. https://*.com.:81", "https://*.com.:81"},
    {"app://* app://com", NULL},
    {"https://*.corp https://*.localhost * null ~https://", NULL},
};

START_TEST(test_suffixes)
{
    const char *rules = suffixes[_i].rules;
    const cors_origin_set_t *set = set_of(rules);

    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_PUBLIC_SUFFIX),
               cors_public_suffix_is_built_in() ? suffixes[_i].want : NULL);
}
END_TEST

START_TEST(test_installations)
{
    const char *rules = installations[_i].rules;
    const cors_origin_set_t *set = set_of(rules);
    int i;

    for (i = 0; i < 2; ++i) {
        check_rule(rules,
                   cors_origin_set_risky(set, CORS_RISK_ANY_INSTALLATION),
                   installations[_i].want);
        check_rule(rules, cors_origin_set_risky(set, CORS_RISK_NULL_LIKE),
                   strstr(rules, "null") ? "null" : NULL);
    }
}
END_TEST

/* Matchers are tried on the first search for a risk, and not again. */
START_TEST(test_risk_is_searched_once)
{
    const char *rules = "~https://only ~https://";
    const cors_origin_set_t *set;
    int tried;

    calls = 0;
    set = set_of(rules);
    ck_assert_int_eq(calls, 0);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_BROAD), "~https://");
    tried = calls;
    ck_assert_int_gt(tried, 1);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_BROAD), "~https://");
    ck_assert_int_eq(calls, tried);
}
END_TEST

/* The first matcher that admits the origin is found, in the order of adding. */
START_TEST(test_matchers)
{
    cors_matcher_list_t matchers = {.first = NULL};
    const cors_rule_t *rule;

    ck_assert_ptr_null(
        cors_matcher_list_find(&matchers, "https://a.example", 17));
    cors_matcher_list_add(&matchers, begins, "https://a.ex", "~https://a.ex",
                          &place, unit_pool);
    cors_matcher_list_add(&matchers, begins, "app://", "app://", &place,
                          unit_pool);
    cors_matcher_list_add(&matchers, begins, "https://a.example", "~2", &place,
                          unit_pool);
    ck_assert_int_eq((int)matchers.count, 3);
    rule = cors_matcher_list_find(&matchers, "https://a.example", 17);
    ck_assert_ptr_eq(rule, matchers.first);
    ck_assert(cors_matcher_list_risk(rule) == 0);
    ck_assert_str_eq(cors_matcher_list_example(rule, unit_pool), "");
    rule = cors_matcher_list_find(&matchers, "app://a", 7);
    ck_assert_ptr_eq(rule, matchers.first->later);
    ck_assert(cors_matcher_list_risk(rule) == CORS_RISK_ANY_INSTALLATION);
    ck_assert(cors_matcher_list_risk(rule) == CORS_RISK_ANY_INSTALLATION);
    ck_assert_ptr_null(cors_matcher_list_find(&matchers, "http://a", 8));
}
END_TEST

/* The last rule of a source is found, however many there are. */
START_TEST(test_same)
{
    cors_matcher_list_t matchers = {.first = NULL};
    const cors_rule_t *last = NULL;
    int i;

    ck_assert_ptr_null(cors_matcher_list_find_same(&matchers, "~9"));
    for (i = 0; i < 100; ++i) {
        last = cors_matcher_list_add(&matchers, begins, "https://",
                                     apr_psprintf(unit_pool, "~%d", i % 50),
                                     &place, unit_pool);
        ck_assert_ptr_eq(cors_matcher_list_find_same(&matchers, last->text),
                         last);
    }
    ck_assert_ptr_eq(cors_matcher_list_find_same(&matchers, "~49"), last);
    ck_assert_ptr_null(cors_matcher_list_find_same(&matchers, "~50"));
    ck_assert_ptr_null(cors_matcher_list_find_same(&matchers, "~49 "));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests),
        test_suffixes, 0, ROWS(suffixes));
    tcase_add_loop_test(tests, test_installations, 0, ROWS(installations));
    tcase_add_test(tests, test_risk_is_searched_once);
    tcase_add_test(tests, test_matchers);
    tcase_add_test(tests, test_same);
    return unit_finish("cors_matcher_list", tests);
}
