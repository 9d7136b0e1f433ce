/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_tails.h"

#include "unit.h"

/* All made-up origins of an expression, without "https://", in which "@" are
 * the letters. */
static const struct {
    const char *expression, *want;
} rows[] = {
    {"", ""},
    {"https://example", ""},
    {"[.]com", ""},
    {"example:80", ""},
    {".*example[.]com",
     "@example.com @.example.com @-example.com @example.com:4517 "
     "@.example.com:4517"},
    {".*[.]a[.]b", "@a.b @.a.b @-a.b @a.b:4517 @.a.b:4517"},
    {".*a[.]b(:[0-9]+)", "@a.b @.a.b @-a.b @a.b:4517 @.a.b:4517"},
    {"a[.]b|c.*d[.]e",
     "@a.b @d.e @.a.b @.d.e @-a.b @-d.e @a.b:4517 @d.e:4517 @.a.b:4517 "
     "@.d.e:4517"},
    /* Parts that a look-ahead may require. */
    {"(?=x).*[.]a[.]b",
     "@a.b @.a.b @-a.b @a.b:4517 @.a.b:4517 @x.a.b x@.a.b @xa.b x@a.b"},
    {"(?=x)(?=y:).*a[.]b|(?=z)",
     "@a.b @.a.b @-a.b @a.b:4517 @.a.b:4517 @x.a.b x@.a.b @xa.b x@a.b "
     "@z.a.b z@.a.b @za.b z@a.b"},
    {"(?=x)c", ""},
};

START_TEST(test_rows)
{
    cors_regex_tails_t tails = {.expression = rows[_i].expression};
    const char *got = "";
    char text[64];

    while (cors_regex_tails_next(&tails)) {
        cors_regex_tails_write(&tails, "@", text, sizeof(text));
        ck_assert_int_eq(strncmp(text, "https://", 8), 0);
        got = apr_pstrcat(unit_pool, got, *got ? " " : "", text + 8, NULL);
    }
    ck_assert_msg(same_text(got, rows[_i].want), "'%s': got '%s', want '%s'",
                  rows[_i].expression, got, rows[_i].want);
}
END_TEST

/* Any letters are possible. A text that does not fit is cut. */
START_TEST(test_write)
{
    cors_regex_tails_t tails = {.expression = "a[.]b"};
    char text[15];

    ck_assert(cors_regex_tails_next(&tails));
    cors_regex_tails_write(&tails, "xyz", text, sizeof(text));
    ck_assert_str_eq(text, "https://xyza.b");
    cors_regex_tails_write(&tails, "vwxyz", text, sizeof(text));
    ck_assert_str_eq(text, "https://vwxyza");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_test(tests, test_write);
    return unit_finish("cors_regex_tails", tests);
}
