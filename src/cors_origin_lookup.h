/* SPDX-License-Identifier: Apache-2.0
 *
 * The origin of a request while it is looked up.
 */
#ifndef CORS_ORIGIN_LOOKUP_H
#define CORS_ORIGIN_LOOKUP_H

#include "cors_origin.h"

/* An origin on its way through several sets: hashed once, parsed when first
 * needed. Filled by cors_origin_lookup_init, else private to the sets. */
typedef struct {
    const char *text;  /* terminated; lives as long as this struct */
    apr_size_t length; /* of text, up to CORS_ORIGIN_MAX_LENGTH + 1 */
    apr_uint32_t hash;
    bool is_null; /* the text is "null" */
    bool parsed;
    bool valid; /* a serialized origin; known when parsed */
    cors_origin_t origin;
} cors_origin_lookup_t;

void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text);

/* Whether the text is exactly one serialized origin, or "null". */
bool cors_origin_lookup_is_wellformed(cors_origin_lookup_t *lookup);

/* The whole of the text, parsed; NULL for "null" and for what is malformed. */
const cors_origin_t *cors_origin_lookup_origin(cors_origin_lookup_t *lookup);

#endif
