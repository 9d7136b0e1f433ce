/* SPDX-License-Identifier: Apache-2.0
 *
 * An entry is known by a keyed hash, so that nobody can choose origins that
 * share a bucket. cors_refused_entry.c writes and reads entries.
 */
#include "status/cors_refused.h"

#include "base/cors_keyed_hash.h"

#define HALF_LIFE ((apr_int64_t)apr_time_from_sec(CORS_REFUSED_HALF_LIFE))

static apr_uint64_t *bucket_of(const cors_tally_t *tally, apr_uint64_t hash)
{
    apr_uint64_t number =
        ((hash >> 32) * (apr_uint64_t)tally->bucket_count) >> 32;

    return tally->buckets + number * CORS_TALLY_BUCKET_WORDS;
}

/* Returns an entry of the whole table. */
static apr_uint64_t *entry_at(const cors_tally_t *tally, int number)
{
    int bucket = number / CORS_TALLY_BUCKET_ENTRIES;

    return cors_refused_entry_of(
        tally->buckets + (apr_size_t)bucket * CORS_TALLY_BUCKET_WORDS,
        number % CORS_TALLY_BUCKET_ENTRIES);
}

static inline apr_uint64_t *find(apr_uint64_t *bucket, apr_uint64_t hash)
{
    apr_uint64_t *entry = cors_refused_entry_of(bucket, 0);
    const apr_uint64_t *end = bucket + CORS_TALLY_BUCKET_WORDS;

    for (; entry < end; entry += CORS_TALLY_ENTRY_WORDS) {
        if (cors_atomic_read_first(entry + CORS_REFUSED_HASH) == hash) {
            return entry;
        }
    }
    return NULL;
}

static inline bool is_due(const cors_tally_t *tally, apr_uint64_t now)
{
    return (apr_int64_t)(now - cors_atomic_read(tally->halved)) >= HALF_LIFE;
}

/* Every call of this function is its last step: so it needs no frame. */
void cors_refused_count(const cors_tally_t *tally, const char *origin,
                        apr_size_t length, cors_reason_e reason, unsigned row,
                        apr_uint64_t now)
{
    apr_uint64_t about =
        cors_refused_entry_about(row, length > CORS_TALLY_TEXT_BYTES, reason);
    apr_uint64_t hash;
    apr_uint64_t *bucket;
    apr_uint64_t *entry;

    if (tally->bucket_count == 0) {
        return;
    }
    if (length > CORS_TALLY_TEXT_BYTES) {
        length = CORS_TALLY_TEXT_BYTES;
    }
    hash = cors_keyed_hash(origin, length, tally->keys);
    about |= (apr_uint64_t)length << CORS_REFUSED_LENGTH_BIT;
    bucket = bucket_of(tally, hash);
    entry = find(bucket, hash);
    if (!entry) {
        cors_refused_entry_add(tally, bucket, origin, hash, about, now);
        return;
    }
    cors_refused_entry_count(entry, about, now);
    if (is_due(tally, now)) {
        cors_refused_age(tally, now);
    }
}

/* Divides by 2 to the power of times. Counts that are added meanwhile stay, and
 * so does an entry that replaces this one. */
static void halve(apr_uint64_t *word, apr_uint64_t times)
{
    apr_uint64_t value;

    do {
        value = cors_atomic_read(word);
    } while (
        !cors_atomic_replace(word, value, times < 64 ? value >> times : 0));
}

void cors_refused_age(const cors_tally_t *tally, apr_uint64_t now)
{
    apr_uint64_t since = cors_atomic_read(tally->halved);
    apr_int64_t past = (apr_int64_t)(now - since);
    apr_uint64_t times = (apr_uint64_t)(past / HALF_LIFE);
    int i;

    /* A new segment has no time yet. A time in the future is corrected. */
    if (since == 0 || past < -HALF_LIFE) {
        (void)cors_atomic_replace(tally->halved, since, now);
        return;
    }
    if (past < HALF_LIFE
        || !cors_atomic_replace(tally->halved, since,
                                since + times * (apr_uint64_t)HALF_LIFE)) {
        return;
    }
    for (i = 0; i < cors_refused_size(tally); ++i) {
        apr_uint64_t *entry = entry_at(tally, i);

        halve(entry + CORS_REFUSED_SCORE, times);
        halve(entry + CORS_REFUSED_ERROR, times);
    }
}

int cors_refused_size(const cors_tally_t *tally)
{
    return tally->bucket_count * CORS_TALLY_BUCKET_ENTRIES;
}

bool cors_refused_read(const cors_tally_t *tally, int number,
                       cors_refused_entry_t *entry)
{
    return cors_refused_entry_read(entry_at(tally, number), tally->keys, entry);
}
