/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_last_faults.h"

#include "tally.h"

static const cors_place_t place = {"a.conf", 12, false};
static const cors_place_t other = {"b.conf", 7, false};

START_TEST(test_add)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 0);
    cors_last_fault_t fault;

    cors_last_faults_add(&tally, "a fault", &place, &other, 100);
    ck_assert(cors_last_faults_read(&tally, 0, &fault));
    ck_assert_str_eq(fault.text, "a fault");
    ck_assert_str_eq(fault.files[0], "a.conf");
    ck_assert_str_eq(fault.files[1], "b.conf");
    ck_assert_int_eq(fault.lines[0], 12);
    ck_assert_int_eq(fault.lines[1], 7);
    ck_assert_uint_eq(fault.last, 100);
    cors_last_faults_add(&tally, "a fault", &place, &other, 200);
    ck_assert(cors_last_faults_read(&tally, 0, &fault));
    ck_assert_uint_eq(fault.last, 200);
    ck_assert(!cors_last_faults_read(&tally, 1, &fault));
    cors_last_faults_add(&tally, "a fault", &other, NULL, 300);
    ck_assert(cors_last_faults_read(&tally, 1, &fault));
    ck_assert_str_eq(fault.files[1], "");
    free(segment);
}
END_TEST

/* The seventeenth fault replaces the oldest. */
START_TEST(test_oldest)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 0);
    cors_last_fault_t fault;
    char text[] = "fault a";
    int i;

    for (i = 0; i < CORS_TALLY_FAULTS; ++i) {
        text[6] = (char)('a' + i);
        cors_last_faults_add(&tally, text, &place, NULL, i == 3 ? 50 : 100);
    }
    cors_last_faults_add(&tally, "new", &place, NULL, 101);
    for (i = 0; i < CORS_TALLY_FAULTS; ++i) {
        ck_assert(cors_last_faults_read(&tally, i, &fault));
        ck_assert_int_eq(strcmp(fault.text, "new") == 0, i == 3);
    }
    free(segment);
}
END_TEST

/* The text keeps its beginning, a file name its end. */
START_TEST(test_long)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 0);
    char text[600], file[300];
    cors_place_t far = {file, 1, false};
    cors_last_fault_t fault;

    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    memset(file, 'f', sizeof(file));
    memcpy(file + sizeof(file) - 6, ".conf", 6);
    cors_last_faults_add(&tally, text, &far, &far, 100);
    ck_assert(cors_last_faults_read(&tally, 0, &fault));
    ck_assert_uint_eq(strlen(fault.text), CORS_LAST_FAULTS_TEXT_BYTES);
    ck_assert_uint_eq(strlen(fault.files[1]), CORS_LAST_FAULTS_FILE_BYTES);
    ck_assert_str_eq(fault.files[0] + CORS_LAST_FAULTS_FILE_BYTES - 5, ".conf");
    free(segment);
}
END_TEST

START_TEST(test_nonsense)
{
    cors_tally_t tally;
    unsigned char *segment = tally_create(&tally, 1, 0);
    cors_last_fault_t fault;
    uint64_t state = 5;
    size_t i;
    int k;

    for (i = 0; i < cors_tally_bytes(1, 0); ++i) {
        segment[i] = (unsigned char)unit_random(&state, 256);
    }
    for (k = 0; k < CORS_TALLY_FAULTS; ++k) {
        ck_assert(!cors_last_faults_read(&tally, k, &fault));
        ck_assert_uint_le(strlen(fault.text), CORS_LAST_FAULTS_TEXT_BYTES);
    }
    free(segment);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_add);
    tcase_add_test(tests, test_oldest);
    tcase_add_test(tests, test_long);
    tcase_add_test(tests, test_nonsense);
    return unit_finish("cors_last_faults", tests);
}
