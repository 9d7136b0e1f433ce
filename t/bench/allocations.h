/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts the allocations of the whole process: this program defines malloc,
 * apr_palloc and similar functions, which replace those of the libraries.
 */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <apr.h>

typedef struct {
    apr_size_t calls; /* calls that allocate, from a pool or from the heap */
    apr_size_t bytes; /* taken from pools, rounded up as pools do */
} allocations_t;

/* Returns the counts since the program started. */
allocations_t allocations_so_far(void);

#endif
