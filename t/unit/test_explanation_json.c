/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_explanation_json.h"

#include "explanations.h"

static const char *write_json(const cors_explanation_t *explanation)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_explanation_json_write(&text, explanation);
    return text.bytes;
}

START_TEST(test_all)
{
    cors_explanation_t all;

    make_explanation(&all);
    ck_assert_str_eq(
        write_json(&all),
        "{\"schema\": 1, \"question\": {\"method\": \"PUT\", "
        "\"url\": \"https://api.example/o/7\", "
        "\"origin\": \"https://a.example\", "
        "\"headers\": \"b, content-type, x-a\", \"credentials\": true, "
        "\"content_type\": \"a/b\", \"sec_fetch_site\": \"cross-site\"}, "
        "\"vhost\": \"api.example:443\", \"mapped\": \"/srv/o/7\", "
        "\"steps\": [{\"step\": \"vhost\", \"text\": \"api.example:443\"}, "
        "{\"step\": \"header\", \"text\": \"x-a: not listed\", "
        "\"place\": {\"file\": \"sites/api.conf\", \"line\": 17}, "
        "\"refuses\": true}, "
        "{\"step\": \"header\", \"text\": \"b: not listed\", "
        "\"refuses\": true}, "
        "{\"step\": \"decision\", "
        "\"text\": \"preflight-refused:header-not-allowed\"}, "
        "{\"step\": \"field\", "
        "\"text\": \"Access-Control-Allow-Origin: https://a.example\"}, "
        "{\"step\": \"field\", \"text\": \"Access-Control-Max-Age: 5\"}, "
        "{\"step\": \"vary\", "
        "\"text\": \"Origin, Access-Control-Request-Method\"}, "
        "{\"step\": \"decision\", \"text\": \"-\"}, "
        "{\"step\": \"field\", \"text\": \"Access-Control-Allow-Origin: *\"}, "
        "{\"step\": \"vary\", \"text\": \"-\"}, "
        "{\"step\": \"credentials\", \"text\": \"On\"}, "
        "{\"step\": \"advice\", \"text\": \"add X-A\"}, "
        "{\"step\": \"unsure\", \"text\": \"a directory\"}], "
        "\"preflight\": {"
        "\"decision\": \"preflight-refused:header-not-allowed\", "
        "\"status\": 204, "
        "\"fields\": {\"Access-Control-Allow-Origin\": \"https://a.example\", "
        "\"Access-Control-Max-Age\": \"5\"}, "
        "\"vary\": \"Origin, Access-Control-Request-Method\"}, "
        "\"actual\": {\"decision\": null, \"status\": null, "
        "\"fields\": {\"Access-Control-Allow-Origin\": \"*\"}, \"vary\": "
        "\"\"}, "
        "\"shared\": false, \"carried_out\": true, "
        "\"why\": \"the preflight does not allow the header x-a\", "
        "\"engine\": \"On\", \"enforce\": \"Off\", \"constant\": true, "
        "\"same_origin\": {\"value\": false, "
        "\"why\": \"Sec-Fetch-Site is cross-site\"}, "
        "\"rule\": {\"pattern\": \"https://*.app.example\", "
        "\"file\": \"sites/api.conf\", \"line\": 17}, "
        "\"advice\": [\"add X-A\"], \"unsure\": [\"a directory\"]}");
}
END_TEST

/* What can be absent is null, false or empty. */
START_TEST(test_absent)
{
    cors_explanation_t all;

    cors_explanation_init(&all, unit_pool);
    all.question.method = "GET";
    all.question.url = "https://a/";
    all.question.origin = "b";
    all.actual.vary = NULL;
    all.same_origin = true;
    cors_explanation_advise(&all, "a");
    cors_explanation_advise(&all, "b");
    ck_assert_str_eq(
        write_json(&all),
        "{\"schema\": 1, \"question\": {\"method\": \"GET\", "
        "\"url\": \"https://a/\", \"origin\": \"b\", \"headers\": null, "
        "\"credentials\": false, \"content_type\": null, "
        "\"sec_fetch_site\": null}, \"vhost\": null, \"mapped\": null, "
        "\"steps\": [{\"step\": \"advice\", \"text\": \"a\"}, "
        "{\"step\": \"advice\", \"text\": \"b\"}], \"preflight\": null, "
        "\"actual\": {\"decision\": null, "
        "\"status\": null, \"fields\": {}, \"vary\": \"\"}, "
        "\"shared\": null, \"carried_out\": null, \"why\": null, "
        "\"engine\": null, \"enforce\": null, \"constant\": false, "
        "\"same_origin\": {\"value\": true, \"why\": null}, \"rule\": null, "
        "\"advice\": [\"a\", \"b\"], \"unsure\": []}");
}
END_TEST

/* A row of a file has the place of its line, another one that of the rule. */
START_TEST(test_row)
{
    cors_rule_source_t rule = {
        "https://x", {"partners.txt", 812, false}, "partners", 812, false};
    cors_explanation_t all;

    make_explanation(&all);
    all.rule = &rule;
    ck_assert_ptr_nonnull(strstr(
        write_json(&all), "\"rule\": {\"pattern\": \"https://x\", "
                          "\"file\": \"partners.txt\", \"line\": 812, "
                          "\"list\": \"partners\", \"row\": 812}, \"advice\""));
}
END_TEST

#define SHOWN                                                                  \
    "\"\\\"'\\u003c/script\\u003e\\u003cb\\u003e\\u0026\\\\\\u0001\\u000a"     \
    "\\u001b[31m\xEF\xBF\xBD\""

/* Each hostile text is one JSON string, and nothing else is in the object. */
START_TEST(test_hostile)
{
    cors_explanation_t all;
    const char *json;
    const char *p;
    int texts = 0;

    make_hostile(&all);
    json = write_json(&all);
    for (p = json; *p; ++p) {
        ck_assert(*p >= ' ' || (unsigned char)*p >= 0x80);
        ck_assert(*p != '<' && *p != '>' && *p != '&' && *p != '\xFF');
    }
    for (p = strstr(json, SHOWN); p; p = strstr(p + 1, SHOWN)) {
        ++texts;
    }
    /* 6 of the question, vhost, mapped, 3 for each exchange, 5 steps and a
     * place, why, engine, enforce, same_origin, 2 of the rule, advice,
     * unsure. */
    ck_assert_int_eq(texts, 6 + 2 + 6 + 6 + 4 + 2 + 2);
}
END_TEST

START_TEST(test_error)
{
    cors_explanation_t all;

    make_error(&all, "'x\"' is bad");
    ck_assert_str_eq(write_json(&all),
                     "{\"schema\": 1, \"error\": \"'x\\\"' is bad\"}");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_all);
    tcase_add_test(tests, test_absent);
    tcase_add_test(tests, test_row);
    tcase_add_test(tests, test_hostile);
    tcase_add_test(tests, test_error);
    return unit_finish("cors_explanation_json", tests);
}
