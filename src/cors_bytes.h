/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashing and comparing spans of bytes, eight at a time. What every request
 * does is short, and in a header, so that it costs no calls.
 */
#ifndef CORS_BYTES_H
#define CORS_BYTES_H

#include <stdbool.h>
#include <string.h>

#include <apr.h>

#define CORS_HASH_MULTIPLIER APR_UINT64_C(0x9E3779B97F4A7C15)

/* One step of hashing: a word into a hash. The high half of a product depends
 * on all of the word; it changes places with the low one, which the hash is in
 * the end. */
static inline apr_uint64_t cors_hash_mix(apr_uint64_t hash, apr_uint64_t word)
{
    hash = (hash ^ word) * CORS_HASH_MULTIPLIER;
    return hash << 32 | hash >> 32;
}

static inline apr_uint64_t cors_word_at(const char *bytes)
{
    apr_uint64_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* The hash of a text, eight bytes at a time; the last eight may overlap those
 * before them. */
static inline apr_uint32_t cors_hash_bytes(const char *text, apr_size_t length)
{
    apr_uint64_t hash = length;
    apr_uint64_t word = 0;
    apr_size_t i;

    if (length < sizeof(word)) {
        memcpy(&word, text, length);
        return (apr_uint32_t)cors_hash_mix(hash, word);
    }
    length -= sizeof(word);
    for (i = 0; i < length; i += sizeof(word)) {
        hash = cors_hash_mix(hash, cors_word_at(text + i));
    }
    return (apr_uint32_t)cors_hash_mix(hash, cors_word_at(text + length));
}

/* Whether two texts of this length are the same. */
static inline bool cors_same_bytes(const char *one, const char *other,
                                   apr_size_t length)
{
    apr_size_t i;

    if (length < sizeof(apr_uint64_t)) {
        for (i = 0; i < length && one[i] == other[i]; ++i) {
        }
        return i == length;
    }
    length -= sizeof(apr_uint64_t);
    for (i = 0; i < length; i += sizeof(apr_uint64_t)) {
        if (cors_word_at(one + i) != cors_word_at(other + i)) {
            return false;
        }
    }
    return cors_word_at(one + length) == cors_word_at(other + length);
}

#endif
