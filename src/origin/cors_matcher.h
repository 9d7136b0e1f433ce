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
typedef bool cors_matcher_t(const void *baton, const char *origin,
                            apr_size_t length);

/* How much a matcher admits, found out by trying it on made-up origins. */
typedef enum {
    CORS_REACH_UNKNOWN,
    CORS_REACH_NARROW,
    CORS_REACH_BROAD,            /* origins that have nothing in common */
    CORS_REACH_ANY_INSTALLATION, /* any host of one non-web scheme */
    CORS_REACH_REGISTRABLE /* names that everybody can register, below a public
                              suffix or by a part of a label */
} cors_reach_e;

/* Tries the matcher on made-up origins of different length, alphabet and
 * suffix, and of several schemes; if the expression begins with a scheme, that
 * scheme is among them. Then tries origins made up from the expression. */
cors_reach_e cors_matcher_reach(cors_matcher_t *matches, const void *baton,
                                const char *expression);

/* Finds an origin that the matcher admits and that anybody can own by
 * registering a name; false: none was found. expression is the source of the
 * matcher; origin has room for CORS_ORIGIN_MAX_LENGTH + 1 bytes. */
bool cors_matcher_find_registrable(cors_matcher_t *matches, const void *baton,
                                   const char *expression, char *origin);

/* Whether the reach is CORS_REACH_BROAD. */
bool cors_matcher_is_broad(cors_matcher_t *matches, const void *baton);

#endif
