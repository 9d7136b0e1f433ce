/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_origin_lookup.h"

#include "cors_bytes.h"
#include "unit.h"

static const struct {
    const char *text;
    bool is_null, wellformed;
} rows[] = {
    {"null", true, true},
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
    {"file://", false, false},
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
    ck_assert_msg(lookup.hash == cors_hash_bytes(text, length), "'%s': hash",
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
                  "'%s': another origin when asked again", text);
}
END_TEST

/* "null" is told without parsing, and what was parsed is not parsed again. */
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

/* What is longer than every origin is not even hashed, nor read to its end. */
START_TEST(test_too_long)
{
    const char *text = apr_psprintf(unit_pool, "https://a%0*d", 317 + _i, 0);
    size_t length = strlen(text);
    char *copy = exact_copy(text, length + (_i == 0));
    cors_origin_lookup_t lookup;

    ck_assert_int_eq((int)length, CORS_ORIGIN_MAX_LENGTH + _i);
    cors_origin_lookup_init(&lookup, copy);
    ck_assert_msg(lookup.hash == (_i > 0 ? 0 : cors_hash_bytes(text, length)),
                  "%d bytes: hash", (int)length);
    ck_assert_msg(lookup.length
                      == (_i > 0 ? CORS_ORIGIN_MAX_LENGTH + 1 : length),
                  "%d bytes: length", (int)length);
    ck_assert_msg(!cors_origin_lookup_is_wellformed(&lookup),
                  "%d bytes: well-formed", (int)length);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_rows, 0, ROWS(rows));
    tcase_add_test(tests, test_parses_once);
    tcase_add_loop_test(tests, test_too_long, 0, 3);
    return unit_finish("cors_origin_lookup", tests);
}
