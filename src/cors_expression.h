/* SPDX-License-Identifier: Apache-2.0
 *
 * Made-up texts that a regular expression probably matches. It reads as much
 * of the syntax as expressions for origins need, and knows neither the library
 * that matches nor what an origin is: the caller tries the text.
 */
#ifndef CORS_EXPRESSION_H
#define CORS_EXPRESSION_H

#include <stdbool.h>

#include <apr.h>

/* Of longer expressions no text is made up. */
#define CORS_EXPRESSION_MAX_LENGTH 4096

/* How many texts of each expression are worth trying. */
#define CORS_EXPRESSION_CHOICES 16

/* How the parts are made up that the expression leaves open. */
enum {
    CORS_SAMPLE_OTHER = 1, /* of other letters and digits */
    CORS_SAMPLE_SUFFIX = 2 /* ending in the public suffix of a host */
};

typedef enum {
    CORS_SAMPLE_WRITTEN,
    CORS_SAMPLE_NONE,   /* there are fewer texts */
    CORS_SAMPLE_UNKNOWN /* the syntax does not tell, or the text is too long */
} cors_sample_e;

/* Writes the text of this number, terminated, into text of size bytes.
 * Literal parts are written as they are; every other part becomes letters and
 * digits that nobody has chosen, by the style, CORS_SAMPLE_... Numbers from
 * 0 choose among alternatives, and whether optional parts are there. A '.' by
 * itself is taken for a dot. */
cors_sample_e cors_expression_sample(const char *expression, unsigned number,
                                     unsigned style, char *text,
                                     apr_size_t size);

#endif
