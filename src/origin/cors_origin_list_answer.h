/* SPDX-License-Identifier: Apache-2.0
 *
 * What an origin list says about an origin. A plain value: nothing in it points
 * into the list.
 */
#ifndef CORS_ORIGIN_LIST_ANSWER_H
#define CORS_ORIGIN_LIST_ANSWER_H

#include <stdbool.h>

#include <apr.h>

#define CORS_ORIGIN_LISTS 32 /* of one configuration */

/* One row of a list that matches the origin. All members zero: none. */
typedef struct {
    apr_uint32_t number;      /* counted from 1; 0: no row matches */
    apr_uint16_t host_length; /* of the host in the row, without "*." */
    bool subdomains : 1;      /* the row begins its host with "*." */
    bool any_port : 1;        /* the row ends in ":*" */
    bool without_dot : 1;     /* only the origin has a final dot */
    bool dangerous : 1;       /* counts for deny rules only */
} cors_origin_list_row_t;

/* admits is the most specific row for rules that admit or except; denies is the
 * one for deny rules, and may be of the same or another row. Both are of one
 * version of the list. */
typedef struct {
    bool available; /* false: the list has no version yet */
    cors_origin_list_row_t admits;
    cors_origin_list_row_t denies;
} cors_origin_list_answer_t;

/* Whether the row is a pattern with a wildcard, and not an exact origin. */
static inline bool
cors_origin_list_answer_is_wildcard(const cors_origin_list_row_t *row)
{
    return row->subdomains || row->any_port;
}

#endif
