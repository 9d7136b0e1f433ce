/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_escape.h"

#include "unit.h"

typedef void escape_t(cors_text_t *text, const char *string);

#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *label;
    escape_t *escape;
    const char *string;
    const char *want;
} rows[] = {
    {"JSON: plain", cors_escape_json, "https://a.example",
     "\"https://a.example\""},
    {"JSON: NULL", cors_escape_json, NULL, "null"},
    {"JSON: quotation mark, backslash", cors_escape_json, "\"\\",
     "\"\\\"\\\\\""},
    {"JSON: controls", cors_escape_json, "\x01\n\x7F",
     "\"\\u0001\\u000a\\u007f\""},
    {"JSON: markup", cors_escape_json, "</&>", "\"\\u003c/\\u0026\\u003e\""},
    {"JSON: UTF-8", cors_escape_json, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
     "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
    {"JSON: a byte alone", cors_escape_json, "\xFFz", "\"" BAD "z\""},
    {"HTML: markup", cors_escape_html, "<a href=\"x\" b='y'>&",
     "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;"},
    {"HTML: controls", cors_escape_html, "a\r\n\x1F\x7F",
     "a\\x0d\\x0a\\x1f\\x7f"},
    {"HTML: a sequence that ends early", cors_escape_html, "\xE2\x82", BAD BAD},
    {"HTML: overlong '<'", cors_escape_html, "\xC0\xBC", BAD BAD},
    {"HTML: overlong in three bytes", cors_escape_html, "\xE0\x80\xBC",
     BAD BAD BAD},
    {"HTML: overlong in four bytes", cors_escape_html, "\xF0\x80\x80\xBC",
     BAD BAD BAD BAD},
    {"HTML: a surrogate", cors_escape_html, "\xED\xA0\x80", BAD BAD BAD},
    {"HTML: the last before the surrogates", cors_escape_html, "\xED\x9F\xBF",
     "\xED\x9F\xBF"},
    {"HTML: first of two bytes", cors_escape_html, "\xC2\xA0", "\xC2\xA0"},
    {"HTML: first of three bytes", cors_escape_html, "\xE0\xA0\x80",
     "\xE0\xA0\x80"},
    {"HTML: first of four bytes", cors_escape_html, "\xF0\x90\x80\x80",
     "\xF0\x90\x80\x80"},
    {"HTML: U+10FFFF", cors_escape_html, "\xF4\x8F\xBF\xBF",
     "\xF4\x8F\xBF\xBF"},
    {"HTML: above U+10FFFF", cors_escape_html, "\xF4\x90\x80\x80",
     BAD BAD BAD BAD},
    {"HTML: a continuation that is none", cors_escape_html, "\xF0\x9F\x98<",
     BAD BAD BAD "&lt;"},
    {"label", cors_escape_label, "a\"b\\c\nd\re<", "a\\\"b\\\\c\\nd\\\\x0de<"},
    {"label: a byte alone", cors_escape_label, "\x80", BAD},
    {"line: C1 controls", cors_escape_line,
     "\xC2\x9B"
     "1m\x9B\xC2\xA0\xC3\x9B",
     "\\x9b"
     "1m\\x9b\xC2\xA0\xC3\x9B"},
    {"HTML: C1 controls", cors_escape_html, "\xC2\x80\xC2\x9F\xC2\xA0",
     "\\x80\\x9f\xC2\xA0"},
    {"JSON: C1 controls", cors_escape_json, "\xC2\x9B", "\"\\u009b\""},
    {"line", cors_escape_line, "a\tb\x1B[31m\x7F\xC3\xA9\xFF\\",
     "a\\x09b\\x1b[31m\\x7f\xC3\xA9\xFF\\"},
    {"query", cors_escape_query, "https://a.example:8443/?x=~1&y z+",
     "https%3A%2F%2Fa.example%3A8443%2F%3Fx%3D~1%26y%20z%2B"},
    {"query: bytes", cors_escape_query, "\xC3\xA9_-.", "%C3%A9_-."},
};

START_TEST(test_escape)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    rows[_i].escape(&text, rows[_i].string);
    ck_assert_msg(strcmp(text.bytes, rows[_i].want) == 0, "%s: '%s', not '%s'",
                  rows[_i].label, text.bytes, rows[_i].want);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_escape, 0, ROWS(rows));
    return unit_finish("cors_escape", tests);
}
