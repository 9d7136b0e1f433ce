/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a request is same-origin for its browser. Does not use fields that
 * any client or proxy can write (X-Forwarded-*, Forwarded).
 */
#ifndef CORS_SAME_ORIGIN_H
#define CORS_SAME_ORIGIN_H

#include "origin/cors_origin_lookup.h"

typedef enum {
    CORS_SAME_ORIGIN_NO,
    CORS_SAME_ORIGIN_YES,
    CORS_SAME_ORIGIN_UNLESS_TLS /* yes if the connection has no TLS, else no */
} cors_same_origin_e;

/* Whether the request is same-origin for its browser. lookup is its `Origin`;
 * sec_fetch_site (Fetch Metadata) and host are the values of these fields, NULL
 * if absent. server_origin is the origin that "ServerName scheme://..." gives,
 * or NULL. Allocates nothing. */
cors_same_origin_e cors_same_origin(cors_origin_lookup_t *lookup,
                                    const char *sec_fetch_site,
                                    const char *host,
                                    const char *server_origin);

#endif
