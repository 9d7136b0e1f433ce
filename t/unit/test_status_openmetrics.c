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

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_openmetrics);
    return unit_finish("cors_status_openmetrics", tests);
}
