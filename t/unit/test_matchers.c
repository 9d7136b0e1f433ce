/* SPDX-License-Identifier: Apache-2.0
 *
 * Matchers as rules of an origin set, and the other rules of which a set finds
 * out the risk when it is asked.
 */
#include "cors_matchers.h"

#include "cors_public_suffix.h"
#include "origin_sets.h"
#include "unit.h"

/* The first that admits every installation. */
static const struct {
    const char *rules, *want;
} installations[] = {
    {"https://*.a * null file:// app://a ~https://a", NULL},
    {"app://a moz-extension://* app://*", "moz-extension://*"},
    {"~app://a ~app:// app://*", "app://*"},
    {"https://a ~app://a ~app://", "~app://"},
    {"~h ~c", NULL}, /* broad, both */
};

/* The same of public suffixes. */
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
               cors_has_public_suffixes() ? suffixes[_i].want : NULL);
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

/* Matchers are tried when their set is asked for broad ones, and but once. */
START_TEST(test_late_risk)
{
    const char *rules = "~https://only ~https://";
    const cors_origin_set_t *set;
    int tried;

    asked = 0;
    set = set_of(rules);
    ck_assert_int_eq(asked, 0);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_BROAD), "~https://");
    tried = asked;
    ck_assert_int_gt(tried, 1);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_BROAD), "~https://");
    ck_assert_int_eq(asked, tried);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(unit_needs(cors_has_public_suffixes(), "libpsl", tests),
                        test_suffixes, 0, ROWS(suffixes));
    tcase_add_loop_test(tests, test_installations, 0, ROWS(installations));
    tcase_add_test(tests, test_late_risk);
    return unit_finish("cors_matchers", tests);
}
