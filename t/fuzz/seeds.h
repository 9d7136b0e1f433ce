/* SPDX-License-Identifier: Apache-2.0
 *
 * The generated inputs of a fuzz target, one escaped input per line: see
 * t/lib/Seeds.pm, which writes these files, for the format. Needs only C99.
 */
#ifndef SEEDS_H
#define SEEDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct seeds_input_t {
    const char *bytes; /* not terminated by a NUL */
    size_t length;
    int line; /* of the file, from 1 */
} seeds_input_t;

typedef struct seeds_t {
    seeds_input_t *inputs; /* in the order of the lines */
    int count;
    const char *error; /* NULL if the file was read; static */
    int line;          /* of the error; 0 if it is not about a line */
    char *text;        /* the bytes of all inputs */
} seeds_t;

/* Reads the file. False if it cannot be read or has a malformed line; then
 * there are no inputs. The caller calls seeds_free in either case. */
bool seeds_read(seeds_t *seeds, const char *path);

void seeds_free(seeds_t *seeds);

#endif
