/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_text.h"

#include "tally.h"

START_TEST(test_text)
{
    cors_status_t status = tally_status();
    cors_text_t text;

    memcpy(status.origins[1].entry.text, "https://long", 13);
    memcpy(status.origins[2].entry.text, "a\nb", 4);
    cors_text_init(&text, unit_pool);
    cors_status_text(&text, &status);
    ck_assert_str_eq(
        text.bytes,
        "Module: mod_cors\nVersion: 1.2.3\nSince: 2026-09-21T12:50:00Z\n"
        "Generation: 2\nCorsDecisions: 19\nCorsRefused: 6\nCorsEnforced: 3\n"
        "Skipped: 0\n"
        "Decision: 12 actual-allowed api.example:443\n"
        "Decision: 4 actual-refused:origin-not-listed api.example:443\n"
        "DecisionReportOnly: 2 actual-refused:origin-not-listed "
        "api.example:443\n"
        "Decision: 1 not-governed:no-condition-met a\"<&'\\.example:8080\n"
        "Enforced: 3 api.example:443\n"
        "RefusedOrigin: 2 0 2026-09-21T14:10:20Z 2026-09-21T14:10:20Z "
        "origin-not-listed api.example:443 " TALLY_HOSTILE "\n"
        "RefusedOrigin: 1 0 2026-09-21T14:13:11Z 2026-09-21T14:13:11Z "
        "origin-denied a\"<&'\\.example:8080 https://long...\n"
        "RefusedOrigin: 1 0 2026-09-21T14:13:20Z 2026-09-21T14:13:20Z "
        "origin-insecure other a\\x0ab\n"
        "PolicyFault: 2026-09-21T12:13:20Z a<b>\".conf:7: a fault <of> "
        "\"x\"\\x0a\n");
}
END_TEST

START_TEST(test_lists)
{
    cors_status_t status = {
        .version = "1", .lists = tally_lists, .list_count = 3};
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_text(&text, &status);
    ck_assert_str_eq(strstr(text.bytes, "Skipped: 0\n"),
                     "Skipped: 0\n"
                     "List: 812 3 2 1 17 0 tenants dbd:SELECT \"<o>\"\n"
                     "ListVersion: tenants 7 \"<b>\"\\x0a\n"
                     "List: 0 0 0 0 - 4 partners file:conf/p.txt\n"
                     "ListError: partners cannot open '<i>'\\x0a\n"
                     "List: 5 0 0 0 7200 1 blocked file:b.txt\n"
                     "ListVersion: blocked \n"
                     "ListError: blocked it has no rows\n");
}
END_TEST

START_TEST(test_totals)
{
    cors_status_t status = tally_status();
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_text_totals(&text, &status);
    ck_assert_str_eq(text.bytes,
                     "CorsDecisions: 19\nCorsRefused: 6\nCorsEnforced: 3\n");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_text);
    tcase_add_test(tests, test_lists);
    tcase_add_test(tests, test_totals);
    return unit_finish("cors_status_text", tests);
}
