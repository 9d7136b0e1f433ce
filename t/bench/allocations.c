/* SPDX-License-Identifier: Apache-2.0
 *
 * The dynamic linker uses a program's definition of a function before that of a
 * shared library, also for calls from inside the libraries. RTLD_NEXT finds the
 * library's function, which does the work.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_NEXT */
#endif
#include "allocations.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <apr_pools.h>
#include <apr_strings.h>

static allocations_t counted;

allocations_t allocations_so_far(void)
{
    return counted;
}

/* Stores the address of the library's function in a function pointer. ISO C has
 * no conversion from an object's address to a function's. */
static void find_next(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (!found) {
        abort();
    }
    memcpy(function, &found, size);
}

void *malloc(size_t size)
{
    static void *(*next)(size_t);

    if (!next) {
        find_next("malloc", &next, sizeof(next));
    }
    ++counted.calls;
    return next(size);
}

void *realloc(void *block, size_t size)
{
    static void *(*next)(void *, size_t);

    if (!next) {
        find_next("realloc", &next, sizeof(next));
    }
    ++counted.calls;
    return next(block, size);
}

void *apr_palloc(apr_pool_t *pool, apr_size_t size)
{
    static void *(*next)(apr_pool_t *, apr_size_t);

    if (!next) {
        find_next("apr_palloc", &next, sizeof(next));
    }
    ++counted.calls;
    counted.bytes += APR_ALIGN_DEFAULT(size);
    return next(pool, size);
}

/* apr_psprintf calls this function, which writes directly into the pool's
 * block. */
char *apr_pvsprintf(apr_pool_t *pool, const char *format, va_list arguments)
{
    static char *(*next)(apr_pool_t *, const char *, va_list);
    char *text;

    if (!next) {
        find_next("apr_pvsprintf", &next, sizeof(next));
    }
    text = next(pool, format, arguments);
    ++counted.calls;
    counted.bytes += APR_ALIGN_DEFAULT(strlen(text) + 1);
    return text;
}
