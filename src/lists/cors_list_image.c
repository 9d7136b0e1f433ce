/* SPDX-License-Identifier: Apache-2.0
 *
 * The generation is written last. Words are read and written whole, so that a
 * reader in another process never sees a part of one.
 */
#include "lists/cors_list_image.h"

#include <string.h>

#include "origin/cors_origin_image.h"

#define WORD sizeof(apr_uint64_t)
#define MAX_READS 16 /* as of a look-up */

/* What each row has room for on average: two slots, the first word of an entry,
 * 48 bytes of text. */
#define WORDS_OF_ROW (2 + 1 + 6)

/* A version of few rows may have the longest one. */
#define WORDS_OF_LONGEST_ROW (1 + CORS_ORIGIN_IMAGE_MAX_WORDS)

/* The words at CORS_ORIGIN_IMAGE_VERSION. */
enum {
    MODIFIED,
    SIZE,
    INODE,
    ROWS,
    CORRECTED,
    DANGEROUS,
    SKIPPED,
    BUILT,
    CONTENT,
    NUMBERS /* of these words */
};

static apr_size_t rounded_up(apr_size_t bytes, apr_size_t page)
{
    return (bytes + page - 1) & ~(page - 1);
}

static apr_size_t head_bytes(apr_size_t page)
{
    return rounded_up(CORS_ORIGIN_IMAGE_HEAD * WORD, page);
}

static apr_size_t half_bytes(apr_uint32_t max, apr_size_t page)
{
    return rounded_up((CORS_ORIGIN_IMAGE_HALF_HEAD + WORDS_OF_LONGEST_ROW
                       + CORS_ORIGIN_IMAGE_MAX_PROBES
                       + (apr_size_t)max * WORDS_OF_ROW)
                          * WORD,
                      page);
}

apr_size_t cors_list_image_bytes(apr_uint32_t max, apr_size_t page)
{
    return head_bytes(page) + 2 * half_bytes(max, page);
}

void cors_list_image_attach(cors_origin_list_t *list, void *base,
                            apr_uint32_t max, apr_size_t page)
{
    list->image = base;
    list->half = half_bytes(max, page) / WORD;
    list->halves[0] = base ? list->image + head_bytes(page) / WORD : NULL;
    list->halves[1] = base ? list->halves[0] + list->half : NULL;
    list->max = max;
}

apr_uint64_t cors_list_image_generation(const cors_origin_list_t *list)
{
    return list->image ? cors_atomic_read_first(list->image
                                                + CORS_ORIGIN_IMAGE_GENERATION)
                       : 0;
}

static void read_version(const apr_uint64_t *half,
                         cors_list_image_version_t *version)
{
    const apr_uint64_t *from = half + CORS_ORIGIN_IMAGE_VERSION;
    apr_uint64_t words[NUMBERS];
    apr_size_t i;

    for (i = 0; i < NUMBERS; ++i) {
        words[i] = cors_atomic_read_first(from + i);
    }
    version->modified = (apr_time_t)words[MODIFIED];
    version->size = words[SIZE];
    version->inode = words[INODE];
    version->rows = words[ROWS];
    version->corrected = words[CORRECTED];
    version->dangerous = words[DANGEROUS];
    version->skipped = words[SKIPPED];
    version->built = (apr_time_t)words[BUILT];
    version->content = words[CONTENT];
    for (i = 0; i < sizeof(version->text) / WORD; ++i) {
        apr_uint64_t word =
            cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_VERSION_TEXT + i);

        memcpy(version->text + i * WORD, &word, WORD);
    }
    version->text[sizeof(version->text) - 1] = '\0';
}

/* The same conditions as those of a look-up. */
static bool can_be_searched(const cors_origin_list_t *list,
                            const apr_uint64_t *half, apr_uint64_t generation)
{
    return cors_atomic_read_first(half + CORS_ORIGIN_IMAGE_HALF_GENERATION)
               == generation
           && (apr_uint32_t)cors_atomic_read_first(half
                                                   + CORS_ORIGIN_IMAGE_SLOTS)
                  <= cors_origin_image_room(list->half);
}

