/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_status.h"

#include "tally.h"

START_TEST(test_totals)
{
    cors_status_t status = tally_status();
    cors_status_totals_t totals = cors_status_totals(&status);

    ck_assert_int_eq(status.row_count, 3);
    ck_assert_uint_eq(totals.decisions, 19);
    ck_assert_uint_eq(totals.allowed, 12);
    ck_assert_uint_eq(totals.refused, 6);
    ck_assert_uint_eq(totals.enforced, 3);
    totals = cors_status_row_totals(status.rows + 1);
    ck_assert_uint_eq(totals.decisions, 1);
    ck_assert_uint_eq(totals.allowed + totals.refused, 0);
}
END_TEST

/* Every value of CORS_DECISION is either allowed, refused or not governed. */
START_TEST(test_words)
{
    cors_status_row_t row = {tally_hosts, {0}};
    cors_status_totals_t totals;
    int i;

    for (i = 0; i < CORS_TALLY_COLUMNS; ++i) {
        row.counts[i] = 1;
    }
    totals = cors_status_row_totals(&row);
    ck_assert_uint_eq(totals.decisions, 40);
    ck_assert_uint_eq(totals.allowed, 6);
    ck_assert_uint_eq(totals.refused, 32);
}
END_TEST

START_TEST(test_origins)
{
    cors_status_t status = tally_status();

    ck_assert_int_eq(status.origin_count, 3);
    ck_assert_str_eq(status.origins[0].entry.text, TALLY_HOSTILE);
    ck_assert_ptr_eq(status.origins[0].host, tally_hosts);
    ck_assert_str_eq(cors_status_reason(&status.origins[0]),
                     "origin-not-listed");
    ck_assert(status.origins[1].entry.cut);
    ck_assert_str_eq(cors_status_reason(&status.origins[1]), "origin-denied");
    ck_assert_ptr_eq(status.origins[1].host, tally_hosts + 1);
    /* Its row does not exist. */
    ck_assert_str_eq(status.origins[2].entry.text, "null");
    ck_assert_ptr_eq(status.origins[2].host, tally_hosts + 2);
    ck_assert_int_eq(status.fault_count, 1);
}
END_TEST

START_TEST(test_unknown_reason)
{
    cors_status_origin_t origin = {{.reason = CORS_REASON_EARLY_RESPONSE},
                                   tally_hosts};

    ck_assert_str_eq(cors_status_reason(&origin), "unknown");
}
END_TEST

static const struct {
    apr_uint64_t seconds;
    const char *want;
} times[] = {
    {0, "1970-01-01T00:00:00Z"},
    {TALLY_NOW, "2026-09-21T14:13:20Z"},
    {APR_UINT64_C(253402300799), "9999-12-31T23:59:59Z"},
    {~APR_UINT64_C(0), "9999-12-31T23:59:59Z"},
};

START_TEST(test_time)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_status_add_time(&text, times[_i].seconds);
    ck_assert_str_eq(text.bytes, times[_i].want);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_totals);
    tcase_add_test(tests, test_words);
    tcase_add_test(tests, test_origins);
    tcase_add_test(tests, test_unknown_reason);
    tcase_add_loop_test(tests, test_time, 0, ROWS(times));
    return unit_finish("cors_status", tests);
}
