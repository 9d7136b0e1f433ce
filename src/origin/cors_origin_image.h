/* SPDX-License-Identifier: Apache-2.0
 *
 * The image of an origin list, word by word. It begins with a few words; two
 * halves follow, and the generation says which of them is in use. A half has
 * its own words, the entries, and a hash table of slots. Readers and the
 * builder include this file.
 *
 * An entry is the text of a row, in whole words: the last one ends where the
 * text ends, and may overlap the one before it. So texts are hashed and compared
 * without masks.
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
    CORS_ORIGIN_IMAGE_SLOTS = 3, /* first slot, and number of slots */
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
 * of the entry in the half. Slots are searched one after the other. */
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

/* Returns the words of the text of a form. */
static inline apr_size_t cors_origin_image_words(unsigned form)
{
    return ((form & ~CORS_ORIGIN_IMAGE_WILDCARD) + sizeof(apr_uint64_t) - 1)
           / sizeof(apr_uint64_t);
}

/* A text as words. No pattern is longer than an origin and "*.". */
#define CORS_ORIGIN_IMAGE_MAX_LENGTH (CORS_ORIGIN_MAX_LENGTH + 2)
#define CORS_ORIGIN_IMAGE_MAX_WORDS ((CORS_ORIGIN_IMAGE_MAX_LENGTH + 7) / 8)

/* A text to find. A wildcard and an exact origin of the same text have
 * different forms and hashes, so that an origin with a '*' does not match a
 * wildcard. */
typedef struct {
    unsigned form;
    apr_size_t count;                                    /* words */
    apr_uint64_t words[CORS_ORIGIN_IMAGE_MAX_WORDS + 1]; /* 0 after the last */
} cors_origin_image_key_t;

/* Makes the key of a text of at most CORS_ORIGIN_IMAGE_MAX_LENGTH bytes. */
static inline void cors_origin_image_make_key(cors_origin_image_key_t *key,
                                              const char *text,
                                              apr_size_t length,
                                              bool is_wildcard)
{
    const apr_size_t size = sizeof(apr_uint64_t);
    apr_size_t count = 0;

    key->form =
        (unsigned)length | (is_wildcard ? CORS_ORIGIN_IMAGE_WILDCARD : 0);
    if (length < size) {
        key->words[0] = 0;
        memcpy(key->words, text, length);
    }
    else {
        for (; (count + 1) * size < length; ++count) {
            key->words[count] = cors_bytes_word(text + count * size);
        }
        key->words[count] = cors_bytes_word(text + length - size);
    }
    key->count = count + 1;
    key->words[count + 1] = 0;
}

/* Returns the hash of a key. The two words are secret and drawn for each
 * version: nobody can choose rows that have the same hash. */
static inline apr_uint64_t
cors_origin_image_hash(const cors_origin_image_key_t *key,
                       const apr_uint64_t keys[2])
{
    apr_uint64_t hash = keys[0] ^ key->form;
    apr_size_t i;

    for (i = 0; i < key->count; i += 2) {
        hash = cors_keyed_hash_product(hash ^ key->words[i],
                                       keys[1] ^ key->words[i + 1]);
    }
    return hash;
}

/* Returns the slot where a search begins. count is not 0. */
static inline apr_size_t cors_origin_image_slot(apr_uint64_t hash,
                                                apr_uint32_t count)
{
    return (hash >> 32) * count >> 32;
}

/* Whether the half, of size words, has an entry with this index and
 * key. */
static inline bool cors_origin_image_is_key(const apr_uint64_t *half,
                                            apr_size_t size, apr_size_t entry,
                                            const cors_origin_image_key_t *key)
{
    apr_size_t i;

    if (entry < CORS_ORIGIN_IMAGE_HALF_HEAD || entry >= size
        || size - entry <= key->count
        || cors_origin_image_form(cors_atomic_read_first(half + entry))
               != key->form) {
        return false;
    }
    for (i = 0; i < key->count; ++i) {
        if (cors_atomic_read_first(half + entry + 1 + i) != key->words[i]) {
            return false;
        }
    }
    return true;
}

#endif
