/* SPDX-License-Identifier: Apache-2.0 */
#include "lists/cors_list_row.h"

#include "origin/cors_pattern_correction.h"
#include "origin/cors_public_suffix.h"

#include "unit.h"

/* Returns the text of a result: "=" if the row is used as it is, "~pattern" if
 * its correction is used, with " deny" if for deny rules only; "-" if it is
 * skipped. */
static const char *read_row(const char *text, apr_size_t length)
{
    char *copy = exact_copy(text, length);
    cors_list_row_t row;
    const char *result = "-";

    cors_list_row_read(copy, length, &row, unit_pool);
    if (row.kind != CORS_LIST_ROW_SKIPPED) {
        if (row.kind == CORS_LIST_ROW_USED) {
            ck_assert_uint_eq(row.length, length);
            ck_assert_int_eq(row.written == NULL, !memchr(text, '*', length));
            ck_assert_int_eq(memcmp(row.text, text, length), 0);
        }
        result = apr_psprintf(
            unit_pool, "%s%s%s", row.kind == CORS_LIST_ROW_USED ? "=" : "~",
            row.kind == CORS_LIST_ROW_USED
                ? ""
                : apr_pstrmemdup(unit_pool, row.text, row.length),
            row.dangerous ? " deny" : "");
    }
    free(copy);
    return result;
}

static const struct {
    const char *text, *want;
} rows[] = {
    {"https://a.example", "="},
    {"https://a.example:8443", "="},
    {"https://a.example.", "="},
    {"https://[::1]", "="},
    {"http://localhost:3000", "="},
    {"http://127.0.0.1", "="},
    {"app://x", "="},
    {"app://.", "="},
    {"capacitor://localhost", "="},
    {"https://*.a.example", "="},
    {"https://a.example:*", "="},
    {"https://*.a.example:*", "="},
    {"https://*.a.example:8443", "="},
    {"http://localhost:*", "="},
    {"http://*.localhost", "="},

    {"http://a.example", "= deny"},
    {"http://a.example:*", "= deny"},
    {"http://*.a.example", "= deny"},
    {"HTTP://a.example", "~http://a.example deny"},

    {" https://a.example", "~https://a.example"},
    {"https://a.example \t", "~https://a.example"},
    {"https://a.example\r\n", "~https://a.example"},
    {"https://a.example/", "~https://a.example"},
    {"HTTPS://A.Example", "~https://a.example"},
    {"https://a.example:443", "~https://a.example"},
    {"http://localhost:80", "~http://localhost"},
    {"https://*.a.example:443", "~https://*.a.example"},
    {" Https://A.example:443/ ", "~https://a.example"},
    {"https://*.A.example:*/", "~https://*.a.example:*"},
    {"https://[::FFFF]/", "~https://[::ffff]"},
    {"App://Host/", "~app://Host"},

    {"", "-"},
    {"  ", "-"},
    {"*", "-"},
    {" *", "-"},
    {":*", "-"},
    {"null", "-"},
    {"NULL", "-"},
    {" null", "-"},
    {"file://", "-"},
    {"file:///", "-"},
    {"file:///x", "-"},
    {"app://*", "-"},
    {"APP://*", "-"},
    {"https://*", "-"},
    {"a.example", "-"},
    {"www.a.example/", "-"},
    {"localhost:3000", "-"},
    {"https:/a.example", "-"},
    {"https//a.example", "-"},
    {"https://a.example//", "-"},
    {"https://a.example/ /", "-"},
    {"https://a.example/x", "-"},
    {"https://a.example?x", "-"},
    {"https://a.example/?", "-"},
    {"https://u@a.example", "-"},
    {"https://a.example:0443", "-"},
    {"https://a.example:", "-"},
    {"https://a.example:80:443", "-"},
    {"http://a.example:443443", "-"},
    {"https://[0:0:0:0:0:0:0:1]", "-"},
    {"https://127.1", "-"},
    {"https://*.127.0.0.1", "-"},
    {"https://*a.example", "-"},
    {"https://a.*.example", "-"},
    {"https://a.example,https://b.example", "-"},
    {"https://a.example https://b.example", "-"},
    {"app://a,b", "-"},
    {"^https://.*$", "-"},
    {"https://a~b.example", "-"},
    {"# comment", "-"},
    {"https://a.example # comment", "-"},
    {"https://b\xfc"
     "cher.example",
     "-"},
    {"https://a.example\xc3", "-"},
};

START_TEST(test_row)
{
    const char *got = read_row(rows[_i].text, strlen(rows[_i].text));

    ck_assert_msg(same_text(got, rows[_i].want), "'%s': got %s, want %s",
                  rows[_i].text, got, rows[_i].want);
}
END_TEST

/* With libidn2. */
static const struct {
    const char *text, *want;
} unicode_rows[] = {
    {"https://b\xc3\xbc"
     "cher.example",
     "~https://xn--bcher-kva.example"},
    {" HTTPS://B\xc3\x9c"
     "CHER.example:443/",
     "~https://xn--bcher-kva.example"},
    {"https://*.b\xc3\xbc"
     "cher.example:8443",
     "~https://*.xn--bcher-kva.example:8443"},
    {"https://b\xc3\xbc"
     "cher.example:*",
     "~https://xn--bcher-kva.example:*"},
    {"http://b\xc3\xbc"
     "cher.example",
     "~http://xn--bcher-kva.example deny"},
    {"https://b\xc3\xbc"
     "cher.example/x",
     "-"},
    {"https://u@b\xc3\xbc"
     "cher.example",
     "-"},
    {"b\xc3\xbc"
     "cher.example",
     "-"},
    {"https://b\xc3\xbc"
     "cher.example, https://a.example",
     "-"},
    {"https://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", "-"},
};

