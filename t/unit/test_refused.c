/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_refused.h"

#include <unistd.h>

#include <apr_shm.h>
#include <apr_signal.h>
#include <apr_thread_proc.h>

#include "status/cors_trylock.h"
#include "tally.h"

/* Finds the entry of an origin. */
static bool find(const cors_tally_t *tally, const char *origin,
                 cors_refused_entry_t *entry)
{
    int i;

    for (i = 0; i < cors_refused_size(tally); ++i) {
        if (cors_refused_read(tally, i, entry)
            && strcmp(entry->text, origin) == 0) {
            return true;
        }
    }
    return false;
}

static int count_of(const cors_tally_t *tally)
{
    cors_refused_entry_t entry;
    int i, count = 0;

    for (i = 0; i < cors_refused_size(tally); ++i) {
        count += cors_refused_read(tally, i, &entry);
    }
    return count;
}

START_TEST(test_entry)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 64);
    cors_refused_entry_t entry;

    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 3, 50);
    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_INSECURE, 4,
                 60);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_int_eq(count_of(&tally), 1);
    ck_assert_uint_eq(entry.score, 2);
    ck_assert_uint_eq(entry.error, 0);
    ck_assert_uint_eq(entry.first, 50);
    ck_assert_uint_eq(entry.last, 60);
    ck_assert_uint_eq(entry.row, 4);
    ck_assert_int_eq(entry.reason, CORS_REASON_ORIGIN_INSECURE);
    ck_assert(!entry.cut);
    free(segment);
}
END_TEST

/* Every length around the words of the hash and of the text, and the limit. */
START_TEST(test_lengths)
{
    cors_tally_t tally;
    char text[130];
    int length;

    for (length = 1; length < 129; ++length) {
        void *segment = tally_create(&tally, 1, 64);
        cors_refused_entry_t entry;

        memset(text, 'a' + length % 26, sizeof(text));
        text[length] = '\0';
        tally_refuse(&tally, text, CORS_REASON_ORIGIN_DENIED, 0, 1);
        text[length < 112 ? length : 112] = '\0';
        ck_assert_msg(find(&tally, text, &entry), "length %d", length);
        ck_assert_int_eq(entry.cut, length > 112);
        free(segment);
    }
}
END_TEST

/* Origins with the same first 112 bytes share an entry. */
START_TEST(test_cut)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 64);
    char text[121];
    cors_refused_entry_t entry;

    memset(text, 'a', 120);
    text[120] = '\0';
    tally_refuse(&tally, text, CORS_REASON_ORIGIN_DENIED, 0, 1);
    text[115] = 'b';
    tally_refuse(&tally, text, CORS_REASON_ORIGIN_DENIED, 0, 1);
    ck_assert_int_eq(count_of(&tally), 1);
    text[112] = '\0';
    ck_assert(find(&tally, text, &entry));
    ck_assert_uint_eq(entry.score, 2);
    text[111] = 'c';
    tally_refuse(&tally, text, CORS_REASON_ORIGIN_DENIED, 0, 1);
    ck_assert_int_eq(count_of(&tally), 2);
    free(segment);
}
END_TEST

START_TEST(test_none)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 0);

    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0, 1);
    ck_assert_int_eq(cors_refused_size(&tally), 0);
    ck_assert_uint_eq(*tally.skipped, 0);
    free(segment);
}
END_TEST

/* One bucket: the ninth origin replaces the one with the smallest score. */
START_TEST(test_replacement)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 8);
    cors_refused_entry_t entry;
    char text[20] = "https://x.example";
    int i, k;

    for (i = 0; i < 8; ++i) {
        text[8] = (char)('a' + i);
        for (k = 0; k < (i == 5 ? 3 : 4 + i); ++k) {
            tally_refuse(&tally, text, CORS_REASON_ORIGIN_DENIED, 0, 1);
        }
    }
    tally_refuse(&tally, "https://new.example", CORS_REASON_ORIGIN_DENIED, 0,
                 9);
    ck_assert(!find(&tally, "https://f.example", &entry));
    ck_assert(find(&tally, "https://new.example", &entry));
    ck_assert_uint_eq(entry.score, 4);
    ck_assert_uint_eq(entry.error, 3);
    ck_assert_uint_eq(entry.first, 9);
    ck_assert_int_eq(count_of(&tally), 8);
    free(segment);
}
END_TEST

START_TEST(test_age)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 64);
    cors_refused_entry_t entry;
    int i;

    for (i = 0; i < 20; ++i) {
        tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0,
                     1000);
    }
    cors_refused_age(&tally, APR_UINT64_C(1599) * APR_USEC_PER_SEC);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_uint_eq(entry.score, 20);
    cors_refused_age(&tally, APR_UINT64_C(1600) * APR_USEC_PER_SEC);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_uint_eq(entry.score, 10);
    cors_refused_age(&tally, APR_UINT64_C(1700) * APR_USEC_PER_SEC);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_uint_eq(entry.score, 10);
    /* A refusal notices that half an hour has passed. */
    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0,
                 3400);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_uint_eq(entry.score, 1);
    /* A clock that was wrong is corrected. */
    *tally.halved = APR_UINT64_C(9000) * APR_USEC_PER_SEC;
    cors_refused_age(&tally, APR_UINT64_C(3500) * APR_USEC_PER_SEC);
    ck_assert_uint_eq(*tally.halved, APR_UINT64_C(3500) * APR_USEC_PER_SEC);
    free(segment);
}
END_TEST

