/* SPDX-License-Identifier: Apache-2.0
 *
 * Common parts of the fuzz targets: set-up for one input, and the check of a
 * property. A target is one LLVMFuzzerTestOneInput; libFuzzer or replay.c calls
 * it.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

/* The name of the target, as in fuzz_NAME.c and corpus/NAME. */
extern const char fuzz_name[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks a property: if it is false, prints the message and ends the process.
 */
#define FUZZ_REQUIRE(condition, ...)                                           \
    ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, __VA_ARGS__))

static inline void fuzz_fail(const char *file, int line, const char *format,
                             ...)
    __attribute__((format(printf, 3, 4), noreturn));

static inline void fuzz_fail(const char *file, int line, const char *format,
                             ...)
{
    va_list arguments;

    fprintf(stderr, "%s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}

/* A pool for one input. If APR is built for it, each allocation is a separate
 * block; otherwise the sanitizers only see the larger blocks of the pool. */
static inline apr_pool_t *fuzz_pool_create(void)
{
    apr_pool_t *pool;

    apr_initialize();
    FUZZ_REQUIRE(apr_pool_create(&pool, NULL) == APR_SUCCESS, "no pool");
    return pool;
}

/* A copy in a separate block of exactly the length of the text, so that the
 * address sanitizer notices a read beyond it. The caller frees it. */
static inline char *fuzz_exact_copy(const char *text, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);

    FUZZ_REQUIRE(copy != NULL, "no memory");
    memcpy(copy, text, length);
    return copy;
}

/* The input as a string, which ends at the first NUL. */
static inline char *fuzz_text(const uint8_t *data, size_t size,
                              apr_pool_t *pool)
{
    return apr_pstrndup(pool, (const char *)data, size);
}

/* Removes the text up to the next separator from *rest and returns it; NULL at
 * the end. */
static inline char *fuzz_next(char **rest, char separator)
{
    char *text = *rest;
    char *end = text ? strchr(text, separator) : NULL;

    if (end) {
        *end++ = '\0';
    }
    *rest = end;
    return text;
}

#endif
