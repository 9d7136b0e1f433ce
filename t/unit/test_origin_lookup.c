/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_origin_lookup.h"

#include "base/cors_bytes.h"
#include "unit.h"

static const struct {
    const char *text;
    bool is_null, wellformed;
} rows[] = {
    {"null", true, true},
    {"null://", false, true},
    {"app://.", false, true},
    {"qrc://", false, true},
    {"https://a.example.", false, true},
    {"file://a", false, false},
    {"", false, false},
    {"nul", false, false},
    {"nulls", false, false},
    {"NULL", false, false},
    {"null ", false, false},
    {"*", false, false},
    {"https://a.example", false, true},
    {"http://[::1]:3000", false, true},
    {"app://a", false, true},
    {"https://a.example/", false, false},
    {"https://a.example https://b.example", false, false},
    {"https://A.example", false, false},
    {"https://a.example:443", false, false},
    {"file://", false, true},
};

START_TEST(test_rows)
{
    const char *text = rows[_i].text;
    size_t length = strlen(text);
    bool is_origin = rows[_i].wellformed && !rows[_i].is_null;
    cors_origin_lookup_t lookup;
    const cors_origin_t *origin;

    memset(&lookup, 0xff, sizeof(lookup));
    cors_origin_lookup_init(&lookup, text);
    ck_assert_msg(lookup.text == text && lookup.length == length, "'%s': text",
                  text);
    ck_assert_msg(lookup.hash == cors_bytes_hash(text, length), "'%s': hash",
                  text);
    ck_assert_msg(lookup.is_null == rows[_i].is_null, "'%s': is null", text);
    ck_assert_msg(!lookup.parsed, "'%s': parsed before it is needed", text);
    ck_assert_msg(cors_origin_lookup_is_wellformed(&lookup)
                      == rows[_i].wellformed,
                  "'%s': well-formed", text);
    origin = cors_origin_lookup_origin(&lookup);
    ck_assert_msg((origin != NULL) == is_origin, "'%s': origin", text);
    ck_assert_msg(!origin || origin->scheme == text,
                  "'%s': the origin is of another text", text);
    ck_assert_msg(cors_origin_lookup_origin(&lookup) == origin,
                  "'%s': another origin on the second call", text);
}
END_TEST

/* The origins of every sandboxed page, and of every local file. */
START_TEST(test_null_like)
{
    static const struct {
        const char *text;
        bool want;
    } texts[] = {
        {"null", true},    {"file://", true},  {"nul", false},
        {"nulls", false},  {"file:/", false},  {"file:///", false},
        {"", false},       {"File://", false}, {"fil://", false},
        {"qrc://", false}, {"null://", false}, {"https://a", false},
    };
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, texts[i].text);
        ck_assert_msg(cors_origin_lookup_is_null_like(&lookup) == texts[i].want,
                      "'%s'", texts[i].text);
        ck_assert_msg(!lookup.parsed, "'%s' is parsed for that", texts[i].text);
    }
}
END_TEST

/* The origin without the final dot of its host. */
START_TEST(test_without_dot)
{
    static const struct {
        const char *text, *want;
    } texts[] = {
        {"https://a.example.", "https://a.example"},
        {"https://a.example.:8443", "https://a.example:8443"},
        {"http://a.", "http://a"},
        {"http://a.:1029", "http://a:1029"},
        {"https://a.example", NULL},
        {"https://1.2.3.4", NULL},
        {"https://1.2.3.4:81", NULL},
        {"https://[::1]:81", NULL},
        {"https://a.example..", NULL},
        {"https://a.example./", NULL},
        {"https://1.2.3.4.", NULL},
        {"https://a.example.:", NULL},
        {"https://.", NULL},
        {"app://.", NULL},
        {"app://a.:81", NULL},
        {"null.", NULL},
        {".", NULL},
        {":81", NULL},
        {"", NULL},
        {"null", NULL},
    };
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        char text[CORS_ORIGIN_MAX_LENGTH + 1];
        cors_origin_lookup_t lookup, dotless;
        bool has_dot;

        cors_origin_lookup_init(&lookup, texts[i].text);
        has_dot = cors_origin_lookup_without_dot(&lookup, text, &dotless);
        ck_assert_msg(has_dot == (texts[i].want != NULL), "'%s'",
                      texts[i].text);
        if (has_dot) {
            ck_assert_str_eq(dotless.text, texts[i].want);
            ck_assert(dotless.hash
                      == cors_bytes_hash(dotless.text, dotless.length));
            ck_assert(cors_origin_lookup_is_wellformed(&dotless));
        }
    }
}
END_TEST

/* "null" is recognized without parsing, and a parsed text is not parsed
 * again. */
START_TEST(test_parses_once)
{
    char text[] = "https://a.example";
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, "null");
    ck_assert(cors_origin_lookup_is_wellformed(&lookup));
    ck_assert(!lookup.parsed);
    cors_origin_lookup_init(&lookup, text);
    ck_assert_ptr_nonnull(cors_origin_lookup_origin(&lookup));
    text[0] = '*';
    ck_assert(cors_origin_lookup_is_wellformed(&lookup));
}
END_TEST

/* A text that is longer than every origin is not hashed, and not read to its
 * end. */
START_TEST(test_too_long)
{
    const char *text = apr_psprintf(unit_pool, "app://a%0*d", 319 + _i, 0);
    size_t length = strlen(text);
    char *copy = exact_copy(text, length + (_i == 0));
    cors_origin_lookup_t lookup;

    ck_assert_int_eq((int)length, CORS_ORIGIN_MAX_LENGTH + _i);
    cors_origin_lookup_init(&lookup, copy);
    ck_assert_msg(lookup.hash == (_i > 0 ? 0 : cors_bytes_hash(text, length)),
                  "%d bytes: hash", (int)length);
    ck_assert_msg(lookup.length
                      == (_i > 0 ? CORS_ORIGIN_MAX_LENGTH + 1 : length),
                  "%d bytes: length", (int)length);
    ck_assert_msg(cors_origin_lookup_is_wellformed(&lookup) == (_i == 0),
                  "%d bytes: well-formed", (int)length);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_test(tests, test_null_like);
    tcase_add_test(tests, test_without_dot);
    tcase_add_test(tests, test_parses_once);
    tcase_add_loop_test(tests, test_too_long, 0, 3);
    return unit_finish("cors_origin_lookup", tests);
}
