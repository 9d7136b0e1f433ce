/* SPDX-License-Identifier: Apache-2.0
 *
 * What the chain of internal redirects says about a request.
 */
#ifndef MOD_CORS_CHAIN_H
#define MOD_CORS_CHAIN_H

#include <stdbool.h>

#include <httpd.h>

/* Whether the response is another server's, so that nothing is in force. */
static inline bool mod_cors_chain_is_forward_proxied(const request_rec *r)
{
    while (r->proxyreq != PROXYREQ_PROXY && r->prev) {
        r = r->prev; /* of an error document */
    }
    return r->proxyreq == PROXYREQ_PROXY;
}

/* Whether the request makes the error document of another, or is what such a
 * request was redirected to: httpd hands the status on. */
static inline bool mod_cors_chain_is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

#endif
