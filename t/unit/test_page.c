/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_page.h"

#include "unit.h"

START_TEST(test_frame)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_page_begin(&text, "status", "About <b>it</b>.");
    cors_text_add(&text, "<p>content</p>\n");
    cors_page_end(&text);
    ck_assert(strncmp(text.bytes, "<!DOCTYPE html>\n", 16) == 0);
    ck_assert_ptr_nonnull(strstr(text.bytes, "<title>mod_cors status</title>"));
    ck_assert_ptr_nonnull(
        strstr(text.bytes, "<h1>mod_cors <span>status</span></h1>\n"
                           "<p>About <b>it</b>.</p>\n</header>\n<main>\n"
                           "<p>content</p>\n</main>\n</body>\n</html>\n"));
    ck_assert_ptr_nonnull(strstr(text.bytes, cors_page_style));
    ck_assert_ptr_null(strstr(text.bytes, "<script"));
    ck_assert_ptr_null(strstr(text.bytes, "://"));
}
END_TEST

/* No byte of the style can end its element. */
START_TEST(test_style)
{
    ck_assert_ptr_null(strchr(cors_page_style, '<'));
    ck_assert_ptr_null(strstr(cors_page_style, "url("));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_frame);
    tcase_add_test(tests, test_style);
    return unit_finish("cors_page", tests);
}