bool cors_list_image_read(const cors_origin_list_t *list,
                          cors_list_image_version_t *version)
{
    int reads;

    for (reads = 0; reads < MAX_READS; ++reads) {
        apr_uint64_t generation = cors_list_image_generation(list);
        const apr_uint64_t *half = cors_origin_list_half(list, generation);
        bool is_usable;

        if (generation == 0) {
            return false;
        }
        is_usable = can_be_searched(list, half, generation);
        read_version(half, version);
        if (cors_list_image_generation(list) == generation) {
            return is_usable;
        }
    }
    return false;
}

static void write_version(apr_uint64_t *half,
                          const cors_list_image_version_t *version)
{
    const apr_uint64_t words[NUMBERS] = {
        [MODIFIED] = (apr_uint64_t)version->modified,
        [SIZE] = version->size,
        [INODE] = version->inode,
        [ROWS] = version->rows,
        [CORRECTED] = version->corrected,
        [DANGEROUS] = version->dangerous,
        [SKIPPED] = version->skipped,
        [BUILT] = (apr_uint64_t)version->built,
        [CONTENT] = version->content,
    };
    apr_size_t i;

    for (i = 0; i < NUMBERS; ++i) {
        cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_VERSION + i, words[i]);
    }
    for (i = 0; i < sizeof(version->text) / WORD; ++i) {
        cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_VERSION_TEXT + i,
                               cors_bytes_word(version->text + i * WORD));
    }
}

/* Makes the half that is not in use the one in use. */
static void publish_half(const cors_origin_list_t *list)
{
    apr_uint64_t generation = cors_list_image_generation(list) + 1;
    apr_uint64_t *half = cors_origin_list_half(list, generation);

    cors_atomic_write_last(half + CORS_ORIGIN_IMAGE_HALF_GENERATION,
                           generation);
    cors_atomic_write_last(list->image + CORS_ORIGIN_IMAGE_GENERATION,
                           generation);
}

void cors_list_image_publish(const cors_origin_list_t *list,
                             const cors_list_image_version_t *version)
{
    write_version(
        cors_origin_list_half(list, cors_list_image_generation(list) + 1),
        version);
    publish_half(list);
}

void cors_list_image_give_back(const cors_origin_list_t *list,
                               cors_list_image_give_t *give, void *baton)
{
    apr_uint64_t generation = cors_list_image_generation(list);

    if (list->image) {
        give(baton, cors_origin_list_half(list, generation + 1),
             list->half * WORD);
    }
}

static void copy_words(apr_uint64_t *to, const apr_uint64_t *from,
                       apr_size_t count)
{
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        cors_atomic_write_last(to + i, cors_atomic_read_first(from + i));
    }
}

/* Copies the half of a generation of from: its entries, and the slots at its
 * end. Returns false if to has no room for it. */
static bool copy_half(const cors_origin_list_t *to,
                      const cors_origin_list_t *from, apr_uint64_t generation)
{
    const apr_uint64_t *source = cors_origin_list_half(from, generation);
    apr_uint64_t *half =
        cors_origin_list_half(to, cors_list_image_generation(to) + 1);
    apr_uint64_t word =
        cors_atomic_read_first(source + CORS_ORIGIN_IMAGE_SLOTS);
    apr_size_t entries = (apr_size_t)(word >> 32);
    apr_size_t slots =
        (apr_size_t)(apr_uint32_t)word + CORS_ORIGIN_IMAGE_MAX_PROBES;

    if (!can_be_searched(from, source, generation)
        || entries < CORS_ORIGIN_IMAGE_HALF_HEAD || entries > from->half
        || entries > to->half || slots > from->half - entries
        || slots > to->half - entries
        || cors_atomic_read_first(source + CORS_ORIGIN_IMAGE_VERSION + ROWS)
               > to->max) {
        return false;
    }
    copy_words(half, source, entries);
    copy_words(half + to->half - slots, source + from->half - slots, slots);
    return true;
}

bool cors_list_image_copy(const cors_origin_list_t *to,
                          const cors_origin_list_t *from)
{
    int reads;

    for (reads = 0; reads < MAX_READS; ++reads) {
        apr_uint64_t generation = cors_list_image_generation(from);
        bool copied = generation != 0 && copy_half(to, from, generation);

        if (cors_list_image_generation(from) == generation) {
            if (copied) {
                publish_half(to);
            }
            return copied;
        }
    }
    return false;
}

apr_uint64_t *cors_list_image_note(const cors_origin_list_t *list,
                                   unsigned number)
{
    return list->image + CORS_ORIGIN_IMAGE_NOTES + number;
}
