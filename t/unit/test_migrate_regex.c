/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_regex.h"

#include <sys/resource.h>

#include "unit.h"

static const struct {
    const char *expression;
    const char *want; /* joined by blanks: '*' ANY, '+' LABEL, '#' DIGITS, '~'
                         DOT, '<' BEGIN, '>' END; NULL: not expanded */
} rows[] = {
    {"abc", "abc"},
    {"^https://A\\.b$", "<https://a.b>"},
    {"a.b", "a~b"},
    {"a[.]b", "a.b"},
    {"a|b", "a b"},
    {"https?://a", "https://a http://a"},
    {"http(s)?:\\/\\/a", "https://a http://a"},
    {"(?:a|b)(c|d)", "ac ad bc bd"},
    {"((a|b)|c)", "a b c"},
    {"(a|)b", "ab b"},
    {"(.+\\.)?a", "*.a a"},
    {"(.*\\.)*a", "*.a a"},
    {"([a-z]+\\.)+a", "+.a"},
    {"([^.]+\\.)*a", "+.a a"},
    {"[^.]+", "+"},
    {"[^/]*", "*"},
    {"\\w+", "+"},
    {"[\\w.-]+", "*"},
    {"[0-9.]+", NULL},
    {"[a-z.]+", NULL},
    {"[a-z0-9.]+", NULL},
    {"[a-z0-9.-]+", "*"},
    {"[^a]+", NULL},
    {".{3}", NULL},
    {".{2,}", NULL},
    {".{1,3}", NULL},
    {".{1,}a", "*a"},
    {".{0,}a", "*a"},
    {".{1}a", "~a"},
    {":\\d+", ":#"},
    {":[0-9]{1,5}", ":#"},
    {"(:\\d*)?", ":# "},
    {"a{1}b", "ab"},
    {"a{0,1}b", "ab b"},
    {"[ab]c", "ac bc"},
    {"[a-z]c", "+c"},
    {".*", "*"},
    {".+?", "*"},
    {"^a$|^b$", "<a> <b>"},
    {"", ""},
    {"a{", NULL},
    {"a{x}", NULL},
    {"*a", NULL},
    {"(a", NULL},
    {"a)", NULL},
    {"(?=a)b", NULL},
    {"(?i)a", NULL},
    {"a+", NULL},
    {"(ab)+", NULL},
    {"(a)\\1", NULL},
    {"\\bA", NULL},
    {"[a", NULL},
    {"\001", NULL},
    {"\303\244", NULL},
    {"\177", NULL},
    {"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", NULL},
    {"((((((((((((((((((a))))))))))))))))))", NULL},
};

/* Returns the alternatives as the rows have them. */
static const char *readable(const apr_array_header_t *alternatives)
{
    const char *text = "";
    char *p, *copy;
    int i;

    for (i = 0; i < alternatives->nelts; ++i) {
        text = apr_pstrcat(unit_pool, text, i > 0 ? " " : "",
                           APR_ARRAY_IDX(alternatives, i, const char *), NULL);
    }
    copy = apr_pstrdup(unit_pool, text);
    for (p = copy; *p; ++p) {
        if (*p >= 1 && *p <= 6) {
            *p = "*+#~<>"[*p - 1];
        }
    }
    return copy;
}

START_TEST(test_expand)
{
    apr_array_header_t *alternatives =
        cors_migrate_regex_expand(rows[_i].expression, unit_pool);
    const char *got = alternatives ? readable(alternatives) : NULL;

    ck_assert_msg(same_text(got, rows[_i].want), "%s: %s, not %s",
                  rows[_i].expression, shown(got), shown(rows[_i].want));
}
END_TEST

static const struct {
    const char *expression;
    bool want;
} groups[] = {
    {"(a)", true},    {"^(a|b)$", true}, {"^(a(b)c)$", true}, {"(a)b", false},
    {"a(b)", false},  {"(a)(b)", false}, {"(?:a)", false},    {"(a\\))", true},
    {"([)]a)", true}, {"(a", false},     {"", false},         {"(a)$x", false},
};

START_TEST(test_group)
{
    ck_assert_msg(cors_migrate_regex_is_group(groups[_i].expression)
                      == groups[_i].want,
                  "%s", groups[_i].expression);
}
END_TEST

START_TEST(test_capitals)
{
    ck_assert(cors_migrate_regex_has_capitals("^https://A\\.b$"));
    ck_assert(cors_migrate_regex_has_capitals("[a]B"));
    ck_assert(!cors_migrate_regex_has_capitals("^https://[A-Z]+\\.b\\S$"));
    ck_assert(!cors_migrate_regex_has_capitals("\\"));
}
END_TEST

static long resident_kilobytes(void)
{
    struct rusage usage;

    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* The alternatives are not copied for each character of a long expression: that
 * would be 500 megabytes. */
START_TEST(test_memory)
{
    char expression[4097] = "(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)";
    apr_size_t length = strlen(expression);
    long before = resident_kilobytes();

    memset(expression + length, '.', sizeof(expression) - length - 1);
    expression[sizeof(expression) - 1] = '\0';
    ck_assert_ptr_nonnull(cors_migrate_regex_expand(expression, unit_pool));
    ck_assert_int_lt(resident_kilobytes() - before, 50000);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_expand, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_group, 0, ROWS(groups));
    tcase_add_test(tests, test_capitals);
    tcase_add_test(tests, test_memory);
    return unit_finish("cors_migrate_regex", tests);
}
