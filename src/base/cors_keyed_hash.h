/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash with a secret key: nobody who does not know the key can choose texts
 * that have the same hash, or that share a bucket. Inline because refused
 * requests run it.
 */
#ifndef CORS_KEYED_HASH_H
#define CORS_KEYED_HASH_H

#include "base/cors_bytes.h"

/* Returns the upper and the lower half of a product of 128 bits, combined.
 * Several such products are cheap only where the compiler has the type. */
#ifdef __SIZEOF_INT128__

__extension__ typedef unsigned __int128 cors_keyed_hash_product_t;

static inline apr_uint64_t cors_keyed_hash_product(apr_uint64_t a,
                                                   apr_uint64_t b)
{
    cors_keyed_hash_product_t product = (cors_keyed_hash_product_t)a * b;

    return (apr_uint64_t)(product >> 64) ^ (apr_uint64_t)product;
}

#else

static inline apr_uint64_t cors_keyed_hash_product(apr_uint64_t a,
                                                   apr_uint64_t b)
{
    const apr_uint64_t half = 0xffffffffu;
    apr_uint64_t low = (a & half) * (b & half);
    apr_uint64_t one = (a >> 32) * (b & half) + (low >> 32);
    apr_uint64_t other = (a & half) * (b >> 32) + (one & half);

    return ((a >> 32) * (b >> 32) + (one >> 32) + (other >> 32))
           ^ (other << 32 | (low & half));
}

#endif

/* Returns the hash of length bytes; never 0. Takes two words at a time; the
 * last ones may overlap those before them. */
static inline apr_uint64_t cors_keyed_hash(const char *text, apr_size_t length,
                                           const apr_uint64_t keys[2])
{
    apr_uint64_t hash = keys[0] ^ length;
    const char *last = text + length - 2 * sizeof(hash);
    char padded[2 * sizeof(hash)] = {0};

    if (length < sizeof(padded)) {
        memcpy(padded, text, length);
        last = padded;
    }
    else {
        for (; text < last; text += sizeof(padded)) {
            hash = cors_keyed_hash_product(
                hash ^ cors_bytes_word(text),
                keys[1] ^ cors_bytes_word(text + sizeof(hash)));
        }
    }
    hash =
        cors_keyed_hash_product(hash ^ cors_bytes_word(last),
                                keys[1] ^ cors_bytes_word(last + sizeof(hash)));
    return hash != 0 ? hash : 1;
}

#endif
