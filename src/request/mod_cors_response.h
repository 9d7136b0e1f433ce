/* SPDX-License-Identifier: Apache-2.0
 *
 * The output filters.
 */
#ifndef MOD_CORS_RESPONSE_H
#define MOD_CORS_RESPONSE_H

#include "request/mod_cors_cache.h"
#include "request/mod_cors_context.h"

/* Registers the output filters. */
void mod_cors_response_register(void);

/* Sees to it that what the context decided is written: by output filters that
 * this adds in place of those of an earlier context, or at once where nobody
 * else is going to write. */
void mod_cors_response_replace_filters(request_rec *r,
                                       mod_cors_context_t *context);

/* The same, unless nothing is to be written, or the filter that header_parser has
 * added is there, and first. Another module's filter never has this context. */
static inline void mod_cors_response_add_filters(request_rec *r,
                                                 mod_cors_context_t *context)
{
    if (!mod_cors_context_is_idle(context)
        && (r->output_filters->ctx != context || mod_cors_cache_save)) {
        mod_cors_response_replace_filters(r, context);
    }
}

/* Keeps the fields that mod_cache had in store with a response which will not
 * be sent after all. */
void mod_cors_response_copy_to_error(request_rec *r);

#endif
