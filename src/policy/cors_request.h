/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a request, as the browser sent them, and the kind of the
 * request. Fetch, "CORS protocol", "HTTP requests".
 */
#ifndef CORS_REQUEST_H
#define CORS_REQUEST_H

#include <stdbool.h>

#include "base/cors_place.h"

typedef enum {
    CORS_NOT_CORS,       /* no `Origin` */
    CORS_ACTUAL_REQUEST, /* a CORS request that is not a preflight */
    CORS_PREFLIGHT_REQUEST
} cors_request_kind_e;

/* Strings are NUL-terminated and must outlive the decisions about the request.
 * They are NULL if the field is absent. If origin is NULL, only the two members
 * about <If> are set. */
typedef struct {
    const char *method; /* the request line; its method ends at a space */
    const char *origin;
    const char *request_method;  /* Access-Control-Request-Method */
    const char *request_headers; /* Access-Control-Request-Headers */
    const char *sec_fetch_site;
    const char *sec_fetch_mode;
    const char *host; /* Host or :authority */
    bool is_options;
    bool has_cookie;
    bool has_authorization;
    bool is_websocket; /* a handshake: `Upgrade` lists "websocket" */
    bool conditional;  /* an <If> that may apply to the URL has settings, no
                          matter whether its condition is true */
    const cors_place_t *conditional_policy; /* of the first policy in such an
                                               <If>, or NULL */
} cors_request_t;

static inline cors_request_kind_e
cors_request_kind(const cors_request_t *request)
{
    if (!request->origin) {
        return CORS_NOT_CORS;
    }
    return request->is_options && request->request_method
                   && *request->request_method
               ? CORS_PREFLIGHT_REQUEST
               : CORS_ACTUAL_REQUEST;
}

/* Whether the request may change something: a WebSocket handshake, or a method
 * that is not safe (RFC 9110, "safe methods"; PROPFIND, REPORT, SEARCH and
 * QUERY are safe too). */
bool cors_request_is_unsafe(const cors_request_t *request);

#endif
