/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_name_list.h"

#include "policy_rows.h"
#include "settings.h"
#include "unit.h"

START_TEST(test_lists)
{
    const char *label = lists[_i].text;
    const cors_name_list_t *list = &settings_of(label)->request_headers;
    const char *value = cors_name_list_value(list, unit_pool);
    const char *words[2] = {lists[_i].has, lists[_i].has_not};
    const char *word;
    int no;

    ck_assert_msg(same_text(value, lists[_i].value), "{%s}: value '%s'", label,
                  shown(value));
    if (list->list.count == 1) {
        /* The value of one set is not copied. */
        ck_assert_ptr_eq(value, cors_names_value(list->sets[0]));
    }
    ck_assert_msg((cors_name_list_any(list) != NULL) == lists[_i].any,
                  "{%s}: any", label);
    for (no = 0; no < 2; ++no) {
        while ((word = next_word(&words[no])) != NULL) {
            ck_assert_msg(cors_name_list_contains(list, word, strlen(word))
                              == !no,
                          "{%s}: '%s'", label, word);
        }
    }
}
END_TEST

START_TEST(test_methods_keep_their_case)
{
    const cors_name_list_t *list =
        &settings_of("CorsAllowMethods patch | CorsAllowMethods +PATCH patch")
             ->methods;

    ck_assert_str_eq(cors_name_list_value(list, unit_pool), "patch, PATCH");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_lists, 0, ROWS(lists));
    tcase_add_test(tests, test_methods_keep_their_case);
    return unit_finish("cors_name_list", tests);
}
