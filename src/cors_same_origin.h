/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a request is same-origin, as its browser sees it. What the client
 * or a proxy could make up (X-Forwarded-*, Forwarded) is not asked.
 */
#ifndef CORS_SAME_ORIGIN_H
#define CORS_SAME_ORIGIN_H

#include "cors_origin_lookup.h"

/* What tells whether a request is same-origin; asked only of actual requests
 * that are not allowed. Strings are terminated; NULL: the field is absent. */
typedef struct {
    const char *sec_fetch_site;
    const char *host;          /* Host or :authority */
    bool secure;               /* the connection itself has TLS */
    const char *server_origin; /* by "ServerName scheme://...", or NULL */
} cors_target_t;

/* Whether a browser would call a request of this origin same-origin. Fetch
 * Metadata, "Sec-Fetch-Site", where the browser sends it. Allocates nothing. */
bool cors_origin_is_same(cors_origin_lookup_t *lookup,
                         const cors_target_t *target);

#endif
