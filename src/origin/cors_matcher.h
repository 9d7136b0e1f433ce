/* SPDX-License-Identifier: Apache-2.0
 *
 * Matchers: origin rules that a callback decides, such as regular expressions.
 * The core does not know the library that matches them. It finds out how much a
 * matcher admits by calling it with made-up origins.
 */
#ifndef CORS_MATCHER_H
#define CORS_MATCHER_H

#include <stdbool.h>

#include <apr.h>

/* Returns whether the rule admits the origin, which is a serialized origin of
 * length bytes, NUL-terminated. Several threads may call it at the same
 * time. */
typedef bool cors_matcher_t(const void *baton, const char *origin,
                            apr_size_t length);

/* How much a matcher admits. */
typedef enum {
    CORS_REACH_UNKNOWN,
    CORS_REACH_NARROW,
    CORS_REACH_BROAD,            /* origins that have nothing in common */
    CORS_REACH_ANY_INSTALLATION, /* any host of one non-web scheme */
    CORS_REACH_REGISTRABLE /* names that everybody can register, below a public
                              suffix or by a part of a label */
} cors_reach_e;

/* Returns how much the matcher admits. expression is its source. Tries made-up
 * web origins of different length, alphabet and suffix; then made-up origins of
 * applications, also of the scheme with which the expression begins; then
 * origins that are made up from the expression. */
cors_reach_e cors_matcher_reach(cors_matcher_t *matches, const void *baton,
                                const char *expression);

/* Finds an origin that the matcher admits and that anybody can get by
 * registering a name. Writes it into origin, which has room for
 * CORS_ORIGIN_MAX_LENGTH + 1 bytes. Returns false if none was found. expression
 * is the source of the matcher. */
bool cors_matcher_find_registrable(cors_matcher_t *matches, const void *baton,
                                   const char *expression, char *origin);

#endif
