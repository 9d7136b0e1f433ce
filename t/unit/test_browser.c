/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_browser.h"

#include "unit.h"

#define URL " https://api.example/a?b "
#define FROM "Origin=https://a.example "

static cors_question_t read_question(const char *words)
{
    cors_question_t question;
    const char *error = cors_question_read_words(words, &question, unit_pool);

    ck_assert_msg(!error, "%s: %s", words, error);
    return question;
}

#define SETS_TYPE "the script sets content-type"
#define TYPE(value) "GET" URL FROM "Content-Type=" value

/* 127 and 128 bytes after the ';'. */
#define BYTES_16 "aaaaaaaaaaaaaaaa"
#define BYTES_112 BYTES_16 BYTES_16 BYTES_16 BYTES_16 BYTES_16 BYTES_16 BYTES_16

static const struct {
    const char *words;
    const char *reason;  /* for a preflight, or NULL */
    const char *headers; /* Access-Control-Request-Headers, or NULL */
} preflight_rows[] = {
    {"GET" URL FROM, NULL, NULL},
    {"HEAD" URL FROM "Credentials", NULL, NULL},
    {"post" URL FROM, NULL, NULL},
    {"PUT" URL FROM, "PUT is not safelisted", NULL},
    {"put" URL FROM, "PUT is not safelisted", NULL},
    {"patch" URL FROM, "patch is not safelisted", NULL},
    {"OPTIONS" URL FROM, "OPTIONS is not safelisted", NULL},
    {"PUT" URL FROM "Headers=b,a", "PUT is not safelisted", "a,b"},
    {"GET" URL FROM "Headers=X-B,x-a", "the script sets x-a", "x-a,x-b"},
    {"GET" URL FROM "Headers=accept", "the script sets accept", "accept"},
    {"GET" URL FROM "Headers=content-type", SETS_TYPE, "content-type"},
    {"GET" URL FROM "Headers=content-typo Content-Type=text/plain",
     "the script sets content-typo", "content-typo"},
    {"GET" URL FROM "Headers=content-typ Content-Type=text/plain",
     "the script sets content-typ", "content-typ"},
    {"GET" URL FROM "Headers=content-type,x Content-Type=text/plain",
     "the script sets x", "x"},
    {"GET" URL FROM "Headers=a,z Content-Type=text/html", "the script sets a",
     "a,content-type,z"},
    {TYPE("text/plain"), NULL, NULL},
    {TYPE("Multipart/Form-Data;boundary=a"), NULL, NULL},
    {TYPE("application/x-www-form-urlencoded"), NULL, NULL},
    {TYPE("text/plain%20;charset=utf-8"), NULL, NULL},
    {TYPE("text/plain;"), NULL, NULL},
    {TYPE("text/plain;\xC3\xA9"), NULL, NULL},
    {TYPE("application/json"), SETS_TYPE, "content-type"},
    {TYPE("text/plain2"), SETS_TYPE, "content-type"},
    {TYPE("text/plai"), SETS_TYPE, "content-type"},
    {TYPE("text%20/plain"), SETS_TYPE, "content-type"},
    {TYPE("text/plain,a/b"), SETS_TYPE, "content-type"},
    {TYPE(";"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;\""), SETS_TYPE, "content-type"},
    {TYPE("text/plain;("), SETS_TYPE, "content-type"},
    {TYPE("text/plain;)"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;:"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;<"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;>"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;?"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;@"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;["), SETS_TYPE, "content-type"},
    {TYPE("text/plain;\\"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;]"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;{"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;}"), SETS_TYPE, "content-type"},
    {TYPE("text/plain;aaaaa" BYTES_112), NULL, NULL},
    {TYPE("text/plain;aaaaaa" BYTES_112), SETS_TYPE, "content-type"},
    {"PUT" URL "Origin=https://api.example", NULL, NULL},
    {"GET https://api.example:443/ Origin=https://api.example Headers=a", NULL,
     "a"},
    {"PUT http://api.example/ Origin=https://api.example",
     "PUT is not safelisted", NULL},
};

