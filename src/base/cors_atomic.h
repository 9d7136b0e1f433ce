/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads and writes words of memory that several processes share, each as a
 * whole. Uses builtins of gcc and clang, because APR's functions are not
 * inline, and C99 has none.
 */
#ifndef CORS_ATOMIC_H
#define CORS_ATOMIC_H

#include <stdbool.h>

#include <apr.h>

/* These do not order other reads and writes. */
static inline apr_uint64_t cors_atomic_read(const apr_uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static inline void cors_atomic_write(apr_uint64_t *word, apr_uint64_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

static inline void cors_atomic_add(apr_uint64_t *word, apr_uint64_t value)
{
    (void)__atomic_fetch_add(word, value, __ATOMIC_RELAXED);
}

/* Reads before all later reads. */
static inline apr_uint64_t cors_atomic_read_first(const apr_uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Writes after all earlier reads and writes. */
static inline void cors_atomic_write_last(apr_uint64_t *word,
                                          apr_uint64_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Writes before all later writes. */
static inline void cors_atomic_write_before(apr_uint64_t *word,
                                            apr_uint64_t value)
{
    (void)__atomic_exchange_n(word, value, __ATOMIC_ACQ_REL);
}

/* Writes value if the word has the value old, and returns whether it had.
 * Orders all other reads and writes. */
static inline bool cors_atomic_replace(apr_uint64_t *word, apr_uint64_t old,
                                       apr_uint64_t value)
{
    return __atomic_compare_exchange_n(word, &old, value, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

#endif
