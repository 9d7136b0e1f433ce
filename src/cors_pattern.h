/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin pattern, as an administrator writes it: "*", "null", a serialized
 * origin, or one with a wildcard for subdomains, for the port, or for both.
 * It knows nothing of lists, nor of which settings a pattern may stand with.
 */
#ifndef CORS_PATTERN_H
#define CORS_PATTERN_H

#include "cors_origin.h"

#include <apr_pools.h>

typedef enum {
    CORS_PATTERN_ANY,     /* "*" */
    CORS_PATTERN_NULL,    /* "null", the opaque origin */
    CORS_PATTERN_EXACT,   /* a serialized origin */
    CORS_PATTERN_WILDCARD /* subdomains, any_port, or both */
} cors_pattern_kind_e;

typedef struct {
    cors_pattern_kind_e kind;
    const char *text; /* as written */
    apr_size_t length;
    cors_origin_t origin; /* EXACT and WILDCARD: without "*." and ":*" */
    bool subdomains;      /* one or more labels below origin.host */
    bool any_port;        /* the implicit one included */
} cors_pattern_t;

/* Compiles text into *pattern and returns NULL, or returns one sentence for
 * the administrator: what is wrong with the value and what to write instead;
 * *pattern is undefined then. text is kept, not copied: it must live as long
 * as the pattern, as must pool, from which all else is allocated. */
const char *cors_pattern_parse(const char *text, cors_pattern_t *pattern,
                               apr_pool_t *pool);

/* Whether the origin matches a WILDCARD pattern. */
bool cors_pattern_matches(const cors_pattern_t *pattern,
                          const cors_origin_t *origin);

#endif
