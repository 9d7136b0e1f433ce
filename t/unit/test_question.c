/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_question.h"

#include "unit.h"

/* The members of a question in one line. */
static const char *print(const cors_question_t *q)
{
    return apr_psprintf(
        unit_pool, "%s %s://%s:%d%s from %s sets [%s] %s%s%s%s", q->method,
        q->scheme, q->host, q->port, q->path, q->origin,
        q->headers ? q->headers : "-", q->content_type ? q->content_type : "-",
        q->credentials ? " credentials" : "", q->sec_fetch_site ? " " : "",
        q->sec_fetch_site ? q->sec_fetch_site : "");
}

static const struct {
    const char *label;
    const char *words;
    const char *want;
} word_rows[] = {
    {"the shortest", "GET https://a/ Origin=https://b",
     "GET https://a:443/ from https://b sets [-] -"},
    {"all",
     "PUT https://api.example.com/orders/7 Origin=https://app.example "
     "Headers=content-type,x-a Credentials Content-Type=text/plain "
     "Sec-Fetch-Site=cross-site Format=json",
     "PUT https://api.example.com:443/orders/7 from https://app.example sets "
     "[content-type, x-a] text/plain credentials cross-site"},
    {"another order", "GET http://a:81 Credentials Headers=B,a Origin=null",
     "GET http://a:81/ from null sets [a, b] - credentials"},
    {"blanks and tabs", "  GET \t https://a/\tOrigin=b ",
     "GET https://a:443/ from b sets [-] -"},
    {"decoded", "GET https://a/%41 Origin=https%3A//b%20c+d",
     "GET https://a:443/%41 from https://b c+d sets [-] -"},
    {"blanks around values", "GET https://a/ Origin=%20b%20 Headers=%20a,%20b",
     "GET https://a:443/ from b sets [a, b] -"},
    {"bytes that are not UTF-8", "GET https://a/ Origin=\xFF%80",
     "GET https://a:443/ from \xFF\x80 sets [-] -"},
    {"normalized", "put https://a/ Origin=b",
     "PUT https://a:443/ from b sets [-] -"},
    {"not normalized", "patch https://a/ Origin=b",
     "patch https://a:443/ from b sets [-] -"},
    {"a method of one's own", "M-SEARCH https://a/ Origin=b",
     "M-SEARCH https://a:443/ from b sets [-] -"},
    {"each name once", "GET https://a/ Origin=b Headers=X-B,,x-a,X-b,x-B",
     "GET https://a:443/ from b sets [x-a, x-b] -"},
    {"Content-Type implies its name",
     "GET https://a/ Origin=b Content-Type=a/b Headers=x,a,Content-Type",
     "GET https://a:443/ from b sets [a, content-type, x] a/b"},
    {"empty values", "GET https://a/ Origin=b Headers= Content-Type=",
     "GET https://a:443/ from b sets [-] -"},
    {"safelisted names", "GET https://a/ Origin=b Headers=Accept,range",
     "GET https://a:443/ from b sets [accept, range] -"},
};

START_TEST(test_words)
{
    cors_question_t question;
    const char *error =
        cors_question_read_words(word_rows[_i].words, &question, unit_pool);

    ck_assert_msg(!error, "%s: %s", word_rows[_i].label, error);
    ck_assert_msg(strcmp(print(&question), word_rows[_i].want) == 0,
                  "%s: '%s', not '%s'", word_rows[_i].label, print(&question),
                  word_rows[_i].want);
}
END_TEST

#define UNKNOWN                                                                \
    " is not one of Origin=, Headers=, Content-Type=, Sec-Fetch-Site=, "       \
    "Credentials and Format=json"
#define TOKEN " is not a method, because it is not a token"
#define FORBIDDEN " is a forbidden method, which no script can send"
#define NAME " is not a header name; separate names by commas"
#define FORBIDDEN_NAME                                                         \
    " is a forbidden request-header: no script can set it, and browsers do "   \
    "not ask for it"
#define SITE                                                                   \
    " is not a value of Sec-Fetch-Site: these are same-origin, same-site, "    \
    "cross-site and none"
#define SECOND " is the second value for the same name"

