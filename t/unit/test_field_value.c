/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_field_value.h"

#include "unit.h"

/* want: the elements in brackets */
static const struct {
    const char *value, *want;
} values[] = {
    {"", ""},
    {" ", ""},
    {"\t \t", ""},
    {",", ""},
    {" , ,\t,", ""},
    {"a", "[a]"},
    {" a\t", "[a]"},
    {"a,b", "[a][b]"},
    {"a , b", "[a][b]"},
    {",a,,b,", "[a][b]"},
    {", ,a\t ,\t, b ,", "[a][b]"},
    {"a b", "[a b]"},
    {" a \t b , c", "[a \t b][c]"},
    {"a;b,\"c,d\"", "[a;b][\"c][d\"]"},
    {"a\r\n,b", "[a\r\n][b]"},
    {"\x0b"
     "a\xa0,b",
     "[\x0b"
     "a\xa0][b]"},
};

START_TEST(test_values)
{
    const char *cursor = values[_i].value;
    const char *got = "";
    const char *element;
    apr_size_t length;

    while (cors_field_value_next(&cursor, &element, &length)) {
        got = apr_psprintf(unit_pool, "%s[%.*s]", got, (int)length, element);
    }
    ck_assert_msg(same_text(got, values[_i].want), "'%s': got '%s', want '%s'",
                  values[_i].value, got, values[_i].want);
    ck_assert_msg(*cursor == '\0', "'%s': the cursor is not at the end",
                  values[_i].value);
    ck_assert_msg(!cors_field_value_next(&cursor, &element, &length),
                  "'%s': continues after the end", values[_i].value);
}
END_TEST

START_TEST(test_many_commas)
{
    enum { LENGTH = 8190 };
    char *value = apr_palloc(unit_pool, LENGTH + 2);
    const char *cursor = value;
    const char *element;
    apr_size_t length;

    memset(value, ',', LENGTH);
    strcpy(value + LENGTH, "a");
    ck_assert(cors_field_value_next(&cursor, &element, &length));
    ck_assert_ptr_eq(element, value + LENGTH);
    ck_assert_int_eq((int)length, 1);
    value[LENGTH] = '\0';
    cursor = value;
    ck_assert(!cors_field_value_next(&cursor, &element, &length));
    ck_assert_ptr_eq(cursor, value + LENGTH);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_values, 0, ROWS(values));
    tcase_add_test(tests, test_many_commas);
    return unit_finish("cors_field_value", tests);
}