START_TEST(test_preflight)
{
    const char *words = preflight_rows[_i].words;
    cors_question_t question = read_question(words);
    const char *reason = cors_browser_preflight_reason(&question, unit_pool);
    const char *headers = cors_browser_request_headers(&question, unit_pool);

    ck_assert_msg(same_text(reason, preflight_rows[_i].reason), "%s: %s", words,
                  shown(reason));
    ck_assert_msg(same_text(headers, preflight_rows[_i].headers), "%s: %s",
                  words, shown(headers));
}
END_TEST

static const struct {
    const char *words;
    bool is_preflight;
    const char *want; /* the facts, separated by blanks */
} request_rows[] = {
    {"PUT" URL FROM "Headers=x,authorization Credentials", true,
     "OPTIONS /a?b api.example https://a.example PUT authorization,x - cors "
     "options"},
    {"PUT" URL FROM "Headers=x,authorization Credentials", false,
     "PUT /a?b api.example https://a.example - - - cors cookie authorization"},
    {"GET https://a:8443/ Origin=null Headers=authorizatio,authorization2 "
     "Sec-Fetch-Site=same-site",
     false, "GET / a:8443 null - - same-site cors"},
    {"GET http://a:80/ Origin=b", true, "OPTIONS / a b GET - - cors options"},
    {"OPTIONS http://[::1]:443/ Origin=b", false,
     "OPTIONS / [::1]:443 b - - - cors options"},
};

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

START_TEST(test_request)
{
    cors_question_t question = read_question(request_rows[_i].words);
    cors_request_t r = cors_browser_request(
        &question, request_rows[_i].is_preflight, unit_pool);
    const char *got = apr_psprintf(
        unit_pool, "%s %s %s %s %s %s %s%s%s%s", r.method, or_dash(r.host),
        or_dash(r.origin), or_dash(r.request_method),
        or_dash(r.request_headers), or_dash(r.sec_fetch_site),
        or_dash(r.sec_fetch_mode), r.is_options ? " options" : "",
        r.has_cookie ? " cookie" : "",
        r.has_authorization ? " authorization" : "");

    ck_assert_msg(strcmp(got, request_rows[_i].want) == 0, "%s: '%s'",
                  request_rows[_i].words, got);
    ck_assert(!r.is_websocket && !r.conditional && !r.conditional_policy);
}
END_TEST

/* Reads fields from "O:value C:value M:value H:value"; in a value "+" is a
 * blank. */
static int read_fields(const char *text, cors_field_t *fields)
{
    static const struct {
        char letter;
        const char *name;
    } names[] = {{'O', CORS_ACCESS_CONTROL_ALLOW_ORIGIN},
                 {'C', CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS},
                 {'M', CORS_ACCESS_CONTROL_ALLOW_METHODS},
                 {'H', "access-control-allow-HEADERS"}};
    int count = 0;
    char *word, *p;
    int i;

    while ((word = next_word(&text)) != NULL) {
        for (i = 0; names[i].letter != word[0]; ++i) {
        }
        for (p = word; *p; ++p) {
            *p = *p == '+' ? ' ' : *p;
        }
        fields[count].name = names[i].name;
        fields[count++].value = word + 2;
    }
    return count;
}

#define A "O:https://a.example"
#define PUT "PUT" URL FROM
#define NO_ORIGIN "the preflight's response has no Access-Control-Allow-Origin"
#define OTHER                                                                  \
    "the preflight's response names another origin in "                        \
    "Access-Control-Allow-Origin: "
#define STAR                                                                   \
    "the preflight's response has Access-Control-Allow-Origin: *, which is "   \
    "not enough for a request with credentials"
#define NO_CREDENTIALS "the preflight's response does not allow credentials"
#define NO_METHOD "the preflight does not allow the method "
#define NO_HEADER "the preflight does not allow the header "
#define MALFORMED "the preflight's lists of methods or headers are malformed"

