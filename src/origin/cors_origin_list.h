/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the image of an origin list: a hash table of exact origins and
 * wildcards in memory that several processes share. A builder may replace it at
 * any time; a reader never waits. Every process that has the memory can write
 * to it, so nothing that is read there is trusted.
 *
 * This file does not know where rows come from, and does not write to the
 * image; see lists/cors_list_image.h.
 */
#ifndef CORS_ORIGIN_LIST_H
#define CORS_ORIGIN_LIST_H

#include <apr_pools.h>

#include "origin/cors_origin_lookup.h"

/* A list, as one process knows it. It is in private memory, and never read from
 * the image. */
typedef struct {
    const char *name;    /* as in "list:name" */
    const char *file;    /* whose lines are its rows, for messages; NULL: the
                            source is not a file */
    unsigned number;     /* less than CORS_ORIGIN_LISTS; of no other list */
    apr_uint64_t *image; /* NULL: there is none, so there is no version */
    apr_uint64_t *halves[2]; /* of the image; NULL without one */
    apr_size_t half;         /* words of each of them */
    apr_uint32_t max;        /* rows of one version */
} cors_origin_list_t;

/* Returns the first word of the half that a generation uses. The list must have
 * an image. */
static inline apr_uint64_t *
cors_origin_list_half(const cors_origin_list_t *list, apr_uint64_t generation)
{
    return list->halves[generation & 1];
}

/* Returns the list's answer about the origin. The first call for a list looks
 * the origin up in the current version, and later ones return the same answer,
 * so that a decision never depends on two versions. The answer lives as long as
 * *lookup.
 *
 * The exact pattern comes before wildcards, then the longest host, then a fixed
 * port. A row that is dangerous is in answer->denies only; there, a row for a
 * host also matches the same host with a final dot. "null", "file://" and
 * malformed texts are never listed. Allocates nothing, takes no lock and never
 * waits: if versions are replaced faster than it can read one, or if the half
 * in use is damaged or not of the current version, the list counts as not
 * available. */
const cors_origin_list_answer_t *
cors_origin_list_answer(const cors_origin_list_t *list,
                        cors_origin_lookup_t *lookup);

/* Whether the wildcard one is more specific than the wildcard other: its host
 * is longer, or equal and its port fixed. The order of
 * cors_wildcards_is_longer. */
bool cors_origin_list_is_longer(const cors_origin_list_row_t *one,
                                const cors_origin_list_row_t *other);

/* Returns the pattern of a row that matches the origin, allocated from pool. */
const char *cors_origin_list_pattern(const cors_origin_list_row_t *row,
                                     cors_origin_lookup_t *lookup,
                                     apr_pool_t *pool);

#endif
