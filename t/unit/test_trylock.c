/* SPDX-License-Identifier: Apache-2.0 */
#include "status/cors_trylock.h"

#include <apr_signal.h>
#include <apr_thread_proc.h>

#include "unit.h"

/* Returns the number of a process that lives as long as the test. */
static apr_uint32_t living(void)
{
    apr_proc_t *child = apr_palloc(unit_pool, sizeof(*child));

    if (apr_proc_fork(child, unit_pool) == APR_INCHILD) {
        apr_sleep(apr_time_from_sec(60));
        _Exit(0);
    }
    apr_pool_note_subprocess(unit_pool, child, APR_KILL_ALWAYS);
    return (apr_uint32_t)child->pid;
}

START_TEST(test_free)
{
    apr_uint64_t lock = 0;
    apr_uint64_t taken = cors_trylock_take(&lock, 4711, 1000);

    ck_assert_uint_ne(taken, 0);
    ck_assert_uint_eq(lock, taken);
    cors_trylock_release(&lock, taken);
    ck_assert_uint_eq(lock, 0);
}
END_TEST

START_TEST(test_held)
{
    apr_uint64_t lock = 0;
    apr_uint64_t held = cors_trylock_take(&lock, living(), 1000);

    ck_assert_uint_eq(cors_trylock_take(&lock, 4711, 1000), 0);
    ck_assert_uint_eq(cors_trylock_take(&lock, 4711, 1001), 0);
    ck_assert_uint_eq(lock, held);
}
END_TEST

START_TEST(test_old)
{
    apr_uint64_t lock = 0;
    apr_uint64_t held = cors_trylock_take(&lock, living(), 1000);
    apr_uint64_t taken =
        cors_trylock_take(&lock, 4711, 1000 + CORS_TRYLOCK_LIMIT);

    ck_assert_uint_ne(taken, 0);
    cors_trylock_release(&lock, held); /* the former holder goes on */
    ck_assert_uint_eq(lock, taken);
}
END_TEST

/* Also a time that a process has invented. */
START_TEST(test_future)
{
    apr_uint64_t lock = 0;

    cors_trylock_take(&lock, living(), 2000);
    ck_assert_uint_ne(cors_trylock_take(&lock, 4711, 1000), 0);
}
END_TEST

START_TEST(test_ended)
{
    apr_uint64_t lock = 0;
    apr_proc_t child;

    if (apr_proc_fork(&child, unit_pool) == APR_INCHILD) {
        _Exit(0);
    }
    apr_proc_wait(&child, NULL, NULL, APR_WAIT);
    cors_trylock_take(&lock, (apr_uint32_t)child.pid, 1000);
    ck_assert_uint_ne(cors_trylock_take(&lock, 4711, 1000), 0);
}
END_TEST

/* Numbers that are not those of a process. */
START_TEST(test_nonsense)
{
    static const apr_uint64_t locks[] = {1000, APR_UINT64_C(0xffffffff000003e8),
                                         APR_UINT64_C(0x80000000000003e8)};
    size_t i;

    for (i = 0; i < sizeof(locks) / sizeof(locks[0]); ++i) {
        apr_uint64_t lock = locks[i];

        ck_assert_uint_ne(cors_trylock_take(&lock, 4711, 1000), 0);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_free);
    tcase_add_test(tests, test_held);
    tcase_add_test(tests, test_old);
    tcase_add_test(tests, test_future);
    tcase_add_test(tests, test_ended);
    tcase_add_test(tests, test_nonsense);
    return unit_finish("cors_trylock", tests);
}
