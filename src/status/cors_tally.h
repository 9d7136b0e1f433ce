/* SPDX-License-Identifier: Apache-2.0
 *
 * The counters of decisions, in memory that all processes share. A row is a
 * host; its columns are the values of CORS_DECISION, once for decisions that
 * are carried out and once for those of CorsEngine ReportOnly. The segment also
 * has the refused origins (cors_refused.h) and the last faults
 * (cors_last_faults.h).
 *
 * Every process of httpd can write to the segment, so nothing in it is trusted:
 * it has no pointer, and sizes are kept outside of it.
 */
#ifndef CORS_TALLY_H
#define CORS_TALLY_H

#include "policy/cors_decision.h"
#include "base/cors_atomic.h"

/* Changes with everything in the segment, and with cors_tally_t. */
#define CORS_TALLY_LAYOUT 1

enum {
    CORS_TALLY_COLUMNS = 2 * CORS_DECISION_WORDS,
    CORS_TALLY_ENFORCED = CORS_TALLY_COLUMNS, /* the last word of a row */
    CORS_TALLY_ROW_WORDS,
    CORS_TALLY_BUCKET_ENTRIES = 8,
    CORS_TALLY_TEXT_BYTES = 112, /* of an origin */
    CORS_TALLY_ENTRY_WORDS = 6 + CORS_TALLY_TEXT_BYTES / 8,
    CORS_TALLY_BUCKET_WORDS =
        1 + CORS_TALLY_BUCKET_ENTRIES * CORS_TALLY_ENTRY_WORDS,
    CORS_TALLY_FAULTS = 16,
    CORS_TALLY_FAULT_WORDS = 100,
    CORS_TALLY_HEAD_WORDS = 4,
    CORS_TALLY_ROWS_MAX = 1024
};

/* Where the parts of the segment are. Each process has a copy. */
typedef struct {
    apr_uint64_t *skipped; /* refused origins that were not recorded */
    apr_uint64_t *halved;  /* when scores were last halved; microseconds */
    apr_uint64_t *rows;
    apr_uint64_t *buckets;
    apr_uint64_t *faults;
    apr_uint64_t *faults_lock;
    int row_count;        /* at least 1 */
    int bucket_count;     /* 0: refused origins are not recorded */
    apr_uint64_t keys[2]; /* of the hash of origins; secret */
    apr_uint32_t self;    /* this process, or 0 */
} cors_tally_t;

/* Returns the bytes of a segment for this many hosts and refused origins. The
 * number of origins is rounded up to whole buckets. */
apr_size_t cors_tally_bytes(int rows, int origins);

/* Describes a segment of this size, which is aligned to eight bytes, and is all
 * zero when it is new. */
void cors_tally_init(cors_tally_t *tally, void *segment, int rows, int origins,
                     const apr_uint64_t keys[2]);

/* Returns the counters of a row. A row that does not exist is the last one. */
static inline apr_uint64_t *cors_tally_row(const cors_tally_t *tally, int row)
{
    int last = tally->row_count - 1;

    return tally->rows
           + (apr_size_t)(row >= 0 && row < last ? row : last)
                 * CORS_TALLY_ROW_WORDS;
}

/* Returns the counter of a decision in a row, as cors_tally_row returns it;
 * number is that of the decision's word. */
static inline apr_uint64_t *
cors_tally_counter(apr_uint64_t *row, unsigned number, bool report_only)
{
    return row + number + (report_only ? CORS_DECISION_WORDS : 0);
}

/* Adds all counts, refused origins and faults of one segment to another, which
 * is new, has at least as many rows, and the same keys. Refused origins are
 * copied only if both have the same number of buckets. */
void cors_tally_copy(const cors_tally_t *to, const cors_tally_t *from);

#endif
