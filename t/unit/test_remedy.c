/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_remedy.h"

#include "unit.h"

START_TEST(test_none)
{
    cors_remedy_t remedy = cors_remedy_none();

    ck_assert_ptr_null(remedy.wrong);
    ck_assert_ptr_null(remedy.advice);
    ck_assert_ptr_null(remedy.instead);
}
END_TEST

static void check(cors_remedy_t remedy, const char *want)
{
    ck_assert_str_eq(cors_remedy_sentence(remedy, "a'b", unit_pool), want);
}

START_TEST(test_sentence)
{
    cors_remedy_t several = cors_remedy_replace("is two", "a", unit_pool);
    apr_array_header_t *values = apr_array_copy(unit_pool, several.instead);

    APR_ARRAY_PUSH(values, const char *) = "b c";
    several.instead = values;
    check(cors_remedy_advise("is wrong", "remove it"),
          "'a'b' is wrong; remove it");
    check(cors_remedy_advise("is wrong", NULL), "'a'b' is wrong");
    check(cors_remedy_replace("is wrong", "ab", unit_pool),
          "'a'b' is wrong; write 'ab'");
    check(several, "'a'b' is two; write 'a' 'b c'");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_none);
    tcase_add_test(tests, test_sentence);
    return unit_finish("cors_remedy", tests);
}