static const struct {
    const char *words;
    int status;
    const char *fields;
    const char *want;
} preflight_check_rows[] = {
    {PUT, 204, A " M:PUT", NULL},
    {PUT, 200, A " M:GET,+PUT", NULL},
    {PUT, 299, "O:* M:*", NULL},
    {PUT, 0, A " M:PUT", NULL},
    {PUT, 204, "", NO_ORIGIN},
    {PUT, 403, "", NO_ORIGIN},
    {PUT, 204, "M:PUT", NO_ORIGIN},
    {PUT, 204, "O:https://b.example M:PUT", OTHER "https://b.example"},
    {PUT, 204, "O:https://A.example M:PUT", OTHER "https://A.example"},
    {PUT, 204, "O:https://a.example,+* M:PUT", OTHER "https://a.example, *"},
    {PUT, 204, "O:null M:PUT", OTHER "null"},
    {PUT, 199, A " M:PUT", "the preflight's status is 199, not 200 to 299"},
    {PUT, 300, A " M:PUT", "the preflight's status is 300, not 200 to 299"},
    {PUT, 301, A " M:PUT", "the preflight's status is 301, not 200 to 299"},
    {PUT, 204, A, NO_METHOD "PUT"},
    {PUT, 204, A " M:GET,+put", NO_METHOD "PUT"},
    {PUT, 204, A " M:PUTS,+PU", NO_METHOD "PUT"},
    {"patch" URL FROM, 204, A " M:PATCH", NO_METHOD "patch"},
    {PUT, 204, A " M:PUT,+a+b", MALFORMED},
    {PUT, 204, A " M:PUT H:a+b", MALFORMED},
    {PUT "Credentials", 204, A " C:true M:PUT", NULL},
    {PUT "Credentials", 204, A " M:PUT", NO_CREDENTIALS},
    {PUT "Credentials", 204, A " C:True M:PUT", NO_CREDENTIALS},
    {PUT "Credentials", 204, "O:* C:true M:PUT", STAR},
    {PUT "Credentials", 204, A " C:true M:*", NO_METHOD "PUT"},
    {"GET" URL FROM "Headers=x-a", 204, A " H:X-A", NULL},
    {"GET" URL FROM "Headers=x-a", 204, A " H:x-b,+X-a", NULL},
    {"GET" URL FROM "Headers=x-a", 204, A " M:POST H:*", NULL},
    {"GET" URL FROM "Headers=x-a", 204, A, NO_HEADER "x-a"},
    {"GET" URL FROM "Headers=x-a", 204, A " H:x-ab,+x-", NO_HEADER "x-a"},
    {"GET" URL FROM "Headers=x-a,x-b", 204, A " H:x-a", NO_HEADER "x-b"},
    {"GET" URL FROM "Headers=x-a Credentials", 204, A " C:true H:*",
     NO_HEADER "x-a"},
    {"GET" URL FROM "Headers=x-a,authorization", 204, A " H:*",
     NO_HEADER "authorization"},
    {"GET" URL FROM "Headers=x-a,authorization", 204, A " H:*,Authorization",
     NULL},
    {PUT "Content-Type=text/plain", 204, A " M:PUT", NULL},
    {PUT "Content-Type=a/b", 204, A " M:PUT", NO_HEADER "content-type"},
    {PUT "Headers=content-type", 204, A " M:PUT", NO_HEADER "content-type"},
    {"PUT" URL "Origin=https://api.example", 403, "", NULL},
    {"PUT" URL "Origin=*", 204, "O:* M:PUT", NULL},
    {"PUT" URL "Origin=* Credentials", 204, "O:* C:true M:PUT", STAR},
    {"PUT" URL "Origin=null", 204, "O:null M:PUT", NULL},
};

START_TEST(test_preflight_check)
{
    cors_question_t question = read_question(preflight_check_rows[_i].words);
    cors_field_t fields[4];
    int count = read_fields(preflight_check_rows[_i].fields, fields);
    const char *got = cors_browser_blocks_preflight(
        &question, preflight_check_rows[_i].status, fields, count, unit_pool);

    ck_assert_msg(same_text(got, preflight_check_rows[_i].want), "%s %s: %s",
                  preflight_check_rows[_i].words,
                  preflight_check_rows[_i].fields, shown(got));
}
END_TEST

#define GET "GET" URL FROM

