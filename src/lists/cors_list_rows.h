/* SPDX-License-Identifier: Apache-2.0
 *
 * Divides the bytes of a file into the rows of an origin list: one pattern a
 * line, comments that begin with '#' as whole lines, LF or CRLF, UTF-8. This
 * file does not open files.
 */
#ifndef CORS_LIST_ROWS_H
#define CORS_LIST_ROWS_H

#include "lists/cors_list_row.h"

/* Called for every row with the number of its line, counted from 1. A text that
 * is longer than CORS_LIST_ROW_MAX_LENGTH is cut to one byte more than that.
 * Returns false to stop. */
typedef bool cors_list_rows_take_t(void *baton, apr_uint32_t number,
                                   const char *text, apr_size_t length);

/* The state of a reader. Its members are for this file only. */
typedef struct {
    cors_list_rows_take_t *take;
    void *baton;
    apr_uint64_t bytes;  /* read so far */
    apr_uint32_t number; /* of the current line */
    bool stopped;
    bool has_bom;
    apr_size_t length;                       /* of the current line so far */
    char line[CORS_LIST_ROW_MAX_LENGTH + 5]; /* with a mark and a CR; full:
                                                too long */
} cors_list_rows_t;

/* Returns the largest size of a file for max rows, in bytes. Only comments, or
 * something that is not a list, can need more. With the largest max=, the
 * numbers of all lines fit into 32 bits. */
apr_uint64_t cors_list_rows_max_bytes(apr_uint32_t max);

/* Starts to read a file. A byte order mark at its beginning is dropped. */
void cors_list_rows_init(cors_list_rows_t *rows, cors_list_rows_take_t *take,
                         void *baton);

/* Reads the next bytes, in parts of any length. Returns false if the callback
 * has returned false; it is not called again. */
bool cors_list_rows_feed(cors_list_rows_t *rows, const char *bytes,
                         apr_size_t length);

/* Reads the last line, if no line feed ends it. Returns as
 * cors_list_rows_feed. */
bool cors_list_rows_end(cors_list_rows_t *rows);

#endif
