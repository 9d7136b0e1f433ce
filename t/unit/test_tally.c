/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_tally.h"

#include "tally.h"

/* The limit of the design, for 64 hosts (which have twice the rows) and 256
 * origins. */
START_TEST(test_bytes)
{
    ck_assert_uint_le(cors_tally_bytes(128, 256), 96 * 1024);
    ck_assert_uint_eq(cors_tally_bytes(64, 1), cors_tally_bytes(64, 8));
    ck_assert_uint_lt(cors_tally_bytes(64, 8), cors_tally_bytes(64, 9));
}
END_TEST

/* The parts of the segment do not overlap, and end with it. */
START_TEST(test_parts)
{
    cors_tally_t tally;
    apr_uint64_t *words = tally_create(&tally, 64, 72);

    ck_assert_ptr_eq(tally.rows, words + CORS_TALLY_HEAD_WORDS);
    ck_assert_ptr_eq(tally.buckets, tally.rows + 64 * CORS_TALLY_ROW_WORDS);
    ck_assert_int_eq(tally.bucket_count, 9);
    ck_assert_ptr_eq(tally.faults, tally.buckets + 9 * CORS_TALLY_BUCKET_WORDS);
    ck_assert_ptr_eq(tally.faults + CORS_TALLY_FAULTS * CORS_TALLY_FAULT_WORDS,
                     words + cors_tally_bytes(64, 72) / 8);
    ck_assert_ptr_eq(tally.skipped, words);
    ck_assert_ptr_eq(tally.halved, words + 1);
    ck_assert_ptr_eq(tally.faults_lock, words + 2);
    free(words);
}
END_TEST

START_TEST(test_rows)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 3, 0);

    ck_assert_ptr_eq(cors_tally_row(&tally, 0), tally.rows);
    ck_assert_ptr_eq(cors_tally_row(&tally, 1),
                     tally.rows + CORS_TALLY_ROW_WORDS);
    ck_assert_ptr_eq(cors_tally_row(&tally, 2),
                     tally.rows + 2 * CORS_TALLY_ROW_WORDS);
    ck_assert_ptr_eq(cors_tally_row(&tally, 3), cors_tally_row(&tally, 2));
    ck_assert_ptr_eq(cors_tally_row(&tally, -1), cors_tally_row(&tally, 2));
    free(segment);
}
END_TEST

/* Each value of CORS_DECISION has a counter of its own, in both forms. */
START_TEST(test_counters)
{
    apr_uint64_t row[CORS_TALLY_ROW_WORDS] = {0};
    unsigned number;

    for (number = 0; number < CORS_DECISION_WORDS; ++number) {
        cors_atomic_add(cors_tally_counter(row, number, false), number + 1);
        cors_atomic_add(cors_tally_counter(row, number, true), number + 101);
    }
    for (number = 0; number < CORS_DECISION_WORDS; ++number) {
        ck_assert_uint_eq(row[number], number + 1);
        ck_assert_uint_eq(row[CORS_DECISION_WORDS + number], number + 101);
    }
    ck_assert_uint_eq(row[CORS_TALLY_ENFORCED], 0);
}
END_TEST

START_TEST(test_copy)
{
    cors_tally_t small, large, other;
    void *one = tally_create(&small, 2, 64);
    void *two = tally_create(&large, 5, 64);
    void *three = tally_create(&other, 5, 128);
    cors_refused_entry_t entry;
    cors_last_fault_t fault;
    cors_place_t place = {"a.conf", 1, false};
    int i, found = 0;

    tally_count(&small, 0, 1, false, 7);
    tally_count(&small, 1, 2, true, 8);
    tally_refuse(&small, "https://a.example", CORS_REASON_ORIGIN_DENIED, 1, 5);
    *small.skipped = 9;
    cors_last_faults_add(&small, "a fault", &place, NULL, 5);
    *(small.buckets) = 4711; /* a lock that is held */
    cors_tally_copy(&large, &small);
    cors_tally_copy(&other, &small);
    ck_assert_uint_eq(cors_tally_row(&large, 0)[1], 7);
    ck_assert_uint_eq(cors_tally_row(&large, 1)[CORS_DECISION_WORDS + 2], 8);
    ck_assert_uint_eq(*large.skipped, 9);
    ck_assert_uint_eq(*large.buckets, 0);
    ck_assert(cors_last_faults_read(&large, 0, &fault));
    for (i = 0; i < cors_refused_size(&large); ++i) {
        found += cors_refused_read(&large, i, &entry);
    }
    ck_assert_int_eq(found, 1);
    for (i = 0; i < cors_refused_size(&other); ++i) {
        ck_assert(!cors_refused_read(&other, i, &entry));
    }
    ck_assert_uint_eq(cors_tally_row(&other, 0)[1], 7);
    free(one);
    free(two);
    free(three);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_bytes);
    tcase_add_test(tests, test_parts);
    tcase_add_test(tests, test_rows);
    tcase_add_test(tests, test_counters);
    tcase_add_test(tests, test_copy);
    return unit_finish("cors_tally", tests);
}
