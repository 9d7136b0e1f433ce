/* SPDX-License-Identifier: Apache-2.0
 *
 * The literal parts of a regular expression that could be parts of a host. They
 * are found even if the syntax of the expression as a whole is not understood.
 */
#ifndef CORS_REGEX_LITERALS_H
#define CORS_REGEX_LITERALS_H

#include <stdbool.h>

#include <apr.h>

/* The state of reading an expression. */
typedef struct {
    const char *p;
    bool quoted;    /* between \Q and \E */
    int depth;      /* of groups */
    int look_depth; /* the outermost that looks around, 0: in none */
} cors_regex_literals_t;

void cors_regex_literals_start(cors_regex_literals_t *literals,
                               const char *expression);

/* Writes the next part into part of size bytes, terminated, in lower case:
 * letters, digits, '-', '_', '.' and ':'. What does not fit is left out. False:
 * there are no more. */
bool cors_regex_literals_next(cors_regex_literals_t *literals, char *part,
                              apr_size_t size);

#endif
