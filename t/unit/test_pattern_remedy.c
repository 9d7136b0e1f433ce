/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_pattern_remedy.h"

#include "remedy_rows.h"
#include "origin/cors_pattern_correction.h"
#include "random_text.h"
#include "unit.h"

static cors_remedy_t remedy_of(const char *text)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    ck_assert_msg(cors_pattern_parse(text, &pattern, &stop, unit_pool)
                      != CORS_PATTERN_OK,
                  "'%s' is a pattern", text);
    return cors_pattern_remedy(text, &stop, NULL, "CorsAllowOriginMatch",
                               unit_pool);
}

static void check(const char *text, const char *wrong, const char *instead)
{
    const char *want =
        apr_psprintf(unit_pool, "'%s' %s; %s%s", text, wrong,
                     instead ? "write " : "remove it", instead ? instead : "");
    const char *got = cors_remedy_sentence(remedy_of(text), text, unit_pool);

    ck_assert_msg(same_text(got, want), "'%s': says \"%s\", want \"%s\"", text,
                  got, want);
}

START_TEST(test_rows)
{
    check(rows[_i].text, rows[_i].wrong, rows[_i].instead);
}
END_TEST

START_TEST(test_unicode)
{
    check(unicode[_i].text, unicode[_i].wrong,
          cors_pattern_correction_has_idn() ? unicode[_i].instead
                                            : PUNYCODE_FORM);
}
END_TEST

/* All values that the remedy says to write must be patterns. */
static void check_instead(const char *text, cors_remedy_t remedy)
{
    int i;

    for (i = 0; remedy.instead && i < remedy.instead->nelts; ++i) {
        const char *value = APR_ARRAY_IDX(remedy.instead, i, const char *);
        cors_pattern_t pattern;
        cors_pattern_stop_t stop;

        ck_assert_msg(cors_pattern_parse(value, &pattern, &stop, unit_pool)
                          == CORS_PATTERN_OK,
                      "'%s': '%s' is not a pattern", text, value);
    }
}

START_TEST(test_instead)
{
    cors_remedy_t remedy = remedy_of(rows[_i].text);

    check_instead(rows[_i].text, remedy);
    ck_assert_msg(!remedy.instead == (remedy.advice != NULL),
                  "'%s': either values or advice", rows[_i].text);
}
END_TEST

/* Every error has a remedy, also if nothing else is known about the text. */
START_TEST(test_every_error)
{
    const cors_pattern_stop_t stop = {CORS_PATTERN_NOT_ORIGIN,
                                      (cors_origin_error_e)_i, 0};
    cors_remedy_t remedy = cors_pattern_remedy(
        "app://a.example", &stop, NULL, "CorsAllowOriginMatch", unit_pool);

    ck_assert_msg(strlen(remedy.wrong) > 20, "\"%s\"", remedy.wrong);
    ck_assert_msg(strlen(remedy.advice) > 8, "\"%s\"", remedy.advice);
}
END_TEST

/* Directives that do not accept regular expressions. */
static const struct {
    const char *text;
    bool needs_regex;
} plain_lists[] = {
    {"https://(a|b).example", true},
    {"https://example\\.com", true},
    {"https://a.example$", true},
    {"https://*-preview.example.com", true},
    {"app://*.x", true},
    {"app://*.x,app://*.y", true},
    {"app://*/", false},
    {"https://a.example|https://b.example", false},
    {"https://a.example,b$", false},
    {"https://foo.*.com", false},
    {"https://a.example/", false},
};

START_TEST(test_plain_lists)
{
    const char *text = plain_lists[_i].text;
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    const char *got, *want;

    cors_pattern_parse(text, &pattern, &stop, unit_pool);
    got = cors_remedy_sentence(
        cors_pattern_remedy(text, &stop, "deny rules", NULL, unit_pool), text,
        unit_pool);
    want = cors_remedy_sentence(remedy_of(text), text, unit_pool);
    if (plain_lists[_i].needs_regex) {
        want = apr_pstrcat(unit_pool, "'", text,
                           "' is not an origin pattern, and deny rules take no "
                           "regular expressions; write the origins, or a "
                           "pattern, as in 'https://*.example.com'",
                           NULL);
    }
    ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(test_too_long)
{
    const char *text = apr_psprintf(unit_pool, "https://a.example%0319d", 0);
    static const char wrong[] =
        "is longer than the 326 bytes that an origin can have";

    check(text, wrong, FORM);
    check(apr_psprintf(unit_pool, "https://a.example/%0319d", 0), wrong,
          "'https://a.example'");
}
END_TEST

/* A line of a configuration file can have 16 MB. Memory and stack for its
 * message must grow only in proportion to it, or this test crashes. */
static const char *const parts[] = {
    "*.", "a.b,", "*,", "https://a.b|", "\xc3\xbc.", " ", ".", "x", "[", ":",
};

START_TEST(test_a_megabyte)
{
    static const char *const starts[] = {"", "https://", "https://*"};
    apr_size_t length = strlen(parts[_i]);
    apr_size_t count = (1 << 20) / length;
    int i;

    for (i = 0; i < ROWS(starts); ++i) {
        char *text = apr_palloc(unit_pool, strlen(starts[i]) + count * length
                                               + sizeof("y"));
        char *end = text + strlen(starts[i]);
        apr_size_t k;

        memcpy(text, starts[i], strlen(starts[i]));
        for (k = 0; k < count; ++k, end += length) {
            memcpy(end, parts[_i], length);
        }
        memcpy(end, "y", sizeof("y"));
        ck_assert_msg(remedy_of(text).wrong != NULL,
                      "'%s' many times after '%s'", parts[_i], starts[i]);
    }
}
END_TEST

/* Remedies for random texts name valid patterns only. */
START_TEST(test_remedies_of_random_texts)
{
    uint64_t state = 700 + (uint64_t)_i;
    int i;

    for (i = 0; i < 2000; ++i) {
        const char *text = random_text(&state);
        cors_pattern_t pattern;
        cors_pattern_stop_t stop;

        if (cors_pattern_parse(text, &pattern, &stop, unit_pool)
            != CORS_PATTERN_OK) {
            ck_assert_uint_le(stop.at, strlen(text));
            check_instead(text, remedy_of(text));
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_loop_test(
        unit_needs(cors_pattern_correction_has_idn(), "libidn2", tests),
        test_unicode, 0, ROWS(unicode));
    tcase_add_loop_test(tests, test_instead, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_every_error, CORS_ORIGIN_TOO_LONG,
                        CORS_ORIGIN_DEFAULT_PORT + 1);
    tcase_add_loop_test(tests, test_plain_lists, 0, ROWS(plain_lists));
    tcase_add_test(tests, test_too_long);
    tcase_add_loop_test(tests, test_a_megabyte, 0, ROWS(parts));
    tcase_add_loop_test(tests, test_remedies_of_random_texts, 0, 20);
    return unit_finish("cors_pattern_remedy", tests);
}
