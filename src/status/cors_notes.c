/* SPDX-License-Identifier: Apache-2.0
 *
 * A note is written like an entry of cors_refused.c: its hash is 0 meanwhile,
 * and a note whose content has another hash is not shown.
 */
#include "status/cors_notes.h"

#include <string.h>

#include "base/cors_keyed_hash.h"
#include "status/cors_trylock.h"

/* The words of a note; the bytes follow: the text, and the two files. */
enum { HASH, LAST, LINES, BYTES = 4 };

enum {
    BYTES_LENGTH =
        CORS_NOTES_TEXT_BYTES + CORS_NOTES_PLACES * CORS_NOTES_FILE_BYTES,
    BYTES_WORDS = BYTES_LENGTH / 8
};

/* The content of a note. */
typedef struct {
    apr_uint64_t lines;
    union {
        char bytes[BYTES_LENGTH];
        apr_uint64_t words[BYTES_WORDS];
    } as;
} content_t;

static apr_uint64_t *note_of(const cors_tally_t *tally, int number)
{
    return tally->notes + (apr_size_t)number * CORS_TALLY_NOTE_WORDS;
}

static char *file_of(content_t *content, int place)
{
    return content->as.bytes + CORS_NOTES_TEXT_BYTES
           + place * CORS_NOTES_FILE_BYTES;
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
    apr_size_t start =
        length > CORS_NOTES_FILE_BYTES ? length - CORS_NOTES_FILE_BYTES : 0;

    memcpy(file_of(content, number), place->file + start, length - start);
    content->lines |= (apr_uint64_t)(apr_uint32_t)place->line << 32 * number;
}

static void set_content(content_t *content, const char *text,
                        const cors_place_t *place, const cors_place_t *other)
{
    apr_size_t length = strlen(text);

    memset(content, 0, sizeof(*content));
    memcpy(content->as.bytes, text,
           length < CORS_NOTES_TEXT_BYTES ? length : CORS_NOTES_TEXT_BYTES);
    set_place(content, 0, place);
    if (other) {
        set_place(content, 1, other);
    }
}

/* Returns the note with this hash, or else the oldest. */
static apr_uint64_t *same_or_oldest(const cors_tally_t *tally,
                                    apr_uint64_t hash)
{
    apr_uint64_t *oldest = note_of(tally, 0);
    int i;

    for (i = 0; i < CORS_TALLY_NOTES; ++i) {
        apr_uint64_t *note = note_of(tally, i);

        if (cors_atomic_read(note + HASH) == hash) {
            return note;
        }
        if (cors_atomic_read(note + LAST) < cors_atomic_read(oldest + LAST)) {
            oldest = note;
        }
    }
    return oldest;
}

static void write_note(apr_uint64_t *note, const content_t *content,
                       apr_uint64_t hash)
{
    int i;

    cors_atomic_write_before(note + HASH, 0);
    cors_atomic_write(note + LINES, content->lines);
    for (i = 0; i < BYTES_WORDS; ++i) {
        cors_atomic_write(note + BYTES + i, content->as.words[i]);
    }
    cors_atomic_write_last(note + HASH, hash);
}

void cors_notes_add(const cors_tally_t *tally, const char *text,
                    const cors_place_t *place, const cors_place_t *other,
                    apr_uint64_t now)
{
    content_t content;
    apr_uint64_t taken = cors_trylock_take(tally->notes_lock, tally->self, now);
    apr_uint64_t hash;
    apr_uint64_t *note;

    if (!taken) {
        return;
    }
    set_content(&content, text, place, other);
    hash = hash_of(&content, tally->keys);
    note = same_or_oldest(tally, hash);
    cors_atomic_write(note + LAST, now);
    if (cors_atomic_read(note + HASH) != hash) {
        write_note(note, &content, hash);
    }
    cors_trylock_release(tally->notes_lock, taken);
}

static void take_content(cors_note_t *note, content_t *content)
{
    int i;

    memcpy(note->text, content->as.bytes, CORS_NOTES_TEXT_BYTES);
    note->text[CORS_NOTES_TEXT_BYTES] = '\0';
    for (i = 0; i < CORS_NOTES_PLACES; ++i) {
        memcpy(note->files[i], file_of(content, i), CORS_NOTES_FILE_BYTES);
        note->files[i][CORS_NOTES_FILE_BYTES] = '\0';
        note->lines[i] = (int)(content->lines >> 32 * i & 0x7fffffffu);
    }
}

bool cors_notes_read(const cors_tally_t *tally, int number, cors_note_t *note)
{
    const apr_uint64_t *words = note_of(tally, number);
    apr_uint64_t hash = cors_atomic_read_first(words + HASH);
    content_t content;
    int i;

    content.lines = cors_atomic_read(words + LINES);
    for (i = 0; i < BYTES_WORDS; ++i) {
        content.as.words[i] = cors_atomic_read(words + BYTES + i);
    }
    take_content(note, &content);
    note->last = cors_atomic_read(words + LAST);
    return hash != 0 && hash_of(&content, tally->keys) == hash;
}
