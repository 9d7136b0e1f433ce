/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_pattern_advice.h"

#include "advice_rows.h"
#include "origin/cors_pattern_correction.h"
#include "random_text.h"
#include "unit.h"

static const char *advice(const char *text)
{
    cors_pattern_t pattern;
    cors_origin_fault_e why;
    cors_pattern_fault_e fault =
        cors_pattern_compile(text, &pattern, &why, unit_pool);

    ck_assert_msg(fault != CORS_PATTERN_OK, "'%s' compiles", text);
    return cors_pattern_advice(text, fault, why, unit_pool);
}

static void check(const char *text, const char *wrong, const char *instead)
{
    const char *want =
        apr_psprintf(unit_pool, "'%s' %s; %s%s", text, wrong,
                     instead ? "write " : "remove it", instead ? instead : "");
    const char *got = advice(text);

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

/* What is written instead, word by word, is accepted. */
static void check_instead(const char *text, const char *instead)
{
    char *words = apr_pstrdup(unit_pool, instead);
    char *state, *word;

    for (word = apr_strtok(words, "' ", &state); word;
         word = apr_strtok(NULL, "' ", &state)) {
        cors_pattern_t pattern;
        cors_origin_fault_e why;

        ck_assert_msg(cors_pattern_compile(word, &pattern, &why, unit_pool)
                          == CORS_PATTERN_OK,
                      "'%s': '%s' does not compile", text, word);
    }
}

START_TEST(test_instead)
{
    const char *instead = strstr(advice(rows[_i].text), "; write '");

    if (instead && strcmp(rows[_i].instead, WHERE) != 0
        && !strstr(rows[_i].instead, "CorsAllowOriginMatch")
        && strcmp(rows[_i].instead, EVERY) != 0) {
        check_instead(rows[_i].text, strchr(instead, '\''));
    }
}
END_TEST

/* Every fault has a sentence, also where nothing is known but the fault. */
START_TEST(test_every_fault)
{
    const char *text = "app://a.example";
    const char *got = cors_pattern_advice(text, CORS_PATTERN_NOT_ORIGIN,
                                          (cors_origin_fault_e)_i, unit_pool);
    const char *begin = apr_pstrcat(unit_pool, "'", text, "' ", NULL);
    const char *wrong = got + strlen(begin);
    const char *end = strstr(got, "; ");

    ck_assert_msg(strncmp(got, begin, strlen(begin)) == 0, "\"%s\"", got);
    ck_assert_msg(end && end - wrong > 20 && strlen(end) > strlen("; ") + 8,
                  "\"%s\"", got);
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

/* A line of a configuration file has up to 16 MB. What is told of it takes
 * memory and stack in proportion, or this crashes. */
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
        ck_assert_msg(strstr(advice(text), "; write ") != NULL,
                      "'%s' many times after '%s'", parts[_i], starts[i]);
    }
}
END_TEST

/* Whatever is said to be written compiles, whatever was written. */
START_TEST(test_whatever_is_written_instead_compiles)
{
    static const char *const others[] = {EVERY, WHERE};
    uint64_t state = 700 + (uint64_t)_i;
    int i, k;

    for (i = 0; i < 2000; ++i) {
        const char *text = random_text(&state);
        cors_pattern_t pattern;
        const char *sentence = cors_pattern_parse(text, &pattern, unit_pool);
        const char *instead = sentence ? strstr(sentence, "; write ") : NULL;

        ck_assert_msg(!sentence
                          || strncmp(sentence + 1, text, strlen(text)) == 0,
                      "'%s': says \"%s\"", text, shown(sentence));
        instead = instead && !strstr(instead, "CorsAllowOriginMatch")
                      ? instead + strlen("; write ")
                      : NULL;
        for (k = 0; k < ROWS(others) && instead; ++k) {
            instead = strcmp(instead, others[k]) == 0 ? NULL : instead;
        }
        if (instead && *instead == '\'') {
            check_instead(text, instead);
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
    tcase_add_loop_test(tests, test_every_fault, CORS_ORIGIN_TOO_LONG,
                        CORS_ORIGIN_DEFAULT_PORT + 1);
    tcase_add_test(tests, test_too_long);
    tcase_add_loop_test(tests, test_a_megabyte, 0, ROWS(parts));
    tcase_add_loop_test(tests, test_whatever_is_written_instead_compiles, 0,
                        20);
    return unit_finish("cors_pattern_advice", tests);
}
