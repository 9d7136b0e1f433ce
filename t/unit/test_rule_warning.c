/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_warning.h"

#include "origin/cors_pattern_correction.h"
#include "unit.h"

#define DOT "has a final dot, which makes it another origin for browsers; "
#define ADDRESS "', unless pages have the dot in their address"
#define CASE                                                                   \
    "has upper case, browsers send the IDs of Chrome's extensions in lower "   \
    "case; "
#define LABEL                                                                  \
    ", which is not Punycode, and only some browsers send such an origin; "    \
    "write the label as it was registered"

static const struct {
    const char *text, *want;
} patterns[] = {
    {"*", NULL},
    {"null", NULL},
    {"file://", NULL},
    {"https://example.com", NULL},
    {"https://*.example.com:*", NULL},
    {"https://xn--bcher-kva.example", NULL},
    {"https://xn--ls8h.example", NULL},
    {"https://1.2.3.4", NULL},
    {"app://.", NULL},
    {"app://xn--f.", NULL},
    {"app://ABC", NULL},
    {"chrome-extension://abc", NULL},
    {"chrome-extension://*", NULL},
    {"chrome-extensions://ABC", NULL},
    {"https://example.com.", DOT "write 'https://example.com" ADDRESS},
    {"http://localhost.:8080", DOT "write 'http://localhost:8080" ADDRESS},
    {"https://*.a.b.:*", DOT "write 'https://*.a.b:*" ADDRESS},
    {"chrome-extension://AbC:1", CASE "write 'chrome-extension://abc:1'"},
    {"chrome-extension://A", CASE "write 'chrome-extension://a'"},
    {"chrome-extension://Z", CASE "write 'chrome-extension://z'"},
};

static const char *sentence(cors_remedy_t warning, const char *text)
{
    return warning.wrong ? cors_remedy_sentence(warning, text, unit_pool)
                         : NULL;
}

static void check_pattern(const char *text, const char *want)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    const char *got;

    ck_assert_int_eq(cors_pattern_parse(text, &pattern, &stop, unit_pool),
                     CORS_PATTERN_OK);
    got = sentence(cors_rule_warning_of_pattern(&pattern, unit_pool), text);
    if (want) {
        want = apr_psprintf(unit_pool, "'%s' %s", text, want);
    }
    ck_assert_msg(same_text(got, want), "'%s': says \"%s\", want \"%s\"", text,
                  shown(got), shown(want));
}

START_TEST(test_patterns)
{
    check_pattern(patterns[_i].text, patterns[_i].want);
}
END_TEST

/* Only with libidn2. */
START_TEST(test_labels)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"https://xn--f", "has the label 'xn--f'" LABEL},
        {"https://*.a.xn--.example.:*", "has the label 'xn--'" LABEL},
        {"https://a.xn--abc-", "has the label 'xn--abc-'" LABEL},
    };
    int i;

    for (i = 0; i < ROWS(rows) && cors_pattern_correction_has_idn(); ++i) {
        check_pattern(rows[i].text, rows[i].want);
    }
}
END_TEST

/* want: the first text in the warning; NULL: the expression may match */
static const struct {
    const char *expression, *want;
} expressions[] = {
    {"null", "null"},
    {"^null$", "null"},
    {"null|file://", "null"},
    {"file://", "file://"},
    {"file://.*", "file://"},
    {"file://[a-z]*|null", "file://"},
    {"null|file://.+", "null"},
    {"https://Example[.]com", "https://Example.com"},
    {"https?://(www[.])?Example[.]com", "https://www.Example.com"},
    {"https://[a-z]+[.]Example[.]com", "https://vbnml.Example.com"},
    {"https://[A-Z]+[.]example[.]com", "https://AAAAA.example.com"},
    {"https://.*[.]example[.]com/", "https://vbnml.example.com/"},
    {"https://example[.]com/.*", "https://example.com/vbnml"},
    {"https://example[.]com:443", "https://example.com:443"},
    {"http://example[.]com:80", "http://example.com:80"},
    {"https://.+@example[.]com", "https://vbnml@example.com"},
    {"https://A[.]b|https://C[.]d", "https://A.b"},
    /* May match. */
    {"", NULL},
    {".*", NULL},
    {"null|https://a", NULL},
    {"(null)?https://a", NULL},
    {"(?i)https://Example[.]com", NULL},
    {"(?i:https://Example[.]com)", NULL},
    {"(?m)https://Example[.]com", "https://Example.com"},
    {"(?<i>https)://Example[.]com", "https://Example.com"},
    {"https://example[.]com/?", NULL},
    {"https://example[.]com(:443)?", NULL},
    {"https?://example[.]com:443", NULL},
    {"https://A[.]b|https://c[.]d", NULL},
    {"https://A[.]b|(c)\\1", NULL},
    {"https://a[.]b(|(c)\\2/)", NULL},
    {".*Example[.]com", NULL},
    {".*/Example", NULL},
    {"[a-z]+://Example[.]com", NULL},
    {"app://Example", NULL},
    {"(file|app)://.*", NULL},
    {"file.*", NULL},
    {"https://[a-zA-Z]+[.]example", NULL},
    {"https://..example", NULL},
    {"https://[12]", NULL},
    {"https...a", NULL},
    {"(a|b|c|d|e|f|g|h|i)(j|k)https://A", NULL},
    {"https://(a|b|c|d|e|f|g|h|i)(j|k)[.]A", NULL},
};

START_TEST(test_expressions)
{
    const char *text = expressions[_i].expression;
    const char *want = expressions[_i].want;
    const char *got =
        sentence(cors_rule_warning_of_expression(text, unit_pool), text);
    const char *begin =
        apr_psprintf(unit_pool, "'%s' can never match, '%s' is %s; write ",
                     text, shown(want),
                     want && (*want == 'n' || *want == 'f')
                         ? "never compared with an expression"
                         : "not an origin that browsers send");

    ck_assert_msg((got != NULL) == (want != NULL), "'%s': says \"%s\"", text,
                  shown(got));
    ck_assert_msg(!got || strncmp(got, begin, strlen(begin)) == 0,
                  "'%s': says \"%s\", want \"%s\"", text, got, begin);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_patterns, 0, ROWS(patterns));
    tcase_add_test(
        unit_needs(cors_pattern_correction_has_idn(), "libidn2", tests),
        test_labels);
    tcase_add_loop_test(tests, test_expressions, 0, ROWS(expressions));
    return unit_finish("cors_rule_warning", tests);
}
