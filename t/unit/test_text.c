/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_text.h"

#include "unit.h"

START_TEST(test_empty)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    ck_assert_str_eq(text.bytes, "");
    ck_assert_uint_eq(text.length, 0);
    cors_text_add(&text, "");
    ck_assert_str_eq(text.bytes, "");
}
END_TEST

/* Each length around the first sizes of the buffer, piece by piece. */
START_TEST(test_growth)
{
    cors_text_t text;
    char want[2000] = "";
    int i;

    cors_text_init(&text, unit_pool);
    for (i = 0; i < 1990; ++i) {
        want[i] = (char)('a' + i % 26);
        cors_text_add_bytes(&text, want + i, 1);
        ck_assert_uint_eq(text.length, (size_t)i + 1);
        ck_assert_str_eq(text.bytes, want);
    }
    cors_text_init(&text, unit_pool);
    cors_text_add(&text, want);
    ck_assert_str_eq(text.bytes, want);
}
END_TEST

START_TEST(test_format)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_text_add(&text, "100%d ");
    cors_text_add_format(&text, "%s:%d", "a.conf", 12);
    ck_assert_str_eq(text.bytes, "100%d a.conf:12");
}
END_TEST

START_TEST(test_nul)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_text_add_bytes(&text, "a\0b", 3);
    ck_assert_uint_eq(text.length, 3);
    ck_assert_mem_eq(text.bytes, "a\0b", 4);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_empty);
    tcase_add_test(tests, test_growth);
    tcase_add_test(tests, test_format);
    tcase_add_test(tests, test_nul);
    return unit_finish("cors_text", tests);
}
