/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes up texts that a regular expression probably matches. Reads as much of
 * the syntax as expressions for origins need. Knows neither the matching
 * library nor what an origin is: the caller tries whether the text matches.
 */
#ifndef CORS_REGEX_SAMPLE_H
#define CORS_REGEX_SAMPLE_H

#include <stdbool.h>

#include <apr.h>

/* No text is made up for longer expressions. */
#define CORS_REGEX_SAMPLE_MAX_LENGTH 4096

/* How many texts of each expression are worth trying. */
#define CORS_REGEX_SAMPLE_CHOICES 16

/* How the parts are made up that the expression does not fix. */
enum {
    CORS_SAMPLE_OTHER = 1, /* from other letters and digits */
    CORS_SAMPLE_SUFFIX = 2 /* an open end becomes a public suffix */
};

typedef enum {
    CORS_SAMPLE_WRITTEN,
    CORS_SAMPLE_NONE,   /* the expression has fewer texts than that number */
    CORS_SAMPLE_UNKNOWN /* syntax not supported, or text too long */
} cors_regex_sample_e;

/* Writes one text, terminated, into text of size bytes. Literal parts are
 * written as they are; every other part becomes arbitrary letters and digits.
 * style (CORS_SAMPLE_...) says which. number, counted from 0, selects the
 * alternatives, and whether optional parts are written. A '.' without a
 * quantifier is written as a dot where a host can have one. */
cors_regex_sample_e cors_regex_sample(const char *expression, unsigned number,
                                      unsigned style, char *text,
                                      apr_size_t size);

#endif
