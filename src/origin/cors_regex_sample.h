/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes up texts that a regular expression probably matches. Supports as much
 * of the syntax as expressions for origins need. This file does not know
 * origins or the library that matches expressions: the caller tests whether the
 * text matches.
 */
#ifndef CORS_REGEX_SAMPLE_H
#define CORS_REGEX_SAMPLE_H

#include <stdbool.h>

#include <apr.h>

/* No text is made up for longer expressions. */
#define CORS_REGEX_SAMPLE_MAX_LENGTH 4096

/* The number of texts of each expression that callers try. */
#define CORS_REGEX_SAMPLE_CHOICES 16

/* How the parts of a text are made up that are not literal. */
enum {
    CORS_SAMPLE_OTHER = 1, /* from other letters and digits */
    CORS_SAMPLE_SUFFIX = 2 /* a repetition becomes a public suffix if it can */
};

typedef enum {
    CORS_SAMPLE_WRITTEN,
    CORS_SAMPLE_NONE,   /* the expression has fewer texts than that number */
    CORS_SAMPLE_UNKNOWN /* syntax not supported, or text too long */
} cors_regex_sample_e;

/* Writes one text, NUL-terminated, into text, which has size bytes. Literal
 * parts are written as they are; every other part becomes arbitrary letters and
 * digits, which style (CORS_SAMPLE_...) selects. number, counted from 0,
 * selects the alternatives, and whether optional parts are written. A '.'
 * without a quantifier is written as a dot where a host can have one. */
cors_regex_sample_e cors_regex_sample(const char *expression, unsigned number,
                                      unsigned style, char *text,
                                      apr_size_t size);

/* Returns a number from which on there are no more texts, at most
 * CORS_REGEX_SAMPLE_CHOICES. There may be fewer texts. Reads the expression
 * once, and so is much faster than trying all numbers. */
unsigned cors_regex_sample_count(const char *expression);

#endif
