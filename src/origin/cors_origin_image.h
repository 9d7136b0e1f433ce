/* SPDX-License-Identifier: Apache-2.0
 *
 * The image of an origin list, word by word. It begins with a few words; two
 * halves follow, and the generation says which of them is in use. A half has
 * its own words, the entries, and a hash table of slots. Readers and the
 * builder include this file.
 *
 * An entry is the text of a row, in whole words: the last one ends where the
 * text ends, and may overlap the one before it. So texts are hashed and
 * compared without masks.
 */
#ifndef CORS_ORIGIN_IMAGE_H
#define CORS_ORIGIN_IMAGE_H

#include "base/cors_atomic.h"
#include "base/cors_keyed_hash.h"
#include "origin/cors_origin.h"

/* The words of the image before the first half. */
enum {
    CORS_ORIGIN_IMAGE_GENERATION, /* how often a version was published; its
                                     lowest bit is the half in use; 0: none */
    CORS_ORIGIN_IMAGE_NOTES = 8,
    CORS_ORIGIN_IMAGE_HEAD = CORS_ORIGIN_IMAGE_NOTES + 32
};

/* The words of a half before its entries. */
enum {
    CORS_ORIGIN_IMAGE_HALF_GENERATION, /* 0: is being written */
    CORS_ORIGIN_IMAGE_KEYS,
    CORS_ORIGIN_IMAGE_SLOTS = 3, /* words before the end of the entries, in the
                                    upper 32 bits; numbered slots */
    CORS_ORIGIN_IMAGE_KINDS,     /* of wildcards that the version has */
    CORS_ORIGIN_IMAGE_SUFFIXES,  /* bit n: one is for the subdomains of a host
                                    of n bytes */
    CORS_ORIGIN_IMAGE_VERSION = CORS_ORIGIN_IMAGE_SUFFIXES + 4,
    CORS_ORIGIN_IMAGE_VERSION_TEXT = CORS_ORIGIN_IMAGE_VERSION + 8,
    CORS_ORIGIN_IMAGE_HALF_HEAD = CORS_ORIGIN_IMAGE_VERSION_TEXT + 32
};

/* Bits of CORS_ORIGIN_IMAGE_KINDS. */
enum {
    CORS_ORIGIN_IMAGE_HOST_ANY_PORT = 1,
    CORS_ORIGIN_IMAGE_BELOW = 2,
    CORS_ORIGIN_IMAGE_BELOW_ANY_PORT = 4
};

/* A slot is 0, or the lower half of a hash in its upper 32 bits, and the index
 * of the entry in the half. A search begins at one of the numbered slots, and
 * takes one after the other until one is 0, but at most MAX_PROBES; so many
 * more slots follow the numbered ones. */
#define CORS_ORIGIN_IMAGE_MAX_PROBES 128

/* The first word of an entry: the row's number in its upper 32 bits, one of the
 * marks, the form of the text: its length, with a bit for wildcards. One wrong
 * bit does not turn a mark into the other. */
#define CORS_ORIGIN_IMAGE_USED 0xa5c3u
#define CORS_ORIGIN_IMAGE_DANGEROUS 0x5a3cu
#define CORS_ORIGIN_IMAGE_WILDCARD 0x8000u

static inline apr_uint64_t
cors_origin_image_about(apr_uint32_t number, bool dangerous, unsigned form)
{
    return (apr_uint64_t)number << 32
           | (apr_uint64_t)(dangerous ? CORS_ORIGIN_IMAGE_DANGEROUS
                                      : CORS_ORIGIN_IMAGE_USED)
                 << 16
           | form;
}

static inline apr_uint32_t cors_origin_image_number(apr_uint64_t about)
{
    return (apr_uint32_t)(about >> 32);
}

static inline unsigned cors_origin_image_mark(apr_uint64_t about)
{
    return about >> 16 & 0xffff;
}

