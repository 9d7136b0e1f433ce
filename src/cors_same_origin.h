/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a request is same-origin, as its browser sees it. What the client
 * or a proxy could make up (X-Forwarded-*, Forwarded) is not asked.
 */
#ifndef CORS_SAME_ORIGIN_H
#define CORS_SAME_ORIGIN_H

#include "cors_origin_lookup.h"
#include "cors_request.h"

typedef enum {
    CORS_SAME_ORIGIN_NO,
    CORS_SAME_ORIGIN_YES,
    CORS_SAME_ORIGIN_UNLESS_TLS /* yes, if the connection has no TLS */
} cors_same_origin_e;

/* Whether a browser would call a request of this origin same-origin.
 * server_origin is that of "ServerName scheme://...", or NULL. Fetch Metadata,
 * "Sec-Fetch-Site", where the browser sends it. Allocates nothing. */
cors_same_origin_e cors_same_origin(const cors_request_t *request,
                                    cors_origin_lookup_t *lookup,
                                    const char *server_origin);

#endif
