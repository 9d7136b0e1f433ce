/* SPDX-License-Identifier: Apache-2.0
 *
 * The segment is an array of words of 64 bits: head, rows, buckets of refused
 * origins, faults.
 */
#include "status/cors_tally.h"

static int buckets_for(int origins)
{
    return (origins + CORS_TALLY_BUCKET_ENTRIES - 1)
           / CORS_TALLY_BUCKET_ENTRIES;
}

static apr_size_t row_words(int rows)
{
    return (apr_size_t)rows * CORS_TALLY_ROW_WORDS;
}

static apr_size_t bucket_words(int buckets)
{
    return (apr_size_t)buckets * CORS_TALLY_BUCKET_WORDS;
}

apr_size_t cors_tally_bytes(int rows, int origins)
{
    return sizeof(apr_uint64_t)
           * (CORS_TALLY_HEAD_WORDS + row_words(rows)
              + bucket_words(buckets_for(origins))
              + (apr_size_t)CORS_TALLY_FAULTS * CORS_TALLY_FAULT_WORDS);
}

void cors_tally_init(cors_tally_t *tally, void *segment, int rows, int origins,
                     const apr_uint64_t keys[2])
{
    apr_uint64_t *words = segment;

    tally->skipped = words;
    tally->halved = words + 1;
    tally->faults_lock = words + 2;
    tally->rows = words + CORS_TALLY_HEAD_WORDS;
    tally->row_count = rows;
    tally->buckets = tally->rows + row_words(rows);
    tally->bucket_count = buckets_for(origins);
    tally->faults = tally->buckets + bucket_words(tally->bucket_count);
    tally->keys[0] = keys[0];
    tally->keys[1] = keys[1];
    tally->self = 0;
}

static void add_words(apr_uint64_t *to, const apr_uint64_t *from,
                      apr_size_t count)
{
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        cors_atomic_add(to + i, cors_atomic_read(from + i));
    }
}

static void clear_locks(const cors_tally_t *tally)
{
    int i;

    for (i = 0; i < tally->bucket_count; ++i) {
        cors_atomic_write(tally->buckets + bucket_words(i), 0);
    }
}

void cors_tally_copy(const cors_tally_t *to, const cors_tally_t *from)
{
    add_words(to->skipped, from->skipped, 1);
    add_words(to->halved, from->halved, 1);
    /* The last row of a full segment is that of all other hosts. */
    add_words(to->rows, from->rows, row_words(from->row_count));
    add_words(to->faults, from->faults,
              (apr_size_t)CORS_TALLY_FAULTS * CORS_TALLY_FAULT_WORDS);
    if (to->bucket_count == from->bucket_count) {
        add_words(to->buckets, from->buckets, bucket_words(to->bucket_count));
        clear_locks(to);
    }
}
