/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules that are decided outside the core, such as regular expressions.
 */
#ifndef CORS_MATCHER_H
#define CORS_MATCHER_H

#include <stdbool.h>

#include <apr.h>

/* Whether the origin (a valid one, length bytes, terminated) is admitted.
 * Runs in any thread. */
typedef bool cors_origin_matcher_t(const void *baton, const char *origin,
                                   apr_size_t length);

/* What a matcher admits, as far as trying it tells. */
typedef enum {
    CORS_REACH_UNKNOWN,
    CORS_REACH_NARROW,
    CORS_REACH_BROAD,            /* origins that no policy means together */
    CORS_REACH_ANY_INSTALLATION, /* those of one scheme that is not of the web,
                                    whatever the host is, and no others */
    CORS_REACH_REGISTRABLE /* names that everybody can register, below a public
                              suffix or by a part of a label */
} cors_reach_e;

/* Tries the matcher on made-up origins of different length, alphabet and
 * suffix, and of several schemes; that of the expression, if it begins with
 * one, is among them. Then on names that are made up by the expression. */
cors_reach_e cors_matcher_reach(cors_origin_matcher_t *matches,
                                const void *baton, const char *expression);

/* Finds an origin that the matcher admits, and that everybody can make theirs
 * by registering a name; false: none was found. expression is the source of
 * the matcher; origin has room for CORS_ORIGIN_MAX_LENGTH + 1 bytes. */
bool cors_matcher_find_registrable(cors_origin_matcher_t *matches,
                                   const void *baton, const char *expression,
                                   char *origin);

/* Whether the reach is CORS_REACH_BROAD. */
bool cors_matcher_is_broad(cors_origin_matcher_t *matches, const void *baton);

#endif
