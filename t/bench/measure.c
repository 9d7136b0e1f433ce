/* SPDX-License-Identifier: Apache-2.0
 *
 * The time is the least of several batches, because other programs on the
 * machine can only make a batch slower. The number of instructions is the
 * difference between the same number of runs of two functions.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_time.h>

#include "allocations.h"

#ifdef __has_include
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif
#endif

#define BATCHES 7
#define BATCH_TIME (APR_USEC_PER_SEC / 50)
#define COUNTED_RUNS 1024 /* runs whose instructions are counted */
#define FEW_PIECES 64     /* a run of more pieces is not repeated */

static const char *callgrind_file;
static int callgrind_dumps;

static void report(const char *name, apr_size_t parameter, double value,
                   const char *unit)
{
    printf("%s\t%lu\t%.1f\t%s\n", name, (unsigned long)parameter, value, unit);
    fflush(stdout);
}

bool measure_instructions(const char *file)
{
    callgrind_file = file;
#ifdef RUNNING_ON_VALGRIND
    return RUNNING_ON_VALGRIND != 0;
#else
    return false;
#endif
}

static void run_often(measured_t *run, void *baton, apr_size_t runs)
{
    while (runs-- > 0) {
        run(baton);
    }
}

void measure_nothing(void *baton)
{
    (void)baton;
}

/* Returns the total in the file that callgrind has just written. */
static double read_total(void)
{
    char line[1024];
    double total = -1;
    FILE *in;

    snprintf(line, sizeof(line), "%s.%d", callgrind_file, ++callgrind_dumps);
    in = fopen(line, "r");
    if (!in) {
        perror(line);
        exit(EXIT_FAILURE);
    }
    while (fgets(line, sizeof(line), in)) {
        if (strncmp(line, "totals: ", 8) == 0) {
            total = strtod(line + 8, NULL);
        }
    }
    fclose(in);
    return total;
}

static double instructions_of(measured_t *run, void *baton, apr_size_t runs)
{
#ifdef CALLGRIND_START_INSTRUMENTATION
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    run_often(run, baton, runs);
    CALLGRIND_DUMP_STATS;
    CALLGRIND_STOP_INSTRUMENTATION;
#endif
    return read_total();
}

static void measure_by_callgrind(const char *name, apr_size_t parameter,
                                 measured_t *run, measured_t *baseline,
                                 void *baton, apr_size_t pieces)
{
    apr_size_t runs = pieces > FEW_PIECES ? 1 : COUNTED_RUNS;
    double less = instructions_of(baseline, baton, runs);
    double total;

    if (runs > 1) {
        run(baton); /* does the work that is done only once */
    }
    total = instructions_of(run, baton, runs);
    report(name, parameter, (total - less) / (double)(runs * pieces),
           "instructions");
}

static apr_time_t time_of(measured_t *run, void *baton, apr_size_t runs)
{
    apr_time_t start = apr_time_now();

    run_often(run, baton, runs);
    return apr_time_now() - start;
}

static double least_ns(measured_t *run, void *baton)
{
    apr_time_t least;
    apr_size_t runs = 1;
    int batch;

    run(baton); /* does the work that is done only once */
    least = time_of(run, baton, runs);
    while (least < BATCH_TIME) {
        runs *= 2;
        least = time_of(run, baton, runs);
    }
    for (batch = 1; batch < BATCHES; ++batch) {
        apr_time_t time = time_of(run, baton, runs);

        least = time < least ? time : least;
    }
    return (double)least * 1000 / (double)runs;
}

/* Returns what all the runs allocate together. */
static allocations_t allocations_of(measured_t *run, void *baton,
                                    apr_size_t runs)
{
    allocations_t before = allocations_so_far();
    allocations_t spent;

    run_often(run, baton, runs);
    spent = allocations_so_far();
    spent.calls -= before.calls;
    spent.bytes -= before.bytes;
    return spent;
}

void measure(const char *name, apr_size_t parameter, measured_t *run,
             measured_t *baseline, void *baton, apr_size_t pieces)
{
    apr_size_t runs = pieces > FEW_PIECES ? 1 : COUNTED_RUNS;
    allocations_t spent;

    if (callgrind_file) {
        measure_by_callgrind(name, parameter, run, baseline, baton, pieces);
        return;
    }
    report(name, parameter, least_ns(run, baton) / (double)pieces, "ns");
    spent = allocations_of(run, baton, runs);
    report(name, parameter, (double)spent.calls / (double)(runs * pieces),
           "allocations");
}

void measure_bytes(const char *name, apr_size_t parameter, measured_t *run,
                   void *baton, apr_size_t pieces)
{
    allocations_t spent;

    if (callgrind_file) {
        return;
    }
    spent = allocations_of(run, baton, 1);
    report(name, parameter, (double)spent.bytes / (double)pieces, "bytes");
}
