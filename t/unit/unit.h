/* SPDX-License-Identifier: Apache-2.0
 *
 * Code for all unit tests: one pool per test, the main part of a Check program
 * that writes TAP, helpers for text, and a probe for allocations. Tests are
 * tables; each row is a loop test of Check.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>
#include <check.h>

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Created before each row, destroyed after it. */
static apr_pool_t *unit_pool;

static inline void unit_setup(void)
{
    ck_assert_int_eq(apr_pool_create(&unit_pool, NULL), APR_SUCCESS);
}

static inline void unit_teardown(void)
{
    apr_pool_destroy(unit_pool);
}

static inline TCase *unit_start(void)
{
    TCase *tests = tcase_create("core");

    if (apr_initialize() != APR_SUCCESS) {
        printf("Bail out! apr_initialize failed\n");
        exit(EXIT_FAILURE);
    }
    tcase_add_checked_fixture(tests, unit_setup, unit_teardown);
    return tests;
}

/* Tests of features that this build does not have. Check cannot skip tests, but
 * the TAP directive in this name makes TAP readers count them as skipped. They
 * run and must pass. */
static TCase *unit_skipped;

static inline TCase *unit_needs(bool has_it, const char *what, TCase *tests)
{
    static char name[80];

    if (has_it) {
        return tests;
    }
    if (!unit_skipped) {
        snprintf(name, sizeof(name), "core # SKIP built without %s", what);
        unit_skipped = tcase_create(name);
        tcase_add_checked_fixture(unit_skipped, unit_setup, unit_teardown);
    }
    return unit_skipped;
}

/* Runs the tests without fork: no timers, and sanitizers see one process.
 * Returns the exit status. */
static inline int unit_finish(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    suite_add_tcase(suite, tests);
    if (unit_skipped) {
        suite_add_tcase(suite, unit_skipped);
    }
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    apr_terminate();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Returns the text, or "(none)" for NULL. */
static inline const char *shown(const char *text)
{
    return text ? text : "(none)";
}

static inline bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Returns the next of the words, which are separated by single blanks; NULL at
 * the end. */
static inline char *next_word(const char **cursor)
{
    apr_size_t length = strcspn(*cursor, " ");
    char *word = apr_pstrmemdup(unit_pool, *cursor, length);

    *cursor += length + ((*cursor)[length] == ' ');
    return length > 0 ? word : NULL;
}

/* Returns a copy without terminator in a separate block, so that valgrind and
 * the address sanitizer notice a read beyond its end. The caller frees it. */
static inline char *exact_copy(const char *text, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, length);
    return copy;
}

/* Returns a number less than below. The sequence is the same in every run (a
 * linear congruential generator). */
static inline unsigned unit_random(uint64_t *state, unsigned below)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

#if APR_POOL_DEBUG

/* Each allocation has a separate block, so that a sanitizer sees its end. */
#define UNIT_POOLS_IN_SEQUENCE false

static inline bool takes_nothing(apr_pool_t *pool, void (*call)(void *baton),
                                 void *baton)
{
    apr_size_t before = apr_pool_num_bytes(pool, 1);

    call(baton);
    return apr_pool_num_bytes(pool, 1) == before;
}

#else

#define UNIT_POOLS_IN_SEQUENCE true

/* Whether call allocates nothing from the pool. APR allocates a pool's memory
 * in sequence: an allocation before the call and one after it are adjacent,
 * unless a block of the pool ends between them, which cannot happen twice in a
 * row. */
static inline bool takes_nothing(apr_pool_t *pool, void (*call)(void *baton),
                                 void *baton)
{
    const apr_size_t step = APR_ALIGN_DEFAULT(1);
    int attempt;

    for (attempt = 0; attempt < 2; ++attempt) {
        const char *before = apr_palloc(pool, 1);

        call(baton);
        if ((const char *)apr_palloc(pool, 1) == before + step) {
            return true;
        }
    }
    return false;
}

#endif

#endif
