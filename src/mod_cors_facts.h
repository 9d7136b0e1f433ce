/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a request, taken from httpd before a tenant's directives could
 * change them.
 */
#ifndef MOD_CORS_FACTS_H
#define MOD_CORS_FACTS_H

#include <httpd.h>

#include "cors_request.h"

static inline const char *mod_cors_origin_of(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Origin");
}

/* Takes the facts of a CORS request, whose `Origin` this is, from its request
 * line and fields as they are now. Strings are not copied: those of a request
 * live as long as its pool, also where a field is replaced later. */
void mod_cors_facts_take(const request_rec *r, const char *origin,
                         cors_request_t *request);

#endif
