/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_words.h"

#include "unit.h"

static const struct {
    const char *arguments;
    const char *want; /* the words, each in brackets */
} rows[] = {
    {"", ""},
    {"  ", ""},
    {"a", "[a]"},
    {" a  b\tc ", "[a][b][c]"},
    {"\"a b\" c", "[a b][c]"},
    {"'a b'\"c\"", "[a b][c]"},
    {"a\"b c\"", "[a\"b][c\"]"},
    {"\"a\\\"b\"", "[a\"b]"},
    {"'a\\'b'", "[a'b]"},
    {"'a\\\"b'", "[a\\\"b]"},
    {"\"a\\\\b\"", "[a\\b]"},
    {"\"a\\.b\"", "[a\\.b]"},
    {"a\\\\b", "[a\\b]"},
    {"a\\.b", "[a\\.b]"},
    {"\"\"", "[]"},
    {"\"a", "[a]"},
    {"\"a\\", "[a\\]"},
};

static const char *bracketed(const char *arguments)
{
    apr_array_header_t *words = cors_migrate_words_split(arguments, unit_pool);
    const char *text = "";
    int i;

    for (i = 0; i < words->nelts; ++i) {
        text = apr_pstrcat(unit_pool, text, "[",
                           APR_ARRAY_IDX(words, i, const char *), "]", NULL);
    }
    return text;
}

START_TEST(test_split)
{
    ck_assert_str_eq(bracketed(rows[_i].arguments), rows[_i].want);
}
END_TEST

static const struct {
    const char *word;
    const char *want;
} quotes[] = {
    {"a", "a"},           {"a.b/c", "a.b/c"},     {"", "\"\""},
    {"a b", "\"a b\""},   {"a\"b", "\"a\\\"b\""}, {"a\\.b", "\"a\\.b\""},
    {"a\\\\b", NULL},     {"a\\", NULL},          {"#a", "\"#a\""},
    {"it's", "\"it's\""},
};

/* httpd reads the quoted word as the word. */
START_TEST(test_quote)
{
    const char *quoted = cors_migrate_words_quote(quotes[_i].word, unit_pool);
    apr_array_header_t *words = cors_migrate_words_split(quoted, unit_pool);

    if (quotes[_i].want) {
        ck_assert_str_eq(quoted, quotes[_i].want);
    }
    ck_assert_int_eq(words->nelts, 1);
    ck_assert_str_eq(APR_ARRAY_IDX(words, 0, const char *), quotes[_i].word);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_split, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_quote, 0, ROWS(quotes));
    return unit_finish("cors_migrate_words", tests);
}
