/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of the table of refused origins, in shared memory.
 */
#ifndef CORS_REFUSED_ENTRY_H
#define CORS_REFUSED_ENTRY_H

#include "status/cors_tally.h"

/* The words of an entry; the text follows. */
enum {
    CORS_REFUSED_HASH, /* 0: empty, or being written */
    CORS_REFUSED_SCORE,
    CORS_REFUSED_ERROR,
    CORS_REFUSED_FIRST, /* microseconds */
    CORS_REFUSED_LAST,  /* microseconds */
    CORS_REFUSED_ABOUT, /* row, cut, length, reason */
    CORS_REFUSED_TEXT
};

/* The first bits of the parts of CORS_REFUSED_ABOUT after the reason. */
enum {
    CORS_REFUSED_LENGTH_BIT = 8,
    CORS_REFUSED_CUT_BIT = 15,
    CORS_REFUSED_ROW_BIT = 16
};

/* An entry of the table, as it was read. */
typedef struct {
    char text[CORS_TALLY_TEXT_BYTES + 1];
    bool cut;             /* the origin is longer than the text */
    apr_uint64_t score;   /* refusals, never too few, */
    apr_uint64_t error;   /* and too many by at most this number */
    apr_uint64_t first;   /* seconds */
    apr_uint64_t last;    /* seconds */
    unsigned row;         /* of the last host; may not exist */
    cors_reason_e reason; /* the last one */
} cors_refused_entry_t;

/* Returns the word CORS_REFUSED_ABOUT, without length. */
static inline apr_uint64_t cors_refused_entry_about(unsigned row, bool cut,
                                                    cors_reason_e reason)
{
    return (apr_uint64_t)row << CORS_REFUSED_ROW_BIT
           | (apr_uint64_t)cut << CORS_REFUSED_CUT_BIT | (apr_uint64_t)reason;
}

/* Returns an entry of a bucket, which begins with its lock. */
static inline apr_uint64_t *cors_refused_entry_of(apr_uint64_t *bucket,
                                                  int number)
{
    return bucket + 1 + number * CORS_TALLY_ENTRY_WORDS;
}

/* Counts a refusal in the entry of its origin, at the time now
 * (microseconds). */
static inline void cors_refused_entry_count(apr_uint64_t *entry,
                                            apr_uint64_t about,
                                            apr_uint64_t now)
{
    cors_atomic_add(entry + CORS_REFUSED_SCORE, 1);
    cors_atomic_write(entry + CORS_REFUSED_LAST, now);
    cors_atomic_write(entry + CORS_REFUSED_ABOUT, about);
}

/* Counts a refusal whose origin has no entry in its bucket: it replaces the
 * entry with the smallest score, and inherits that score as error. about has
 * the length of the text. If the bucket is locked, adds to tally->skipped
 * instead. */
void cors_refused_entry_add(const cors_tally_t *tally, apr_uint64_t *bucket,
                            const char *text, apr_uint64_t hash,
                            apr_uint64_t about, apr_uint64_t now);

/* Reads an entry. Returns false if it is not valid. */
bool cors_refused_entry_read(const apr_uint64_t *words,
                             const apr_uint64_t keys[2],
                             cors_refused_entry_t *entry);

#endif
