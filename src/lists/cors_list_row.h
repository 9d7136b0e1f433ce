/* SPDX-License-Identifier: Apache-2.0
 *
 * One row of an origin list: what it means, what is corrected in it, or why it
 * is skipped. This file does not know where rows come from.
 */
#ifndef CORS_LIST_ROW_H
#define CORS_LIST_ROW_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

#define CORS_LIST_ROW_MAX_LENGTH 1024 /* longer ones are always skipped */

typedef enum {
    CORS_LIST_ROW_USED,      /* as it is written */
    CORS_LIST_ROW_CORRECTED, /* its correction is used */
    CORS_LIST_ROW_SKIPPED
} cors_list_row_e;

typedef struct {
    cors_list_row_e kind;
    bool dangerous;   /* used for deny rules only */
    const char *text; /* USED and CORRECTED: the pattern, of length bytes; not
                         always NUL-terminated */
    apr_size_t length;
    cors_origin_t origin; /* of the pattern, without its wildcards */
    bool subdomains;      /* the pattern's wildcards */
    bool any_port;
    const char *written; /* the row, NUL-terminated, cut at a NUL byte and
                            after CORS_LIST_ROW_MAX_LENGTH bytes; NULL: an exact
                            origin that is used as it is */
    cors_pattern_stop_t
        stop; /* SKIPPED: where the parser of patterns stopped */
    const cors_remedy_t *remedy; /* SKIPPED: why, if the parser does not say so;
                                    otherwise NULL */
} cors_list_row_t;

/* Reads the text of a row, without the end of its line. A row is an exact
 * origin, or a web origin with a wildcard for subdomains, the port or both.
 * These are corrected: blanks around it, upper case, one slash at its end, the
 * default port, a host in Unicode. row points into text and into memory of
 * pool, which most rows do not need. NULL is the value NULL of a database. */
void cors_list_row_read(const char *text, apr_size_t length,
                        cors_list_row_t *row, apr_pool_t *pool);

/* Returns one sentence, allocated from pool: "row 12: skipped '...': reason",
 * "row 12: corrected '...' to '...'", or that the row counts for deny rules
 * only. NULL if there is nothing to say. Long values are cut, and not
 * escaped. */
const char *cors_list_row_sentence(const cors_list_row_t *row,
                                   apr_uint32_t number, apr_pool_t *pool);

#endif
