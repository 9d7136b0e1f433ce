/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status_openmetrics.h"

#include "tally.h"

START_TEST(test_openmetrics)
{
    cors_status_t status = tally_status();
    cors_text_t text;

    status.skipped = 8;
    cors_text_init(&text, unit_pool);
    cors_status_openmetrics(&text, &status);
    ck_assert_str_eq(
        text.bytes,
        "# TYPE cors_decisions counter\n"
        "# HELP cors_decisions Requests with Origin, by the value of "
        "CORS_DECISION.\n"
        "cors_decisions_total{vhost=\"api.example:443\",decision=\"actual-"
        "allowed\",reason=\"\",report_only=\"false\"} 12\n"
        "cors_decisions_total{vhost=\"api.example:443\",decision=\"actual-"
        "refused\",reason=\"origin-not-listed\",report_only=\"false\"} 4\n"
        "cors_decisions_total{vhost=\"api.example:443\",decision=\"actual-"
        "refused\",reason=\"origin-not-listed\",report_only=\"true\"} 2\n"
        "cors_decisions_total{vhost=\"a\\\"<&'\\\\.example:8080\",decision="
        "\"not-governed\",reason=\"no-condition-met\",report_only=\"false\"} "
        "1\n"
        "# TYPE cors_enforced counter\n"
        "# HELP cors_enforced Actual requests that CorsEnforce has refused "
        "with 403.\n"
        "cors_enforced_total{vhost=\"api.example:443\"} 3\n"
        "# TYPE cors_refused_origins_skipped counter\n"
        "# HELP cors_refused_origins_skipped Refused origins that were not "
        "recorded because the table was busy.\n"
        "cors_refused_origins_skipped_total 8\n"
        "# TYPE cors_start_time_seconds gauge\n"
        "# UNIT cors_start_time_seconds seconds\n"
        "# HELP cors_start_time_seconds When counting began, since the "
        "epoch.\n"
        "cors_start_time_seconds 1789995000\n"
        "# TYPE cors_build info\n"
        "# HELP cors_build The version of mod_cors.\n"
        "cors_build_info{version=\"1.2.3\"} 1\n"
        "# EOF\n");
}
END_TEST

START_TEST(test_lists)
{
    cors_status_t status = {
        .version = "1", .lists = tally_lists, .list_count = 3};
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_openmetrics(&text, &status);
    ck_assert_str_eq(
        strstr(text.bytes, "cors_build_info"),
        "cors_build_info{version=\"1\"} 1\n"
        "# TYPE cors_list info\n"
        "# HELP cors_list The versions of origin lists. Servers with the same "
        "version use the same rows.\n"
        "cors_list_info{list=\"tenants\",version=\"7 \\\"<b>\\\"\\n\"} 1\n"
        "cors_list_info{list=\"blocked\",version=\"\"} 1\n"
        "# TYPE cors_list_rows gauge\n"
        "# HELP cors_list_rows Rows in use, including corrected ones.\n"
        "cors_list_rows{list=\"tenants\"} 812\n"
        "cors_list_rows{list=\"partners\"} 0\n"
        "cors_list_rows{list=\"blocked\"} 5\n"
        "# TYPE cors_list_rows_corrected gauge\n"
        "# HELP cors_list_rows_corrected Rows whose correction is used.\n"
        "cors_list_rows_corrected{list=\"tenants\"} 3\n"
        "cors_list_rows_corrected{list=\"partners\"} 0\n"
        "cors_list_rows_corrected{list=\"blocked\"} 0\n"
        "# TYPE cors_list_rows_dangerous gauge\n"
        "# HELP cors_list_rows_dangerous Rows that are used for deny rules "
        "only.\n"
        "cors_list_rows_dangerous{list=\"tenants\"} 2\n"
        "cors_list_rows_dangerous{list=\"partners\"} 0\n"
        "cors_list_rows_dangerous{list=\"blocked\"} 0\n"
        "# TYPE cors_list_rows_skipped gauge\n"
        "# HELP cors_list_rows_skipped Rows that are not used because they are "
        "wrong.\n"
        "cors_list_rows_skipped{list=\"tenants\"} 1\n"
        "cors_list_rows_skipped{list=\"partners\"} 0\n"
        "cors_list_rows_skipped{list=\"blocked\"} 0\n"
        "# TYPE cors_list_errors counter\n"
        "# HELP cors_list_errors Failed attempts to read the source.\n"
        "cors_list_errors_total{list=\"tenants\"} 0\n"
        "cors_list_errors_total{list=\"partners\"} 4\n"
        "cors_list_errors_total{list=\"blocked\"} 1\n"
        "# TYPE cors_list_age_seconds gauge\n"
        "# UNIT cors_list_age_seconds seconds\n"
        "# HELP cors_list_age_seconds Time since the source was last found to "
        "have this version.\n"
        "cors_list_age_seconds{list=\"tenants\"} 17\n"
        "cors_list_age_seconds{list=\"blocked\"} 7200\n"
        "# EOF\n");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_openmetrics);
    tcase_add_test(tests, test_lists);
    return unit_finish("cors_status_openmetrics", tests);
}