START_TEST(test_unicode)
{
    const char *text = unicode_rows[_i].text;
    const char *got = read_row(text, strlen(text));

    ck_assert_msg(same_text(got, unicode_rows[_i].want),
                  "'%s': got %s, want %s", text, got, unicode_rows[_i].want);
}
END_TEST

START_TEST(test_public_suffix)
{
    ck_assert_str_eq(read_row("https://*.com", 13), "= deny");
    ck_assert_str_eq(read_row("https://*.co.uk:*", 17), "= deny");
    ck_assert_str_eq(read_row("https://*.a.co.uk", 17), "=");
    ck_assert_str_eq(read_row("https://github.io", 17), "=");
}
END_TEST

START_TEST(test_bytes)
{
    char text[CORS_LIST_ROW_MAX_LENGTH + 1];
    cors_list_row_t row;

    ck_assert_str_eq(read_row("https://a.example\0", 18), "-");
    ck_assert_str_eq(read_row("\0", 1), "-");
    cors_list_row_read(NULL, 0, &row, unit_pool);
    ck_assert_str_eq(cors_list_row_sentence(&row, 7, unit_pool),
                     "row 7: skipped '': it is NULL; remove the row");
    memset(text, ' ', sizeof(text));
    memcpy(text, "https://a.example", 17);
    ck_assert_str_eq(read_row(text, sizeof(text) - 1), "~https://a.example");
    ck_assert_str_eq(read_row(text, sizeof(text)), "-");
}
END_TEST

static const struct {
    const char *text, *want;
} sentences[] = {
    {"https://a.example", NULL},
    {"https://*.a.example", NULL},
    {"https://A.example",
     "row 12: corrected 'https://A.example' to 'https://a.example'"},
    {"http://a.example",
     "row 12: used 'http://a.example' for deny rules only: anyone on the "
     "network path can act as that origin"},
    {"http://a.example/",
     "row 12: corrected 'http://a.example/' to 'http://a.example', which "
     "is used for deny rules only: anyone on the network path can act as that "
     "origin"},
    {"https://a.example/x",
     "row 12: skipped 'https://a.example/x': it is not a serialized origin, it "
     "has a path; write 'https://a.example'"},
    {"", "row 12: skipped '': it is empty; remove the row"},
    {"*", "row 12: skipped '*': it matches every origin, and cannot be a row; "
          "write '*' with CorsAllowOrigin or CorsDenyOrigin"},
    {"app://*",
     "row 12: skipped 'app://*': it matches every host of its scheme, and "
     "cannot be a row; write it with CorsAllowOrigin or CorsDenyOrigin"},
    {"null",
     "row 12: skipped 'null': it is the origin of unrelated pages, and "
     "cannot be a row; write it with CorsAllowOrigin or CorsDenyOrigin"},
    {"https://.*[.]example$",
     "row 12: skipped 'https://.*[.]example$': it is not an origin pattern, "
     "and origin lists take no regular expressions; write the origins, or a "
     "pattern, as in 'https://*.example.com'"},
    {"https://a\xff",
     "row 12: skipped 'https://a\xff': it is not UTF-8; write the rows in "
     "UTF-8"},
};

START_TEST(test_sentence)
{
    const char *text = sentences[_i].text;
    cors_list_row_t row;
    const char *got;

    cors_list_row_read(text, strlen(text), &row, unit_pool);
    got = cors_list_row_sentence(&row, 12, unit_pool);
    ck_assert_msg(same_text(got, sentences[_i].want), "got %s, want %s",
                  shown(got), shown(sentences[_i].want));
}
END_TEST

/* A long row is cut between two characters. */
/* The longest row has a byte that no row can have: it is not called long. */
START_TEST(test_longest_sentence)
{
    char text[CORS_LIST_ROW_MAX_LENGTH];
    cors_list_row_t row;

    memset(text, 'x', sizeof(text));
    text[3] = '\0';
    cors_list_row_read(text, sizeof(text), &row, unit_pool);
    ck_assert_str_eq(cors_list_row_sentence(&row, 1, unit_pool),
                     "row 1: skipped 'xxx': it has a NUL byte; write the rows "
                     "in UTF-8");
}
END_TEST

START_TEST(test_long_sentence)
{
    char text[2000];
    cors_list_row_t row;
    const char *got;

    memset(text, 'x', sizeof(text));
    memcpy(text + 99, "\xc3\xbc", 2);
    cors_list_row_read(text, sizeof(text), &row, unit_pool);
    got = cors_list_row_sentence(&row, 1, unit_pool);
    ck_assert_str_eq(got, apr_psprintf(unit_pool,
                                       "row 1: skipped '%.99s...': it is "
                                       "longer than a row can be; write one "
                                       "origin in each row",
                                       text));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_row, 0, ROWS(rows));
    tcase_add_loop_test(
        unit_needs(cors_pattern_correction_has_idn(), "libidn2", tests),
        test_unicode, 0, ROWS(unicode_rows));
    tcase_add_test(
        unit_needs(cors_public_suffix_is_built_in(), "libpsl", tests),
        test_public_suffix);
    tcase_add_test(tests, test_bytes);
    tcase_add_loop_test(tests, test_sentence, 0, ROWS(sentences));
    tcase_add_test(tests, test_longest_sentence);
    tcase_add_test(tests, test_long_sentence);
    return unit_finish("cors_list_row", tests);
}
