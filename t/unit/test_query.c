/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_query.h"

#include "unit.h"

static const struct {
    const char *label;
    const char *query;
    const char *name;
    const char *want;
} rows[] = {
    {"no query", NULL, "a", NULL},
    {"empty query", "", "a", NULL},
    {"one", "a=1", "a", "1"},
    {"second", "b=2&a=1", "a", "1"},
    {"the first counts", "a=1&a=2", "a", "1"},
    {"no value", "a&b=1", "a", ""},
    {"an empty value", "a=&b=1", "a", ""},
    {"the name is a beginning", "ab=1&a=2", "a", "2"},
    {"the name is an end", "ba=1", "a", NULL},
    {"case matters", "A=1", "a", NULL},
    {"only the first '=' separates", "a=b=c", "a", "b=c"},
    {"decoded", "url=https%3A%2f%2Fa.example%2F&x", "url",
     "https://a.example/"},
    {"plus is a space", "a=1+2%2B3", "a", "1 2+3"},
    {"'%' that is not an escape", "a=100%&b=%4&c=%zz", "a", "100%"},
    {"one digit", "b=%4&c=1", "b", "%4"},
    {"no digits", "c=%zz%4z%z4", "c", "%zz%4z%z4"},
    {"an encoded separator", "a=1%26b=2", "a", "1&b=2"},
    {"a NUL", "a=1%002", "a", NULL},
    {"a NUL, then the same name", "a=%00&a=1", "a", NULL},
    {"empty pairs", "&&a=1&", "a", "1"},
    {"the last, without a value", "b=1&a", "a", ""},
};

START_TEST(test_value)
{
    const char *value =
        cors_query_value(rows[_i].query, rows[_i].name, unit_pool);

    ck_assert_msg(same_text(value, rows[_i].want), "%s: %s, not %s",
                  rows[_i].label, shown(value), shown(rows[_i].want));
}
END_TEST

/* Reads no byte beyond the length, and keeps '+' if it must. */
START_TEST(test_decode)
{
    char *bytes = exact_copy("a+%4", 4);

    ck_assert_str_eq(cors_query_decode(bytes, 4, false, unit_pool), "a+%4");
    ck_assert_str_eq(cors_query_decode(bytes, 4, true, unit_pool), "a %4");
    ck_assert_str_eq(cors_query_decode(bytes, 0, true, unit_pool), "");
    free(bytes);
    bytes = exact_copy("%2B", 3);
    ck_assert_str_eq(cors_query_decode(bytes, 3, true, unit_pool), "+");
    free(bytes);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_value, 0, ROWS(rows));
    tcase_add_test(tests, test_decode);
    return unit_finish("cors_query", tests);
}