static const struct {
    const char *label;
    const char *words;
    const char *want;
} bad_word_rows[] = {
    {"nothing", "", "the question has no method, such as GET"},
    {"blanks", "  ", "the question has no method, such as GET"},
    {"no URL", "GET",
     "the question has no URL, such as https://api.example.com/"},
    {"no origin", "GET https://a/",
     "the question has no origin, such as https://app.example"},
    {"an empty origin", "GET https://a/ Origin=%20",
     "the question has no origin, such as https://app.example"},
    {"no method", "https://a/ Origin=b Credentials", "'https://a/'" TOKEN},
    {"a forbidden method", "trace https://a/ Origin=b", "'trace'" FORBIDDEN},
    {"CONNECT", "CONNECT https://a/ Origin=b", "'CONNECT'" FORBIDDEN},
    {"TRACK", "TRACK https://a/ Origin=b", "'TRACK'" FORBIDDEN},
    {"a bad URL", "GET a/ Origin=b",
     "'a/' is not a usable URL: it does not begin with http:// or https://"},
    {"an unknown word", "GET https://a/ Origin=b Cookies", "'Cookies'" UNKNOWN},
    {"another case", "GET https://a/ origin=b", "'origin=b'" UNKNOWN},
    {"a value for a switch", "GET https://a/ Origin=b Credentials=1",
     "'Credentials=1'" UNKNOWN},
    {"another format", "GET https://a/ Origin=b Format=xml",
     "'Format=xml'" UNKNOWN},
    {"two origins", "GET https://a/ Origin=b Origin=c", "'Origin=c'" SECOND},
    {"a NUL", "GET https://a/ Origin=b%00c", "'Origin=b%00c' contains a NUL"},
    {"a control character", "GET https://a/ Origin=b%0ac",
     "'b\\x0ac' has a control character"},
    {"DEL", "GET https://a/ Origin=b\x7F", "'b\\x7f' has a control character"},
    {"an unknown word with an escape", "GET https://a/ Origin=b \x1B[31m",
     "'\\x1b[31m'" UNKNOWN},
    {"a control character in a header", "GET https://a/ Origin=b Headers=a%09",
     "'a\\x09' has a control character"},
    {"no token as header", "GET https://a/ Origin=b Headers=a,b%20c,d",
     "'b c'" NAME},
    {"a forbidden header", "GET https://a/ Origin=b Headers=x-a,Cookie",
     "'Cookie'" FORBIDDEN_NAME},
    {"Sec-", "GET https://a/ Origin=b Headers=sec-x", "'sec-x'" FORBIDDEN_NAME},
    {"Origin as header", "GET https://a/ Origin=b Headers=Origin",
     "'Origin'" FORBIDDEN_NAME},
    {"a site", "GET https://a/ Origin=b Sec-Fetch-Site=same", "'same'" SITE},
    {"the case of a site", "GET https://a/ Origin=b Sec-Fetch-Site=None",
     "'None'" SITE},
};

START_TEST(test_bad_words)
{
    cors_question_t question;
    const char *error =
        cors_question_read_words(bad_word_rows[_i].words, &question, unit_pool);

    ck_assert_msg(same_text(error, bad_word_rows[_i].want), "%s: %s, not %s",
                  bad_word_rows[_i].label, shown(error),
                  bad_word_rows[_i].want);
}
END_TEST

/* The format is known also if the question is unusable. */
static const struct {
    const char *words;
    bool want;
} format_rows[] = {
    {"GET https://a/ Origin=b Format=json", true},
    {"GET https://a/ Origin=b", false},
    {"GET https://a/ Other Format=json", true},
    {"TRACE Format=json", true},
    {"Format=json", true},
    {"GET https://a/ Origin=Format=json", false},
    {"GET https://a/ Format=jsonp", false},
};

START_TEST(test_format)
{
    cors_question_t question;

    (void)cors_question_read_words(format_rows[_i].words, &question, unit_pool);
    ck_assert_msg(question.json == format_rows[_i].want, "%s",
                  format_rows[_i].words);
}
END_TEST

#define BASE "url=https%3A%2F%2Fa%2F&origin=b"

