/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_regex_sample.h"

#include <regex.h>

#include "unit.h"

#define SIZE 327

/* The texts of an expression, from number 0; "-": there are no more, "?":
 * CORS_SAMPLE_UNKNOWN. */
static const struct {
    const char *expression, *want, *other;
} rows[] = {
    {"", "", ""},
    {"https://example\\.com", "https://example.com", "https://example.com"},
    {"https://a[.]b", "https://a.b", "https://a.b"},
    {"^https://a\\.b$", "https://a.b", "https://a.b"},
    {"https://a.b", "https://a.b", "https://a.b"},
    {"\\Ahttps:\\/\\/a\\z", "https://a", "https://a"},
    {".*", "vbnml", "jxzkq"},
    {".+?x", "vbnmlx", "jxzkqx"},
    {"[a-z]", "v", "j"},
    {"[a-z]{3}", "vbn", "jxz"},
    {"[a-z]{2,}", "vbnml", "jxzkq"},
    {"[a-z]{1,4}", "vbnm", "jxzk"},
    {"[a-z]{8}", "vbnmlkqw", "jxzkqwvy"},
    {"[a-z]?", "v", "j"},
    {"[0-9]+", "45172", "38064"},
    {"\\d{4}", "4517", "3806"},
    {"[\\d.]+", "45172", "38064"},
    {"\\w+", "vbnml", "jxzkq"},
    {"[^.]+", "vbnml", "jxzkq"},
    {"[^a-z.]+", "45172", "38064"},
    {"[[:digit:]]+", "45172", "38064"},
    {"[[:alpha:]_-]+", "vbnml", "jxzkq"},
    {"[0-9a-f]{4}", "bcdf", "dbcf"},
    {"[]x]", "x", "x"},
    {"[^]]*", "vbnml", "jxzkq"},
    {"[12]", "1", "1"},
    {"[12]{2}", "12", "12"},
    {"[0-9]", "4", "4"},
    {"[A-Z]", "A", "A"},
    {"[.]", ".", "."},
    {"a?", "a  -", "a  -"},
    {"a*b", "ab b -", "ab b -"},
    {"a{3}", "aaa -", "aaa -"},
    {"a{0}b", "b -", "b -"},
    {"a|b|c", "a b c -", "a b c -"},
    {"(a|b)c", "ac bc -", "ac bc -"},
    {"(?:a|b)(c|d)", "ac bc ad bd -", "ac bc ad bd -"},
    {"(?<n>a)(?P<m>b)(?'o'c)(?>d)(?i:e)(?i)f", "abcdef -", "abcdef -"},
    {"(a(b|c)){2}", "abab acab abac acac -", "abab acab abac acac -"},
    {"(a)?b", "ab b -", "ab b -"},
    {"([a-z]+[.])?b", "vbnml.b b -", "jxzkq.b b -"},
    {"(?!a)(?=b)(?<!c)(?<=d)(?#e)f", "f -", "f -"},
    {"(|a)b", "b ab -", "b ab -"},
    {"(a|)b", "ab b -", "ab b -"},
    {"a(:[0-9]+)?", "a:45172 a -", "a:38064 a -"},
    {"a{x}", "a{x} -", "a{x} -"},
    {"a{2,3}b", "aab -", "aab -"},
    {"\\Qa.b|(c\\E(d|e)", "a.b|(cd a.b|(ce -", "a.b|(cd a.b|(ce -"},
    {"(\\Qa)\\E|b)c", "a)c bc -", "a)c bc -"},
    {"\\Qa.", "a.", "a."},
    {"a\\x2eb", "a.b", "a.b"},
    {"a\\x{2E}b", "a.b", "a.b"},
    {"a\\056b", "a.b", "a.b"},
    {"\\x61+", "a", "a"},
    {"a[\\x2e]b", "a.b", "a.b"},
    {"[\\x{61}b]{2}", "ba", "ba"},
    /* A '.' is written as a dot, except where a host cannot have one. */
    {"a.b.(c).d", "a.b.c.d -", "a.b.c.d -"},
    {"//.a", "//va", "//ja"},
    {"..a", "vva", "jja"},
    {"a...b", "avvvb", "ajjjb"},
    /* No text is made up. */
    {"\\xb", "?", "?"},
    {"\\x{2e", "?", "?"},
    {"\\x{fe}", "?", "?"},
    {"\\x{12345678901}", "?", "?"},
    {"\\08", "?", "?"},
    {"(a)\\1", "?", "?"},
    {"a\\sb", "?", "?"},
    {"\\p{L}", "?", "?"},
    {"(a", "?", "?"},
    {"(?", "?", "?"},
    {"(?)a", "a -", "a -"},
    {"a)b", "?", "?"},
    {"[a", "?", "?"},
    {"[c-a]", "?", "?"},
    {"[]", "?", "?"},
    {"a\\", "?", "?"},
};

