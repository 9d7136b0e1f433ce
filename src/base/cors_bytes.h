/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes and compares byte strings, eight bytes at a time. The functions are
 * inline because every request runs them.
 */
#ifndef CORS_BYTES_H
#define CORS_BYTES_H

#include <stdbool.h>
#include <string.h>

#include <apr.h>

#define CORS_HASH_MULTIPLIER APR_UINT64_C(0x9E3779B97F4A7C15)

/* Returns the word with its bytes in reverse order. */
static inline apr_uint64_t cors_bytes_reversed(apr_uint64_t word)
{
    const apr_uint64_t bytes = APR_UINT64_C(0x00FF00FF00FF00FF);
    const apr_uint64_t pairs = APR_UINT64_C(0x0000FFFF0000FFFF);

    word = (word & bytes) << 8 | (word >> 8 & bytes);
    word = (word & pairs) << 16 | (word >> 16 & pairs);
    return word << 32 | word >> 32;
}

/* Mixes a word into a hash. Bit n of a product depends only on the bits 0 to n
 * of its factors, so the high bits are mixed best. They become the low bits of
 * the result, because hash tables use the low bits. */
static inline apr_uint64_t cors_bytes_mix(apr_uint64_t hash, apr_uint64_t word)
{
    return cors_bytes_reversed((hash ^ word) * CORS_HASH_MULTIPLIER);
}

/* Reads eight bytes, which need not be aligned. */
static inline apr_uint64_t cors_bytes_word(const char *bytes)
{
    apr_uint64_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* Returns the hash of length bytes. It differs between machines of different
 * byte order. The last word that is read may overlap the one before it. */
static inline apr_uint32_t cors_bytes_hash(const char *text, apr_size_t length)
{
    apr_uint64_t hash = length;
    apr_uint64_t word = 0;
    apr_size_t i;

    if (length < sizeof(word)) {
        memcpy(&word, text, length);
        return (apr_uint32_t)cors_bytes_mix(hash, word);
    }
    length -= sizeof(word);
    for (i = 0; i < length; i += sizeof(word)) {
        hash = cors_bytes_mix(hash, cors_bytes_word(text + i));
    }
    return (apr_uint32_t)cors_bytes_mix(hash, cors_bytes_word(text + length));
}

/* Whether two texts of length bytes are equal. */
static inline bool cors_bytes_are_same(const char *one, const char *other,
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
        if (cors_bytes_word(one + i) != cors_bytes_word(other + i)) {
            return false;
        }
    }
    return cors_bytes_word(one + length) == cors_bytes_word(other + length);
}

#endif
