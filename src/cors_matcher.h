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

/* Whether the matcher admits origins that no policy means together: asked
 * about made-up ones of different length, alphabet and suffix. */
bool cors_matcher_is_broad(cors_origin_matcher_t *matches, const void *baton);

#endif