/* A million origins, and twenty that are refused more often. */
START_TEST(test_heavy_hitters)
{
    cors_tally_t tally;
    void *segment = tally_create(&tally, 1, 256);
    char text[60];
    cors_refused_entry_t entry;
    uint64_t state = 7;
    int i;

    for (i = 0; i < 1000000; ++i) {
        unsigned number = unit_random(&state, 100);

        if (number < 20) {
            snprintf(text, sizeof(text), "https://often%u.example", number);
        }
        else {
            snprintf(text, sizeof(text), "https://%08x%08x.example",
                     unit_random(&state, 0x7fffffff),
                     unit_random(&state, 0x7fffffff));
        }
        cors_refused_count(&tally, text, strlen(text),
                           CORS_REASON_ORIGIN_NOT_LISTED, 0, 1);
    }
    for (i = 0; i < 20; ++i) {
        snprintf(text, sizeof(text), "https://often%d.example", i);
        ck_assert_msg(find(&tally, text, &entry), "%s", text);
        ck_assert_uint_ge(entry.score, 9000);
    }
    ck_assert_uint_eq(*tally.skipped, 0);
    free(segment);
}
END_TEST

/* Any bytes in the segment: nothing outside of it is read, and the text of an
 * entry ends. */
START_TEST(test_nonsense)
{
    cors_tally_t tally;
    unsigned char *segment = tally_create(&tally, 1, 64);
    cors_refused_entry_t entry;
    uint64_t state = 3;
    size_t i;
    int k, round;

    for (round = 0; round < 50; ++round) {
        for (i = 0; i < cors_tally_bytes(1, 64); ++i) {
            segment[i] = (unsigned char)unit_random(&state, 256);
        }
        for (k = 0; k < cors_refused_size(&tally); ++k) {
            ck_assert(!cors_refused_read(&tally, k, &entry));
        }
        tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0,
                     1);
        cors_refused_age(&tally, 1);
    }
    free(segment);
}
END_TEST

/* A child process is killed while it holds the locks of all buckets, with
 * every entry half written. */
START_TEST(test_killed)
{
    apr_shm_t *shm;
    apr_proc_t child;
    cors_tally_t tally;
    cors_refused_entry_t entry;
    int i;

    ck_assert_int_eq(
        apr_shm_create(&shm, cors_tally_bytes(1, 64), NULL, unit_pool), 0);
    memset(apr_shm_baseaddr_get(shm), 0, cors_tally_bytes(1, 64));
    cors_tally_init(&tally, apr_shm_baseaddr_get(shm), 1, 64, tally_keys);
    tally.self = TALLY_SELF;
    if (apr_proc_fork(&child, unit_pool) == APR_INCHILD) {
        for (i = 0; i < tally.bucket_count; ++i) {
            apr_uint64_t *bucket = tally.buckets + i * CORS_TALLY_BUCKET_WORDS;

            cors_trylock_take(bucket, (apr_uint32_t)getpid(),
                              (apr_uint64_t)apr_time_sec(apr_time_now()));
            memset(bucket + 2, 'x', 40); /* all but the first entry's hash */
        }
        apr_sleep(apr_time_from_sec(60));
        _Exit(0);
    }
    while (cors_atomic_read(tally.buckets + 7 * CORS_TALLY_BUCKET_WORDS + 2)
           == 0) {
        apr_sleep(1000);
    }
    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0, 1);
    ck_assert_uint_eq(*tally.skipped, 1);
    ck_assert_int_eq(count_of(&tally), 0);
    apr_proc_kill(&child, SIGKILL);
    apr_proc_wait(&child, NULL, NULL, APR_WAIT);
    tally_refuse(&tally, "https://a.example", CORS_REASON_ORIGIN_DENIED, 0, 1);
    ck_assert_uint_eq(*tally.skipped, 1);
    ck_assert(find(&tally, "https://a.example", &entry));
    ck_assert_uint_eq(entry.score, 1);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_entry);
    tcase_add_test(tests, test_lengths);
    tcase_add_test(tests, test_cut);
    tcase_add_test(tests, test_none);
    tcase_add_test(tests, test_replacement);
    tcase_add_test(tests, test_age);
    tcase_add_test(tests, test_heavy_hitters);
    tcase_add_test(tests, test_nonsense);
    tcase_add_test(tests, test_killed);
    return unit_finish("cors_refused", tests);
}
