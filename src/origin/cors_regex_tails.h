/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes up web origins whose host ends in a literal part of a regular
 * expression, even if the syntax of the expression is not supported. The
 * expression does not match most of them: the caller tests each.
 */
#ifndef CORS_REGEX_TAILS_H
#define CORS_REGEX_TAILS_H

#include "origin/cors_regex_literals.h"

#define CORS_REGEX_TAILS_PART_SIZE 254 /* of a host; longer ones are cut */

/* The state of an enumeration. To start one, set expression, and all other
 * members to zero. */
typedef struct {
    const char *expression; /* kept, not copied */
    cors_regex_literals_t tails;
    cors_regex_literals_t labels;
    unsigned shape; /* 0: not started */
    char tail[CORS_REGEX_TAILS_PART_SIZE];
    char label[CORS_REGEX_TAILS_PART_SIZE]; /* or empty */
} cors_regex_tails_t;

/* Goes to the next origin; the first call goes to the first one. Returns false
 * if there are no more. The most probable ones come first, so that a caller can
 * stop early. */
bool cors_regex_tails_next(cors_regex_tails_t *tails);

/* Writes the current origin, with letters as its made-up part, into text, which
 * has size bytes. The result is NUL-terminated, and cut if it does not fit. It
 * is not always a valid origin. */
void cors_regex_tails_write(const cors_regex_tails_t *tails,
                            const char *letters, char *text, apr_size_t size);

#endif
