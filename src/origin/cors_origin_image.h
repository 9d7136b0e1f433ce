/* SPDX-License-Identifier: Apache-2.0
 *
 * The image of an origin list, word by word. It begins with a few words; two
 * halves follow, and the generation says which of them is in use. A half has
 * its own words, the entries, and a hash table of slots. Readers and the
 * builder include this file.
 *
 * An entry is the text of a row, in whole words: the last one ends where the
 * text ends, and may overlap the one before it. So texts are hashed and
 * compared without masks. The text of a wildcard is only the part that all its
 * origins have: from the byte before the host, which is '.' or '/', to the end
 * of the port, or of the host if the port is "*".
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
    CORS_ORIGIN_IMAGE_HEAD = CORS_ORIGIN_IMAGE_NOTES + 96
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
    CORS_ORIGIN_IMAGE_VERSION_TEXT = CORS_ORIGIN_IMAGE_VERSION + 9,
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
 * takes one after the other until one is 0, but at most MAX_PROBES;
 * MAX_PROBES slots follow the numbered ones. */
#define CORS_ORIGIN_IMAGE_MAX_PROBES 128

/* The first word of an entry: the row's number in its upper 32 bits, one of the
 * marks, the form of the text. One wrong bit does not turn a mark into the
 * other. */
#define CORS_ORIGIN_IMAGE_USED 0xa5c3u
#define CORS_ORIGIN_IMAGE_DANGEROUS 0x5a3cu

/* The form of a text is its length. That of a wildcard also has bits for "is a
 * wildcard", for "the port is '*'", and for the scheme. */
#define CORS_ORIGIN_IMAGE_LENGTH 0x1ffu
#define CORS_ORIGIN_IMAGE_SCHEME_SHIFT 9
#define CORS_ORIGIN_IMAGE_ANY_PORT 0x4000u
#define CORS_ORIGIN_IMAGE_WILDCARD 0x8000u

/* Returns the bits for the scheme of a web origin. All such schemes, ws, wss,
 * http and https, differ in their length; but ftp is as long as wss. */
static inline unsigned cors_origin_image_scheme(const cors_origin_t *origin)
{
    unsigned scheme =
        *origin->scheme == 'f' ? 1 : (unsigned)origin->scheme_length;

    return scheme << CORS_ORIGIN_IMAGE_SCHEME_SHIFT;
}

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
    return form & CORS_ORIGIN_IMAGE_LENGTH;
}

/* No text is longer than an origin. */
#define CORS_ORIGIN_IMAGE_MAX_WORDS ((CORS_ORIGIN_MAX_LENGTH + 7) / 8)

#define CORS_ORIGIN_IMAGE_WORD ((apr_size_t)8) /* bytes of a word */

/* Returns the number of words of a text of length bytes. */
static inline apr_size_t cors_origin_image_words(apr_size_t length)
{
    return (length + CORS_ORIGIN_IMAGE_WORD - 1) / CORS_ORIGIN_IMAGE_WORD;
}

/* Copies a text of less than eight bytes to space, and adds zeros to it. */
static inline void cors_origin_image_pad(const char *text, apr_size_t length,
                                         char space[CORS_ORIGIN_IMAGE_WORD])
{
    memset(space, 0, CORS_ORIGIN_IMAGE_WORD);
    memcpy(space, text, length);
}

/* Returns the hash of a text of at least eight bytes, whose last eight begin at
 * last. Texts of different forms have different hashes, so that an origin with
 * a '*' does not match a wildcard. The two keys are secret and drawn for each
 * version: nobody can choose rows that have the same hash. Like
 * cors_keyed_hash, but faster for short texts, and it can be 0. The last
 * multiplication spreads rows that differ only in their last bytes. */
static inline apr_uint64_t cors_origin_image_hash(const char *text,
                                                  const char *last,
                                                  unsigned form,
                                                  const apr_uint64_t keys[2])
{
    const apr_size_t size = CORS_ORIGIN_IMAGE_WORD;
    const char *pair = last - size > text ? last - size : text;
    apr_uint64_t hash = keys[0] ^ form;

    for (; text < pair; text += 2 * size) {
        hash = cors_keyed_hash_product(hash ^ cors_bytes_word(text),
                                       keys[1] ^ cors_bytes_word(text + size));
    }
    hash = cors_keyed_hash_product(hash ^ cors_bytes_word(pair),
                                   keys[1] ^ cors_bytes_word(last));
    return hash * CORS_HASH_MULTIPLIER;
}

/* Returns the slot where a search begins, a number less than count. */
static inline apr_size_t cors_origin_image_slot(apr_uint64_t hash,
                                                apr_uint32_t count)
{
    return (hash >> 32) * count >> 32;
}

/* Whether the word has the first eight bytes of the text. */
static inline bool cors_origin_image_has(const apr_uint64_t *word,
                                         const char *text)
{
    return cors_atomic_read_first(word) == cors_bytes_word(text);
}

/* Returns the words that the entries and the numbered slots share in a half of
 * size words. */
static inline apr_size_t cors_origin_image_room(apr_size_t size)
{
    return size - CORS_ORIGIN_IMAGE_HALF_HEAD - CORS_ORIGIN_IMAGE_MAX_PROBES;
}

/* Whether the entry with this index has a text of at least eight bytes, whose
 * last eight begin at last, and this form. If so, sets *about to its first
 * word. The half has this room, and then more slots than any text has words. */
static inline bool cors_origin_image_is(const apr_uint64_t *half,
                                        apr_size_t room, apr_size_t entry,
                                        const char *text, const char *last,
                                        unsigned form, apr_uint64_t *about)
{
    const apr_uint64_t *word = half + entry;

    if (entry - CORS_ORIGIN_IMAGE_HALF_HEAD >= room) {
        return false; /* also if it is less */
    }
    *about = cors_atomic_read_first(word);
    if (cors_origin_image_form(*about) != form) {
        return false;
    }
    for (; text < last; text += CORS_ORIGIN_IMAGE_WORD) {
        if (!cors_origin_image_has(++word, text)) {
            return false;
        }
    }
    return cors_origin_image_has(word + 1, last);
}

#endif