static inline unsigned cors_origin_image_form(apr_uint64_t about)
{
    return about & 0xffff;
}

static inline apr_size_t cors_origin_image_length(unsigned form)
{
    return form & ~CORS_ORIGIN_IMAGE_WILDCARD;
}

/* No pattern is longer than an origin and "*.". */
#define CORS_ORIGIN_IMAGE_MAX_LENGTH (CORS_ORIGIN_MAX_LENGTH + 2)
#define CORS_ORIGIN_IMAGE_MAX_WORDS ((CORS_ORIGIN_IMAGE_MAX_LENGTH + 7) / 8)

/* Returns the number of words of a text of length bytes. */
static inline apr_size_t cors_origin_image_words(apr_size_t length)
{
    return (length + sizeof(apr_uint64_t) - 1) / sizeof(apr_uint64_t);
}

/* Returns the last word of a text. If it is the only one, the bytes after the
 * text are 0. */
static inline apr_uint64_t cors_origin_image_last_word(const char *text,
                                                       apr_size_t length)
{
    apr_uint64_t word = 0;

    if (length < sizeof(word)) {
        memcpy(&word, text, length);
        return word;
    }
    return cors_bytes_word(text + length - sizeof(word));
}

/* Returns the hash of a text. A wildcard and an exact origin of the same text
 * have different forms and hashes, so that an origin with a '*' does not match
 * a wildcard. The two keys are secret and drawn for each version: nobody can
 * choose rows that have the same hash. Like cors_keyed_hash, but faster for
 * texts of less than 16 bytes, and it can be 0. */
static inline apr_uint64_t cors_origin_image_hash(const char *text,
                                                  unsigned form,
                                                  const apr_uint64_t keys[2])
{
    const apr_size_t size = sizeof(apr_uint64_t);
    apr_size_t length = cors_origin_image_length(form);
    apr_uint64_t hash = keys[0] ^ form;
    const char *last = text + length - 2 * size;

    if (length < 2 * size) {
        apr_uint64_t word = cors_origin_image_last_word(text, length);

        return cors_keyed_hash_product(
            hash ^ (length < size ? 0 : cors_bytes_word(text)), keys[1] ^ word);
    }
    for (; text < last; text += 2 * size) {
        hash = cors_keyed_hash_product(hash ^ cors_bytes_word(text),
                                       keys[1] ^ cors_bytes_word(text + size));
    }
    return cors_keyed_hash_product(hash ^ cors_bytes_word(last),
                                   keys[1] ^ cors_bytes_word(last + size));
}

/* Returns the slot where a search begins, if there are so many. */
static inline apr_size_t cors_origin_image_slot(apr_uint64_t hash,
                                                apr_uint32_t count)
{
    return (hash >> 32) * count >> 32;
}

/* Returns the first word of the entry with this index if it has this text and
 * form, otherwise 0. The half has size words, more than any text. */
static inline apr_uint64_t
cors_origin_image_compare(const apr_uint64_t *half, apr_size_t size,
                          apr_size_t entry, const char *text, unsigned form)
{
    apr_size_t length = cors_origin_image_length(form);
    apr_size_t words = cors_origin_image_words(length);
    const apr_uint64_t *word = half + entry;
    apr_uint64_t about;
    apr_size_t i;

    if (entry - CORS_ORIGIN_IMAGE_HALF_HEAD
        >= size - CORS_ORIGIN_IMAGE_HALF_HEAD - words) {
        return 0; /* also if it is less */
    }
    about = cors_atomic_read_first(word);
    if (cors_origin_image_form(about) != form) {
        return 0;
    }
    for (i = sizeof(*word); i < length; i += sizeof(*word)) {
        if (cors_atomic_read_first(++word)
            != cors_bytes_word(text + i - sizeof(*word))) {
            return 0;
        }
    }
    return cors_atomic_read_first(word + 1)
                   == cors_origin_image_last_word(text, length)
               ? about
               : 0;
}

#endif
