/* SPDX-License-Identifier: Apache-2.0 */
#include "lists/cors_list_remedy.h"

#include "lists/cors_list_row.h"
#include "random_text.h"
#include "unit.h"

#define OWN_ROW "write each in a row of its own"
#define COLUMNS "has several columns; "
#define COMMENT "has a comment, which can only be a whole line; remove it"
#define QUOTES "has quotation marks; "
#define NO_HOST "names no host; write the host, as in 'https://*.example.com'"
#define DIRECTIVE " with CorsAllowOrigin or CorsDenyOrigin instead of the row"
#define NO_SCHEME                                                              \
    "is not a serialized origin, it has no scheme; write scheme://host or "    \
    "scheme://host:port, as in 'https://example.com'"

static const struct {
    const char *row, *want;
} rows[] = {
    /* Several origins. */
    {"https://a.example https://b.example", "has two origins; " OWN_ROW},
    {"https://a.example,https://b.example", "has two origins; " OWN_ROW},
    {"https://a.example; https://b.example", "has two origins; " OWN_ROW},
    {"https://a.example|https://b.example", "has two origins; " OWN_ROW},
    {"\"https://a.example\",'https://b.example'", "has two origins; " OWN_ROW},
    {"https://a.example/x,https://B.example", "has two origins; " OWN_ROW},
    {"https://a.example https://b.example app://c", "has 3 origins; " OWN_ROW},
    /* Columns. */
    {"https://a.example,Customer,5", COLUMNS "write only 'https://a.example'"},
    {"5\thttps://a.example", COLUMNS "write only 'https://a.example'"},
    {"\"https://a.example\",\"Customer\"",
     COLUMNS "write only 'https://a.example'"},
    {"a.example,Customer",
     COLUMNS "write only the origin, as in 'https://example.com'"},
    /* Other text. */
    {"https://a.example,", "has more than an origin; write only "
                           "'https://a.example'"},
    {"\"https://a.example\",", "has more than an origin; write only "
                               "'https://a.example'"},
    {"https://a.example Customer", "has more than an origin; write only "
                                   "'https://a.example'"},
    {"https://a # text", COMMENT},
    {"https://a.example\t#text", COMMENT},
    {"https://a.example/#text", "is not a serialized origin, it has a path; "
                                "write 'https://a.example'"},
    /* Quotation marks. */
    {"\"https://a.example\"", QUOTES "write 'https://a.example'"},
    {" 'a.example' ", QUOTES "write 'https://a.example'"},
    {"`https://A.example/x`", QUOTES "write 'https://a.example'"},
    {"\"x\"", QUOTES "remove them"},
    {"\"*\"", QUOTES "remove them"},
    /* What only directives can have. */
    {"https://*", NO_HOST},
    {"https://*:8443", NO_HOST},
    {"https://*/", NO_HOST},
    {"list:x", "is a list, and cannot be a row; write it with CorsAllowOrigin "
               "or CorsDenyOrigin"},
    {"app://*/x", "is not an origin pattern, nothing can follow the '*' of the "
                  "scheme 'app'; write 'app://*'" DIRECTIVE},
    {"https://(a|b)[.]example",
     "is not an origin pattern, and origin lists take no regular expressions; "
     "write the origins, or a pattern, as in 'https://*.example.com'"},
    {"https://a{1,2}[.]example",
     "is not an origin pattern, and origin lists take no regular expressions; "
     "write the origins, or a pattern, as in 'https://*.example.com'"},
    /* What directives can have too. */
    {"list://x/", "is not a serialized origin, it has a path; write "
                  "'list://x'"},
    {"https://https://a.example", "is not a serialized origin, it has two "
                                  "schemes; write 'https://a.example'"},
    {"a b", NO_SCHEME},
    {"None", NO_SCHEME},
};

static cors_remedy_t remedy_of(const char *row)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    ck_assert_msg(cors_pattern_parse(row, &pattern, &stop, unit_pool)
                      != CORS_PATTERN_OK,
                  "'%s' is a pattern", row);
    return cors_list_remedy(row, &stop, unit_pool);
}

START_TEST(test_row)
{
    const char *row = rows[_i].row;
    const char *want =
        apr_pstrcat(unit_pool, "'", row, "' ", rows[_i].want, NULL);

    ck_assert_str_eq(cors_remedy_sentence(remedy_of(row), row, unit_pool),
                     want);
}
END_TEST

/* Each value that the remedy says to write can be a row, and the remedy names
 * nothing that no row can be. */
static void check(const char *text, cors_remedy_t remedy)
{
    const char *sentence = cors_remedy_sentence(remedy, text, unit_pool);
    int i;

    for (i = 0; remedy.instead && i < remedy.instead->nelts; ++i) {
        const char *value = APR_ARRAY_IDX(remedy.instead, i, const char *);
        cors_list_row_t row;

        cors_list_row_read(value, strlen(value), &row, unit_pool);
        ck_assert_msg(row.kind == CORS_LIST_ROW_USED, "%s", sentence);
    }
    sentence += strlen(text);
    ck_assert_msg(!strstr(sentence, "CorsAllowOriginMatch"), "%s", sentence);
    ck_assert_msg(!strstr(sentence, "values"), "%s", sentence);
    ck_assert_msg(!strstr(sentence, "every origin"), "%s", sentence);
}

START_TEST(test_random_rows)
{
    uint64_t state = (uint64_t)_i;
    int checked = 0, i;

    for (i = 0; i < 2000; ++i) {
        const char *text = random_text(&state);
        cors_pattern_t pattern;
        cors_pattern_stop_t stop;

        if (cors_pattern_parse(text, &pattern, &stop, unit_pool)
            != CORS_PATTERN_OK) {
            check(text, cors_list_remedy(text, &stop, unit_pool));
            ++checked;
        }
    }
    ck_assert_int_gt(checked, 1000);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_row, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_random_rows, 0, 20);
    return unit_finish("cors_list_remedy", tests);
}
