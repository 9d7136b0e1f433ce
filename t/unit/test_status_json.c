/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_json.h"

#include "tally.h"

static const char *const want[] = {
    "{\n  \"module\": \"mod_cors\",\n  \"version\": \"1.2.3\",\n"
    "  \"since\": \"2026-09-21T12:50:00Z\",\n  \"decisions\": [\n"
    "    {\"vhost\": \"api.example:443\", \"decision\": \"actual-allowed\", "
    "\"report_only\": false, \"count\": 12},\n",
    "\"decision\": \"actual-refused:origin-not-listed\", \"report_only\": "
    "true, \"count\": 2},\n",
    "\"vhost\": \"a\\\"\\u003c\\u0026'\\\\.example:8080\", \"decision\": "
    "\"not-governed:no-condition-met\", \"report_only\": false, \"count\": "
    "1}],\n  \"enforced\": [\n    {\"vhost\": \"api.example:443\", \"count\": "
    "3}],\n",
    "  \"refused_origins\": [\n    {\"origin\": "
    "\"app://x'y$\\u0026\\\"\\u003cb\\u003e\", \"cut\": false, \"score\": 2, "
    "\"error\": 0, \"first\": \"2026-09-21T14:10:20Z\", \"last\": "
    "\"2026-09-21T14:10:20Z\", \"reason\": \"origin-not-listed\", \"vhost\": "
    "\"api.example:443\"},\n",
    "\"cut\": true, \"score\": 1, ",
    "  \"policy_faults\": [\n    {\"text\": \"a fault \\u003cof\\u003e "
    "\\\"x\\\"\\u000a\", \"places\": [{\"file\": "
    "\"a\\u003cb\\u003e\\\".conf\", \"line\": 7}, {\"file\": \"c.conf\", "
    "\"line\": 9}], \"last\": \"2026-09-21T12:13:20Z\"}],\n"
    "  \"generation\": 2,\n  \"skipped\": 0,\n  \"lists\": []\n}\n",
};

START_TEST(test_json)
{
    cors_status_t status = tally_status();
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_json(&text, &status);
    ck_assert_msg(strstr(text.bytes, want[_i]) != NULL, "%s\nis not in\n%s",
                  want[_i], text.bytes);
}
END_TEST

START_TEST(test_lists)
{
    cors_status_t status = {
        .version = "1", .lists = tally_lists, .list_count = 3};
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_json(&text, &status);
    ck_assert_str_eq(
        strstr(text.bytes, "  \"lists\""),
        "  \"lists\": [\n    {\"name\": \"tenants\", \"source\": "
        "\"dbd:SELECT \\\"\\u003co\\u003e\\\"\", \"version\": "
        "\"7 \\\"\\u003cb\\u003e\\\"\\u000a\", \"rows\": 812, "
        "\"corrected\": 3, \"dangerous\": 2, \"skipped\": 1, "
        "\"age_seconds\": 17, \"errors\": 0},\n"
        "    {\"name\": \"partners\", \"source\": \"file:conf/p.txt\", "
        "\"version\": null, \"rows\": 0, \"corrected\": 0, \"dangerous\": 0, "
        "\"skipped\": 0, \"age_seconds\": null, \"errors\": 4},\n"
        "    {\"name\": \"blocked\", \"source\": \"file:b.txt\", "
        "\"version\": \"\", \"rows\": 5, \"corrected\": 0, \"dangerous\": 0, "
        "\"skipped\": 0, \"age_seconds\": 7200, \"errors\": 1}]\n}\n");
}
END_TEST

START_TEST(test_empty)
{
    cors_status_t status = {.version = "1"};
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_json(&text, &status);
    ck_assert_str_eq(text.bytes,
                     "{\n  \"module\": \"mod_cors\",\n  \"version\": \"1\",\n"
                     "  \"since\": \"1970-01-01T00:00:00Z\",\n"
                     "  \"decisions\": [],\n  \"enforced\": [],\n"
                     "  \"refused_origins\": [],\n  \"policy_faults\": [],\n"
                     "  \"generation\": 0,\n  \"skipped\": 0,\n"
                     "  \"lists\": []\n}\n");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_json, 0, ROWS(want));
    tcase_add_test(tests, test_lists);
    tcase_add_test(tests, test_empty);
    return unit_finish("cors_status_json", tests);
}
