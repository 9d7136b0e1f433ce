/* SPDX-License-Identifier: Apache-2.0
 *
 * What one run of a function costs: its time and what it allocates, or, under
 * callgrind, its instructions. Each figure is one line on standard output:
 * name, parameter, value and unit, with tabs between them.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>

#include <apr.h>

typedef void measured_t(void *baton);

/* From here on instructions are counted; the program runs under
 *     valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file=FILE
 * Returns false where it does not, or was built without valgrind's header. */
bool measure_instructions(const char *file);

/* Does nothing. */
void measure_nothing(void *baton);

/* Runs the function, a few times or many, and prints its cost, divided by how
 * many pieces of work one run does: "ns" (the least of several batches) and
 * "allocations", or "instructions", less those of a run of beside, which does
 * all but what is measured. */
void measure(const char *name, apr_size_t parameter, measured_t *run,
             measured_t *beside, void *baton, apr_size_t pieces);

/* Prints how many bytes one run takes from pools, divided likewise. */
void measure_bytes(const char *name, apr_size_t parameter, measured_t *run,
                   void *baton, apr_size_t pieces);

#endif