static const char *sample(const char *expression, unsigned number,
                          unsigned style)
{
    char *text = malloc(SIZE);
    const char *copy;

    memset(text, '?', SIZE);
    switch (cors_regex_sample(expression, number, style, text, SIZE)) {
    case CORS_SAMPLE_WRITTEN:
        copy = apr_pstrdup(unit_pool, text);
        break;
    case CORS_SAMPLE_NONE:
        copy = "-";
        break;
    default:
        copy = "?";
        break;
    }
    free(text);
    return copy;
}

START_TEST(test_rows)
{
    int other;

    for (other = 0; other < 2; ++other) {
        const char *want = other ? rows[_i].other : rows[_i].want;
        char *words = apr_pstrdup(unit_pool, want);
        unsigned number = 0;
        char *word;

        for (; words; ++number) {
            word = words;
            words = strchr(words, ' ');
            if (words) {
                *words++ = '\0';
            }
            ck_assert_msg(
                same_text(sample(rows[_i].expression, number, (unsigned)other),
                          word),
                "'%s', %u: got '%s', want '%s'", rows[_i].expression, number,
                sample(rows[_i].expression, number, (unsigned)other), word);
        }
    }
}
END_TEST

/* A larger number than the bound has no text, so that callers miss none. */
START_TEST(test_count)
{
    const char *expression = rows[_i].expression;
    unsigned number = cors_regex_sample_count(expression);

    ck_assert_uint_ge(number, 1);
    ck_assert_uint_le(number, CORS_REGEX_SAMPLE_CHOICES);
    for (; number < CORS_REGEX_SAMPLE_CHOICES; ++number) {
        const char *text = sample(expression, number, 0);

        ck_assert_msg(strcmp(text, "-") == 0 || strcmp(text, "?") == 0,
                      "'%s', %u: got '%s'", expression, number, text);
    }
}
END_TEST

START_TEST(test_counts)
{
    static const struct {
        const char *expression;
        unsigned want;
    } counts[] = {
        {"", 1},
        {"https://[a-z]+[.]a[.]example", 1},
        {"https?://a[.]example", 2},
        {"https://[a-z]{4}[.]a", 2},
        {"(a|b)(c|d)", 4},
        {"(a|b|c|d|e|f)", 16},
        {"(a|b){2}", CORS_REGEX_SAMPLE_CHOICES},
        {"(a){2}", CORS_REGEX_SAMPLE_CHOICES},
        {"a*b*c*d*e*f*", CORS_REGEX_SAMPLE_CHOICES},
    };
    int i;

    for (i = 0; i < ROWS(counts); ++i) {
        ck_assert_msg(cors_regex_sample_count(counts[i].expression)
                          == counts[i].want,
                      "'%s'", counts[i].expression);
    }
}
END_TEST

