/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a request is same-origin, as its browser sees it. What the client
 * or a proxy could make up (X-Forwarded-*, Forwarded) is not asked.
 */
#ifndef CORS_SAME_ORIGIN_H
#define CORS_SAME_ORIGIN_H

#include "origin/cors_origin_lookup.h"

typedef enum {
    CORS_SAME_ORIGIN_NO,
    CORS_SAME_ORIGIN_YES,
    CORS_SAME_ORIGIN_UNLESS_TLS /* yes, if the connection has no TLS */
} cors_same_origin_e;

/* Whether a browser would call a request of this origin same-origin. The
 * request's fields Sec-Fetch-Site (Fetch Metadata) and Host are NULL where they
 * are absent. server_origin is that of "ServerName scheme://...", or NULL.
 * Allocates nothing. */
cors_same_origin_e cors_same_origin(cors_origin_lookup_t *lookup,
                                    const char *sec_fetch_site,
                                    const char *host,
                                    const char *server_origin);

#endif
