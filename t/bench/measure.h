/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures one run of a function: its time and allocations or, under callgrind,
 * its instructions. Prints each figure as one line on standard output: name,
 * parameter, value and unit, separated by tabs.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>

#include <apr.h>

typedef void measured_t(void *baton);

/* Makes measure() count instructions. The program must run under
 *
 *     valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file=FILE
 *
 * Returns false if it does not, or was built without valgrind's header. */
bool measure_instructions(const char *file);

/* A measured function that does nothing. */
void measure_nothing(void *baton);

/* Runs a function repeatedly and prints its cost, divided by pieces, the number
 * of pieces of work that one run does. The units are "ns" (the least of several
 * batches) and "allocations", or "instructions". The instructions of a run of
 * baseline are subtracted: it does the same except what is measured. baton is
 * passed to both functions. */
void measure(const char *name, apr_size_t parameter, measured_t *run,
             measured_t *baseline, void *baton, apr_size_t pieces);

/* Prints how many bytes one run takes from pools, also divided by pieces.
 * Prints nothing when instructions are counted. */
void measure_bytes(const char *name, apr_size_t parameter, measured_t *run,
                   void *baton, apr_size_t pieces);

#endif
