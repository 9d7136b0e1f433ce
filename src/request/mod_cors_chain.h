/* SPDX-License-Identifier: Apache-2.0
 *
 * Properties of a request that follow from its chain of internal redirects.
 */
#ifndef MOD_CORS_CHAIN_H
#define MOD_CORS_CHAIN_H

#include <stdbool.h>

#include <httpd.h>

/* Returns whether a forward proxy fetches the response from another server.
 * Nothing is in force for it. */
static inline bool mod_cors_chain_is_forward_proxied(const request_rec *r)
{
    while (r->proxyreq != PROXYREQ_PROXY && r->prev) {
        r = r->prev; /* from an error document to the proxied request */
    }
    return r->proxyreq == PROXYREQ_PROXY;
}

/* Returns whether the request is for the error document of another one, or an
 * internal redirect of such a request: httpd copies the status to it. */
static inline bool mod_cors_chain_is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

#endif