static const struct {
    const char *words;
    const char *fields;
    const char *want;
} actual_check_rows[] = {
    {GET, A, NULL},
    {GET, "O:*", NULL},
    {GET, A " C:false", NULL},
    {GET, "", "the response has no Access-Control-Allow-Origin"},
    {GET, "C:true", "the response has no Access-Control-Allow-Origin"},
    {GET, "O:https://a.example:443",
     "the response names another origin in Access-Control-Allow-Origin: "
     "https://a.example:443"},
    {GET "Credentials", A " C:true", NULL},
    {GET "Credentials", A, "the response does not allow credentials"},
    {GET "Credentials", A " C:TRUE", "the response does not allow credentials"},
    {GET "Credentials", "O:* C:true",
     "the response has Access-Control-Allow-Origin: *, which is not enough for "
     "a request with credentials"},
    {PUT "Headers=x-a", A, NULL},
    {"GET" URL "Origin=https://api.example Credentials", "", NULL},
};

START_TEST(test_actual_check)
{
    cors_question_t question = read_question(actual_check_rows[_i].words);
    cors_field_t fields[4];
    int count = read_fields(actual_check_rows[_i].fields, fields);
    const char *got =
        cors_browser_blocks_actual(&question, fields, count, unit_pool);

    ck_assert_msg(same_text(got, actual_check_rows[_i].want), "%s %s: %s",
                  actual_check_rows[_i].words, actual_check_rows[_i].fields,
                  shown(got));
}
END_TEST

static const struct {
    const char *words;
    bool want;
} same_origin_rows[] = {
    {"GET https://a/b Origin=https://a", true},
    {"GET HTTPS://A:443/b Origin=https://a", true},
    {"GET https://a:8443/b Origin=https://a:8443", true},
    {"GET https://a:8443/b Origin=https://a", false},
    {"GET http://a/ Origin=https://a", false},
    {"GET https://a/ Origin=https://A", false},
    {"GET https://a/ Origin=null", false},
};

START_TEST(test_same_origin)
{
    cors_question_t question = read_question(same_origin_rows[_i].words);

    ck_assert_msg(cors_browser_is_same_origin(&question)
                      == same_origin_rows[_i].want,
                  "%s", same_origin_rows[_i].words);
}
END_TEST

static const struct {
    const char *words;
    bool blocks;
} mixed_content_rows[] = {
    {"GET http://api.example/ Origin=https://a.example", true},
    {"GET http://127.evil.example/ Origin=https://a.example", true},
    {"GET http://localhost.evil.example/ Origin=https://a.example", true},
    {"GET http://evillocalhost/ Origin=https://a.example", true},
    {"GET http://api.example/ Origin=https://api.example", true},
    {"GET https://api.example/ Origin=https://a.example", false},
    {"GET http://api.example/ Origin=http://a.example", false},
    {"GET http://api.example/ Origin=null", false},
    {"GET http://api.example/ Origin=app://.", false},
    {"GET http://localhost:3000/ Origin=https://a.example", false},
    {"GET http://api.localhost/ Origin=https://a.example", false},
    {"GET http://127.0.0.1/ Origin=https://a.example", false},
    {"GET http://[::1]/ Origin=https://a.example", false},
};

START_TEST(test_mixed_content)
{
    cors_question_t question = read_question(mixed_content_rows[_i].words);

    ck_assert_msg((cors_browser_blocks_request(&question) != NULL)
                      == mixed_content_rows[_i].blocks,
                  "%s", mixed_content_rows[_i].words);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_preflight, 0, ROWS(preflight_rows));
    tcase_add_loop_test(tests, test_request, 0, ROWS(request_rows));
    tcase_add_loop_test(tests, test_preflight_check, 0,
                        ROWS(preflight_check_rows));
    tcase_add_loop_test(tests, test_actual_check, 0, ROWS(actual_check_rows));
    tcase_add_loop_test(tests, test_same_origin, 0, ROWS(same_origin_rows));
    tcase_add_loop_test(tests, test_mixed_content, 0, ROWS(mixed_content_rows));
    return unit_finish("cors_browser", tests);
}
