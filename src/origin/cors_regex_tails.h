/* SPDX-License-Identifier: Apache-2.0
 *
 * Made-up web origins whose host ends in a literal part of a regular
 * expression. They are found even if the syntax of the expression is not
 * understood. Most are not matched: the caller tries them.
 */
#ifndef CORS_REGEX_TAILS_H
#define CORS_REGEX_TAILS_H

#include "origin/cors_regex_literals.h"

#define CORS_REGEX_TAILS_PART_SIZE 254 /* of a host; what does not fit is cut */

/* The state of an enumeration. To start one, set the expression, and all else
 * to zero. */
typedef struct {
    const char *expression; /* kept, not copied */
    cors_regex_literals_t tails;
    cors_regex_literals_t labels;
    unsigned shape; /* 0: not begun */
    char tail[CORS_REGEX_TAILS_PART_SIZE];
    char label[CORS_REGEX_TAILS_PART_SIZE]; /* or empty */
} cors_regex_tails_t;

/* Goes to the next origin, and to the first when called first; false: there
 * are no more. The likeliest come first, so that a caller can stop early. */
bool cors_regex_tails_next(cors_regex_tails_t *tails);

/* Writes the origin, with these letters as its made-up part, terminated, into
 * text of size bytes; it is cut if it does not fit. It may be invalid. */
void cors_regex_tails_write(const cors_regex_tails_t *tails,
                            const char *letters, char *text, apr_size_t size);

#endif