static const struct {
    const char *label;
    const char *query;
    const char *want; /* the question, or the sentence */
} query_rows[] = {
    {"the shortest", BASE, "GET https://a:443/ from b sets [-] -"},
    {"all",
     "method=PUT&url=http://a/b%3Fc&origin=https://d&headers=X-B,+x-a"
     "&credentials=on&content-type=a%2Fb&sec-fetch-site=none&format=json&x=y",
     "PUT http://a:80/b?c from https://d sets [content-type, x-a, x-b] a/b "
     "credentials none"},
    {"as an empty form sends it",
     BASE "&method=&headers=&content-type=&sec-fetch-site=",
     "GET https://a:443/ from b sets [-] -"},
    {"blanks around values",
     "url=+https://a/+&origin=+b+&method=+post+&sec-fetch-site=none+",
     "POST https://a:443/ from b sets [-] - none"},
    {"the first counts", BASE "&origin=c&url=x",
     "GET https://a:443/ from b sets [-] -"},
    {"credentials without a value", BASE "&credentials",
     "GET https://a:443/ from b sets [-] -"},
    {"credentials=0", BASE "&credentials=0",
     "GET https://a:443/ from b sets [-] -"},
    {"credentials=Off", BASE "&credentials=Off",
     "GET https://a:443/ from b sets [-] -"},
    {"credentials=false", BASE "&credentials=false",
     "GET https://a:443/ from b sets [-] -"},
    {"credentials=1", BASE "&credentials=1",
     "GET https://a:443/ from b sets [-] - credentials"},
    {"no URL", "origin=b",
     "the question has no URL, such as https://api.example.com/"},
    {"no origin", "url=https://a/&origin=",
     "the question has no origin, such as https://app.example"},
    {"no query", NULL,
     "the question has no URL, such as https://api.example.com/"},
    {"a NUL", BASE "&headers=a%00", "the parameter headers contains a NUL"},
    {"a NUL in another parameter", BASE "&x=%00",
     "GET https://a:443/ from b sets [-] -"},
    {"a control character", "url=https://a/%0d&origin=b",
     "'https://a/\\x0d' has a control character"},
    {"a URL with a blank", "url=https://a/b+c&origin=b",
     "'https://a/b c' is not a usable URL: it has a blank or a control "
     "character"},
    {"a bad site", BASE "&sec-fetch-site=x", "'x'" SITE},
};

START_TEST(test_query)
{
    cors_question_t question;
    const char *got =
        cors_question_read_query(query_rows[_i].query, &question, unit_pool);

    got = got ? got : print(&question);
    ck_assert_msg(strcmp(got, query_rows[_i].want) == 0, "%s: '%s', not '%s'",
                  query_rows[_i].label, got, query_rows[_i].want);
    ck_assert(!question.json);
}
END_TEST

static const struct {
    const char *query;
    bool want;
} presence_rows[] = {
    {NULL, false},
    {"", false},
    {"format=text", false},
    {"x=url", false},
    {"url=", true},
    {"origin=a", true},
    {"method", true},
    {"headers=a", true},
    {"content-type=a", true},
    {"a&credentials", true},
    {"sec-fetch-site=", true},
    {"url=%00", true},
    {"x=%00", false},
};

START_TEST(test_presence)
{
    ck_assert_msg(cors_question_is_in_query(presence_rows[_i].query)
                      == presence_rows[_i].want,
                  "%s", shown(presence_rows[_i].query));
}
END_TEST

/* Words of 8 KB are read, and shortened in a sentence. */
START_TEST(test_long)
{
    char *value = apr_palloc(unit_pool, 8193);
    cors_question_t question;
    const char *words, *error;

    memset(value, 'a', 8192);
    value[8192] = '\0';
    words = apr_pstrcat(unit_pool, "GET https://a/", value, " Origin=", value,
                        " Headers=", value, ",b", NULL);
    ck_assert_ptr_null(cors_question_read_words(words, &question, unit_pool));
    ck_assert_str_eq(question.origin, value);
    ck_assert_uint_eq(strlen(question.headers), 8192 + strlen(", b"));
    words = apr_pstrcat(unit_pool, "GET https://a/ Origin=b ", value, NULL);
    error = cors_question_read_words(words, &question, unit_pool);
    value[100] = '\0';
    ck_assert_str_eq(error,
                     apr_pstrcat(unit_pool, "'", value, "...'" UNKNOWN, NULL));
    words = apr_pstrcat(unit_pool, "GET https://a/ Origin=b ", value, NULL);
    error = cors_question_read_words(words, &question, unit_pool);
    ck_assert_str_eq(error,
                     apr_pstrcat(unit_pool, "'", value, "'" UNKNOWN, NULL));
}
END_TEST

START_TEST(test_url_parts)
{
    cors_question_t question;

    ck_assert_ptr_null(cors_question_read_words(
        "GET HTTPS://A:443/b#c Origin=d", &question, unit_pool));
    ck_assert_str_eq(question.url, "HTTPS://A:443/b");
    ck_assert_str_eq(question.url_origin, "https://a");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_words, 0, ROWS(word_rows));
    tcase_add_loop_test(tests, test_bad_words, 0, ROWS(bad_word_rows));
    tcase_add_loop_test(tests, test_format, 0, ROWS(format_rows));
    tcase_add_loop_test(tests, test_query, 0, ROWS(query_rows));
    tcase_add_loop_test(tests, test_presence, 0, ROWS(presence_rows));
    tcase_add_test(tests, test_long);
    tcase_add_test(tests, test_url_parts);
    return unit_finish("cors_question", tests);
}
