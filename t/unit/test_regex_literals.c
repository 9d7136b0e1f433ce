/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_literals.h"

#include "unit.h"

/* The parts of an expression, in order. */
static const struct {
    const char *expression, *want;
} rows[] = {
    {"", ""},
    {"example", "example"},
    {"https://Example.COM:8443", "https: example.com:8443"},
    {"a-b_c", "a-b_c"},
    {"a0.9z`A9.0Z@a", "a0.9z a9.0z a"},
    {".*[.]herokuapp[.]com", ".herokuapp.com"},
    {"^https:\\/\\/a\\.b$", "https: a.b"},
    {"[a-z]+example\\.com", "example.com"},
    {"[^a]b[c][]]d", "bc d"},
    {"[aA", ""},
    /* Escapes. */
    {"a\\-b\\x2ec\\x{2D}d\\056e", "a-b.c-d.e"},
    {"a\\d\\w\\bb", "a b"},
    {"a\\p{L}b", "a b"},
    {"a\\", "a"},
    {"a\\Qb.c|d\\Ee.f", "ab.c de.f"},
    {"\\Qa.b", "a.b"},
    {"\\Q\\E\\Qa\\Eb", "ab"},
    /* A '.' without a backslash. */
    {"www.example.com", "www.example.com"},
    {"...a.b.", "a.b"},
    {"a.*b", "a b"},
    {"a..b", "a b"},
    {"a+.b", "a b"},
    {"[.].a", ". a"},
    /* Repetition, and white space. */
    {"ab?c*d+e", "abcde"},
    {"a{2}b", "a b"},
    {"a{2", "a"},
    {"a b", "ab"},
    /* Groups. */
    {"(a|b)c[.]d", "a bc.d"},
    {"(?:a)(?i:b)(?<n>c)", "ab c"},
    {"(?P<user>a)", "user a"},
    {"(?i)A", "a"},
    {"x(?=a)b(?!c)d(?<=e)f(?<!g)h", "x a b c d e f g h"},
    {"(?=(a)b)c", "ab c"},
    {"(?=a(?!b)c)d", "a bc d"},
    {"(a(b)c)d", "abcd"},
    {")a", "a"},
    {"(a)b)c", "ab c"},
    {"(?=a)b(c)d", "a bcd"},
    {")(?=a)b(c)d", "a bcd"},
    {"(?", ""},
    {"(?<", ""},
    {"\xc3\xa4"
     "a",
     "a"},
};

static const char *parts_of(const char *expression, apr_size_t size)
{
    cors_regex_literals_t literals;
    const char *parts = "";
    char *part = malloc(size);

    cors_regex_literals_start(&literals, expression);
    while (cors_regex_literals_next(&literals, part, size)) {
        parts = *parts ? apr_pstrcat(unit_pool, parts, " ", part, NULL)
                       : apr_pstrdup(unit_pool, part);
    }
    ck_assert_str_eq(part, "");
    free(part);
    return parts;
}

START_TEST(test_rows)
{
    const char *got = parts_of(rows[_i].expression, 64);

    ck_assert_msg(same_text(got, rows[_i].want), "'%s': got '%s', want '%s'",
                  rows[_i].expression, got, rows[_i].want);
}
END_TEST

/* Nothing is written beyond the size. */
START_TEST(test_size)
{
    ck_assert_str_eq(parts_of("abcd.*efgh", 4), "abc efg");
    ck_assert_str_eq(parts_of("abc", 4), "abc");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_test(tests, test_size);
    return unit_finish("cors_regex_literals", tests);
}
