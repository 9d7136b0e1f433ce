/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_explanation_text.h"

#include "explanations.h"

static const char *write_text(const cors_explanation_t *explanation)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_explanation_text_write(&text, explanation);
    return text.bytes;
}

/* Only the first refusing line has the arrow. */
START_TEST(test_steps)
{
    cors_explanation_t all;

    make_explanation(&all);
    ck_assert_str_eq(
        write_text(&all),
        "vhost      api.example:443\n"
        "header     x-a: not listed  <-\n"
        "header     b: not listed\n"
        "decision   preflight-refused:header-not-allowed\n"
        "field      Access-Control-Allow-Origin: https://a.example\n"
        "field      Access-Control-Max-Age: 5\n"
        "vary       Origin, Access-Control-Request-Method\n"
        "decision   -\n"
        "field      Access-Control-Allow-Origin: *\n"
        "vary       -\n"
        "credentials On\n"
        "advice     add X-A\n"
        "unsure     a directory\n");
}
END_TEST

#define SHOWN "\"'</script><b>&\\\\x01\\x0a\\x1b[31m\xFF"

START_TEST(test_hostile)
{
    cors_explanation_t all;

    make_hostile(&all);
    ck_assert_str_eq(write_text(&all),
                     "admitted   " SHOWN "  <-\n"
                     "decision   " SHOWN "\n"
                     "field      Access-Control-Allow-Origin: " SHOWN "\n"
                     "field      Access-Control-Max-Age: 5\n"
                     "vary       " SHOWN "\n"
                     "advice     " SHOWN "\n"
                     "unsure     " SHOWN "\n");
}
END_TEST

START_TEST(test_error)
{
    cors_explanation_t all;

    make_error(&all, "'x\n' is bad");
    ck_assert_str_eq(write_text(&all), "'x\\x0a' is bad\n");
}
END_TEST

/* Texts are appended. */
START_TEST(test_empty)
{
    cors_explanation_t all;
    cors_text_t text;

    cors_explanation_init(&all, unit_pool);
    cors_text_init(&text, unit_pool);
    cors_text_add(&text, "before");
    cors_explanation_text_write(&text, &all);
    ck_assert_str_eq(text.bytes, "before");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_steps);
    tcase_add_test(tests, test_hostile);
    tcase_add_test(tests, test_error);
    tcase_add_test(tests, test_empty);
    return unit_finish("cors_explanation_text", tests);
}
