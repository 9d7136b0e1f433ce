/* SPDX-License-Identifier: Apache-2.0
 *
 * The hash of an entry is 0 while it is empty or being written, and is written
 * last. So a process that ends in between leaves an empty entry. An entry whose
 * text has another hash is not valid: it was replaced while it was read, or a
 * child process has written nonsense.
 */
#include "status/cors_refused_entry.h"

#include <apr_time.h>

#include "base/cors_keyed_hash.h"
#include "status/cors_trylock.h"

static apr_size_t length_of(apr_uint64_t about)
{
    return about >> CORS_REFUSED_LENGTH_BIT
           & ((1u << (CORS_REFUSED_CUT_BIT - CORS_REFUSED_LENGTH_BIT)) - 1);
}

/* Writes whole words. What follows the text in its last word is 0; what follows
 * that word stays, and is never read. */
static void write_text(apr_uint64_t *words, const char *text, apr_size_t length)
{
    for (; length >= sizeof(*words); length -= sizeof(*words)) {
        cors_atomic_write(words++, cors_bytes_word(text));
        text += sizeof(*words);
    }
    if (length > 0) {
        apr_uint64_t last = 0;

        memcpy(&last, text, length);
        cors_atomic_write(words, last);
    }
}

static void replace(apr_uint64_t *entry, const char *text, apr_uint64_t about,
                    apr_uint64_t now)
{
    apr_uint64_t inherited = cors_atomic_read(entry + CORS_REFUSED_HASH)
                                 ? cors_atomic_read(entry + CORS_REFUSED_SCORE)
                                 : 0;

    cors_atomic_write_before(entry + CORS_REFUSED_HASH, 0);
    cors_atomic_write(entry + CORS_REFUSED_SCORE, inherited + 1);
    cors_atomic_write(entry + CORS_REFUSED_ERROR, inherited);
    cors_atomic_write(entry + CORS_REFUSED_FIRST, now);
    cors_atomic_write(entry + CORS_REFUSED_LAST, now);
    cors_atomic_write(entry + CORS_REFUSED_ABOUT, about);
    write_text(entry + CORS_REFUSED_TEXT, text, length_of(about));
}

/* Makes the entry valid, unless this process was stopped for so long that
 * another has taken the lock over: it may have written the same entry. */
static void publish(apr_uint64_t *entry, apr_uint64_t hash,
                    const apr_uint64_t *lock, apr_uint64_t taken)
{
    if (cors_atomic_read(lock) == taken) {
        cors_atomic_write_last(entry + CORS_REFUSED_HASH, hash);
    }
}

/* Returns the entry with this hash; or else an empty entry, or that with the
 * smallest score. */
static apr_uint64_t *same_or_smallest(apr_uint64_t *bucket, apr_uint64_t hash)
{
    apr_uint64_t *entry = cors_refused_entry_of(bucket, 0);
    const apr_uint64_t *end = bucket + CORS_TALLY_BUCKET_WORDS;
    apr_uint64_t *smallest = entry;
    apr_uint64_t least = ~APR_UINT64_C(0);

    for (; entry < end; entry += CORS_TALLY_ENTRY_WORDS) {
        apr_uint64_t known = cors_atomic_read(entry + CORS_REFUSED_HASH);
        apr_uint64_t score =
            known ? cors_atomic_read(entry + CORS_REFUSED_SCORE) : 0;

        if (known == hash) {
            return entry;
        }
        if (score < least) {
            smallest = entry;
            least = score;
        }
    }
    return smallest;
}

void cors_refused_entry_add(const cors_tally_t *tally, apr_uint64_t *bucket,
                            const char *text, apr_uint64_t hash,
                            apr_uint64_t about, apr_uint64_t now)
{
    /* For the lock, not the time of the request, which may have begun long
     * ago. */
    apr_uint64_t taken = cors_trylock_take(
        bucket, tally->self, (apr_uint64_t)apr_time_sec(apr_time_now()));
    apr_uint64_t *entry;

    if (!taken) {
        cors_atomic_add(tally->skipped, 1);
        return;
    }
    entry = same_or_smallest(bucket, hash);
    if (cors_atomic_read(entry + CORS_REFUSED_HASH) == hash) {
        cors_refused_entry_count(entry, about, now); /* it was just added */
    }
    else {
        replace(entry, text, about, now);
        publish(entry, hash, bucket, taken);
    }
    cors_trylock_release(bucket, taken);
}

static apr_uint64_t seconds_of(apr_uint64_t microseconds)
{
    return microseconds / APR_USEC_PER_SEC;
}

bool cors_refused_entry_read(const apr_uint64_t *words,
                             const apr_uint64_t keys[2],
                             cors_refused_entry_t *entry)
{
    apr_uint64_t hash = cors_atomic_read_first(words + CORS_REFUSED_HASH);
    apr_uint64_t about = cors_atomic_read(words + CORS_REFUSED_ABOUT);
    apr_size_t length = length_of(about);
    apr_uint64_t text[CORS_TALLY_TEXT_BYTES / 8];
    size_t i;

    if (hash == 0 || length > CORS_TALLY_TEXT_BYTES) {
        return false;
    }
    for (i = 0; i < sizeof(text) / sizeof(text[0]); ++i) {
        text[i] = cors_atomic_read(words + CORS_REFUSED_TEXT + i);
    }
    memcpy(entry->text, text, length);
    entry->text[length] = '\0';
    entry->cut = (about >> CORS_REFUSED_CUT_BIT & 1) != 0;
    entry->score = cors_atomic_read(words + CORS_REFUSED_SCORE);
    entry->error = cors_atomic_read(words + CORS_REFUSED_ERROR);
    entry->first = seconds_of(cors_atomic_read(words + CORS_REFUSED_FIRST));
    entry->last = seconds_of(cors_atomic_read(words + CORS_REFUSED_LAST));
    entry->row = (unsigned)(about >> CORS_REFUSED_ROW_BIT);
    entry->reason =
        (cors_reason_e)(about & ((1u << CORS_REFUSED_LENGTH_BIT) - 1));
    /* If the entry was replaced meanwhile, the text has another hash. */
    return (int)entry->reason <= CORS_REASON_NO_CONDITION_MET
           && cors_keyed_hash(entry->text, length, keys) == hash;
}
