/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts what the whole process allocates: this program's own malloc,
 * apr_palloc and their like stand in front of those of the libraries.
 */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <apr.h>

typedef struct {
    apr_size_t calls; /* to allocate, from a pool or from the heap */
    apr_size_t bytes; /* that pools were asked for, as they round them up */
} allocations_t;

/* The counts since the program started. */
allocations_t allocations_so_far(void);

#endif
