/* SPDX-License-Identifier: Apache-2.0
 *
 * A fault is written like an entry of cors_refused.c: its hash is 0 meanwhile,
 * and a fault whose content has another hash is not shown.
 */
#include "status/cors_last_faults.h"

#include <string.h>

#include "base/cors_keyed_hash.h"
#include "status/cors_trylock.h"

/* The words of a fault; the bytes follow: the text, and the two files. */
enum { HASH, LAST, LINES, BYTES = 4 };

enum {
    BYTES_LENGTH = CORS_LAST_FAULTS_TEXT_BYTES
                   + CORS_LAST_FAULTS_PLACES * CORS_LAST_FAULTS_FILE_BYTES,
    BYTES_WORDS = BYTES_LENGTH / 8
};

/* The content of a fault. */
typedef struct {
    apr_uint64_t lines;
    union {
        char bytes[BYTES_LENGTH];
        apr_uint64_t words[BYTES_WORDS];
    } as;
} content_t;

static apr_uint64_t *fault_at(const cors_tally_t *tally, int number)
{
    return tally->faults + (apr_size_t)number * CORS_TALLY_FAULT_WORDS;
}

static char *file_of(content_t *content, int place)
{
    return content->as.bytes + CORS_LAST_FAULTS_TEXT_BYTES
           + place * CORS_LAST_FAULTS_FILE_BYTES;
}

static apr_uint64_t hash_of(const content_t *content,
                            const apr_uint64_t keys[2])
{
    return cors_keyed_hash(content->as.bytes, BYTES_LENGTH, keys)
           ^ content->lines;
}

static void set_place(content_t *content, int number, const cors_place_t *place)
{
    apr_size_t length = strlen(place->file);
    apr_size_t start = length > CORS_LAST_FAULTS_FILE_BYTES
                           ? length - CORS_LAST_FAULTS_FILE_BYTES
                           : 0;

    memcpy(file_of(content, number), place->file + start, length - start);
    content->lines |= (apr_uint64_t)(apr_uint32_t)place->line << 32 * number;
}

static void set_content(content_t *content, const char *text,
                        const cors_place_t *place, const cors_place_t *other)
{
    apr_size_t length = strlen(text);

    memset(content, 0, sizeof(*content));
    memcpy(content->as.bytes, text,
           length < CORS_LAST_FAULTS_TEXT_BYTES ? length
                                                : CORS_LAST_FAULTS_TEXT_BYTES);
    set_place(content, 0, place);
    if (other) {
        set_place(content, 1, other);
    }
}

/* Returns the fault with this hash, or else the oldest. */
static apr_uint64_t *same_or_oldest(const cors_tally_t *tally,
                                    apr_uint64_t hash)
{
    apr_uint64_t *oldest = fault_at(tally, 0);
    int i;

    for (i = 0; i < CORS_TALLY_FAULTS; ++i) {
        apr_uint64_t *fault = fault_at(tally, i);

        if (cors_atomic_read(fault + HASH) == hash) {
            return fault;
        }
        if (cors_atomic_read(fault + LAST) < cors_atomic_read(oldest + LAST)) {
            oldest = fault;
        }
    }
    return oldest;
}

static void write_fault(apr_uint64_t *fault, const content_t *content,
                        apr_uint64_t hash)
{
    int i;

    cors_atomic_write_before(fault + HASH, 0);
    cors_atomic_write(fault + LINES, content->lines);
    for (i = 0; i < BYTES_WORDS; ++i) {
        cors_atomic_write(fault + BYTES + i, content->as.words[i]);
    }
    cors_atomic_write_last(fault + HASH, hash);
}

void cors_last_faults_add(const cors_tally_t *tally, const char *text,
                          const cors_place_t *place, const cors_place_t *other,
                          apr_uint64_t now)
{
    content_t content;
    apr_uint64_t taken =
        cors_trylock_take(tally->faults_lock, tally->self, now);
    apr_uint64_t hash;
    apr_uint64_t *fault;

    if (!taken) {
        return;
    }
    set_content(&content, text, place, other);
    hash = hash_of(&content, tally->keys);
    fault = same_or_oldest(tally, hash);
    cors_atomic_write(fault + LAST, now);
    if (cors_atomic_read(fault + HASH) != hash) {
        write_fault(fault, &content, hash);
    }
    cors_trylock_release(tally->faults_lock, taken);
}

static void take_content(cors_last_fault_t *fault, content_t *content)
{
    int i;

    memcpy(fault->text, content->as.bytes, CORS_LAST_FAULTS_TEXT_BYTES);
    fault->text[CORS_LAST_FAULTS_TEXT_BYTES] = '\0';
    for (i = 0; i < CORS_LAST_FAULTS_PLACES; ++i) {
        memcpy(fault->files[i], file_of(content, i),
               CORS_LAST_FAULTS_FILE_BYTES);
        fault->files[i][CORS_LAST_FAULTS_FILE_BYTES] = '\0';
        fault->lines[i] = (int)(content->lines >> 32 * i & 0x7fffffffu);
    }
}

bool cors_last_faults_read(const cors_tally_t *tally, int number,
                           cors_last_fault_t *fault)
{
    const apr_uint64_t *words = fault_at(tally, number);
    apr_uint64_t hash = cors_atomic_read_first(words + HASH);
    content_t content;
    int i;

    content.lines = cors_atomic_read(words + LINES);
    for (i = 0; i < BYTES_WORDS; ++i) {
        content.as.words[i] = cors_atomic_read(words + BYTES + i);
    }
    take_content(fault, &content);
    fault->last = cors_atomic_read(words + LAST);
    return hash != 0 && hash_of(&content, tally->keys) == hash;
}
