/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the literal parts of a regular expression that could be parts of a
 * host, even if the syntax of the whole expression is not supported.
 */
#ifndef CORS_REGEX_LITERALS_H
#define CORS_REGEX_LITERALS_H

#include <stdbool.h>

#include <apr.h>

/* The state of reading an expression. */
typedef struct {
    const char *p;
    bool quoted;    /* between \Q and \E */
    int depth;      /* of nested groups */
    int look_depth; /* of the outermost look-around; 0: not in one */
} cors_regex_literals_t;

/* Begins to read an expression, which is kept, not copied. */
void cors_regex_literals_start(cors_regex_literals_t *literals,
                               const char *expression);

/* Writes the next literal part into part, which has size bytes: letters in
 * lower case, digits, '-', '_', '.' and ':', NUL-terminated. Leaves out
 * characters that do not fit. Returns false if there is no other part. */
bool cors_regex_literals_next(cors_regex_literals_t *literals, char *part,
                              apr_size_t size);

#endif