/* Repetitions as the end of a host, in both styles. */
START_TEST(test_suffixes)
{
    static const struct {
        const char *expression, *want, *other;
    } texts[] = {
        {".*", "vbnml.com", "jxzkq.com"},
        {"[a-z.]{9}", "vbnml.com", "jxzkq.com"},
        {"[a-z.]{8}", "vbnmlkqw", "jxzkqwvy"},
        {"[^/]{10,}", "vbnmlkqwhz", "jxzkqwvyhg"},
        {"[a-z]+", "com", "net"},
        {"[a-z]{2,3}", "com", "net"},
        {"[a-z]{2}", "uk", "jp"},
        {"[a-z]{4,}", "vbnml", "jxzkq"},
        {"[a-z]", "v", "j"},
        {"[0-9]+", "45172", "38064"},
        {"[a-f]+", "bcdfa", "dbcfa"},
        {"[a-z]{0}", "", ""},
    };
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        const char *text = texts[i].expression;

        ck_assert_str_eq(sample(text, 0, CORS_SAMPLE_SUFFIX), texts[i].want);
        ck_assert_str_eq(
            sample(text, 0, CORS_SAMPLE_SUFFIX | CORS_SAMPLE_OTHER),
            texts[i].other);
    }
}
END_TEST

/* Expressions of this syntax match the texts that are made up from them. */
START_TEST(test_matches)
{
    static const char *const expressions[] = {
        "https?://[a-z0-9-]+([.][a-z0-9-]+)+(:[0-9]{1,5})?",
        "https://(www|api)[.](example|test)[.](com|net)",
        "https://pr-[0-9]+--.*[.]netlify[.]app",
        "(a|b(c|d)?){2}[^e-z]{3,5}[]x-]",
        "((a?b)?c)*",
        "[[:alnum:]]+[^[:digit:]]",
    };
    const char *expression =
        apr_pstrcat(unit_pool, "^(", expressions[_i], ")$", NULL);
    unsigned number;
    regex_t regex;

    ck_assert_int_eq(regcomp(&regex, expression, REG_EXTENDED), 0);
    ck_assert_str_ne(sample(expressions[_i], 0, 0), "-");
    for (number = 0; number < CORS_REGEX_SAMPLE_CHOICES * 4; ++number) {
        const char *text = sample(expressions[_i], number / 4, number % 4);

        ck_assert_msg(strcmp(text, "-") == 0 || strcmp(text, "?") == 0
                          || regexec(&regex, text, 0, NULL, 0) == 0,
                      "'%s': '%s'", expressions[_i], text);
    }
    regfree(&regex);
}
END_TEST

/* Time, stack and length of the text are bounded. */
START_TEST(test_bounds)
{
    char *deep = apr_palloc(unit_pool, 100001);
    char text[8];

    memset(deep, '(', 100000);
    deep[100000] = '\0';
    ck_assert_str_eq(sample(deep, 0, 0), "?");
    memset(deep, 'a', 100000);
    ck_assert_str_eq(sample(deep, 0, 0), "?");
    ck_assert_str_eq(sample("(((a{999}){999}){999}){999}", 0, 0), "?");
    ck_assert_str_eq(sample("((((a?){999}){999}){999}){999}", 1, 0), "?");
    ck_assert_str_eq(sample("(((((){999}){999}){999}){999}){999}", 0, 0), "?");
    ck_assert_str_eq(sample("(){255}", 0, 0), "");
    ck_assert_str_eq(sample("(){256}", 0, 0), "?");
    ck_assert_str_eq(sample("[a-z]{99999999999999999999}", 0, 0), "?");
    ck_assert_str_eq(sample("[a-z]{0,9999}a", 0, 0), "vbnmla");
    ck_assert_str_eq(sample("[a-z]{0,99999}a", 0, 0), "vbnml9}a");
    ck_assert_str_eq(sample("[a-z]{0,10000}a", 0, 0), "vbnml0}a");
    ck_assert(cors_regex_sample("12345678", 0, 0, text, 8)
              == CORS_SAMPLE_UNKNOWN);
    ck_assert(cors_regex_sample("1234567", 0, 0, text, 8)
              == CORS_SAMPLE_WRITTEN);
    ck_assert_str_eq(text, "1234567");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_count, 0, ROWS(rows));
    tcase_add_test(tests, test_counts);
    tcase_add_test(tests, test_suffixes);
    tcase_add_loop_test(tests, test_matches, 0, 6);
    tcase_add_test(tests, test_bounds);
    return unit_finish("cors_regex_sample", tests);
}
