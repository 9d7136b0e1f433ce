/* SPDX-License-Identifier: Apache-2.0
 *
 * The `Origin` of a request, while origin sets look it up.
 */
#ifndef CORS_ORIGIN_LOOKUP_H
#define CORS_ORIGIN_LOOKUP_H

#include "origin/cors_origin.h"
#include "origin/cors_origin_list_answer.h"

/* An origin that is looked up in several sets. It is hashed once, and parsed
 * when first needed. Only the functions of this file write to the members,
 * except for the last two: cors_origin_list_answer writes them. */
typedef struct {
    const char *text;  /* NUL-terminated; lives as long as this struct */
    apr_size_t length; /* at most CORS_ORIGIN_MAX_LENGTH + 1 */
    apr_uint32_t hash;
    bool is_null; /* true for "null", false for "file://" */
    bool parsed;
    bool valid; /* a serialized origin; set when parsed */
    cors_origin_t origin;
    apr_uint32_t asked; /* bit n is set if answers[n] is */
    cors_origin_list_answer_t answers[CORS_ORIGIN_LISTS];
} cors_origin_lookup_t;

/* Starts a look-up: computes the hash, and does not parse. text,
 * NUL-terminated, is kept, not copied. */
void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text);

/* Whether the text is exactly one serialized origin, or "null". */
bool cors_origin_lookup_is_wellformed(cors_origin_lookup_t *lookup);

/* Returns the parsed origin, also for "file://"; NULL for "null" and for
 * malformed texts. It lives as long as *lookup. */
const cors_origin_t *cors_origin_lookup_origin(cors_origin_lookup_t *lookup);

/* Whether the text is "null" or "file://". Neither identifies a page: every
 * sandboxed page has the origin "null", and every local file has "file://" in
 * programs that do not send "null" for files. Does not parse. */
bool cors_origin_lookup_is_null_like(const cors_origin_lookup_t *lookup);

/* Whether the host is a name with a final dot. If so, *dotless becomes the same
 * origin without that dot. It is written into text, which has room for
 * CORS_ORIGIN_MAX_LENGTH + 1 bytes and must outlive *dotless. Parses only texts
 * that may have such a dot. */
bool cors_origin_lookup_without_dot(cors_origin_lookup_t *lookup, char *text,
                                    cors_origin_lookup_t *dotless);

#endif
