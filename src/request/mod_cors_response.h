/* SPDX-License-Identifier: Apache-2.0
 *
 * The output filters, which write the fields of a decision into the
 * response.
 */
#ifndef MOD_CORS_RESPONSE_H
#define MOD_CORS_RESPONSE_H

#include <util_filter.h>

#include "request/mod_cors_cache.h"
#include "request/mod_cors_context.h"

/* The handles of the output filters below. Set while the module is loaded,
 * before there are threads; never after. */
typedef struct {
    ap_filter_rec_t *store;      /* mod_cors_response_write_stored */
    ap_filter_rec_t *store_vary; /* mod_cors_response_write_stored_vary */
    ap_filter_rec_t *last;       /* mod_cors_response_write */
    ap_filter_rec_t *vary;       /* mod_cors_response_write_vary */
    ap_filter_rec_t *no_body;    /* mod_cors_response_drop_body */
} mod_cors_response_filters_t;

extern mod_cors_response_filters_t mod_cors_response_filters;

/* Before mod_cache's quick handler stores the response: writes all fields. */
apr_status_t mod_cors_response_write_stored(ap_filter_t *f,
                                            apr_bucket_brigade *bb);

/* Before mod_cache's handler stores the response: writes Vary alone. Later
 * responses from the stored copy pass the last filter too. */
apr_status_t mod_cors_response_write_stored_vary(ap_filter_t *f,
                                                 apr_bucket_brigade *bb);

/* After all other filters that write fields: writes the fields of the decision
 * and Vary. */
apr_status_t mod_cors_response_write(ap_filter_t *f, apr_bucket_brigade *bb);

/* Writes Vary alone. */
apr_status_t mod_cors_response_write_vary(ap_filter_t *f,
                                          apr_bucket_brigade *bb);

/* Removes the page from an error response that became an answer. */
apr_status_t mod_cors_response_drop_body(ap_filter_t *f,
                                         apr_bucket_brigade *bb);

/* Makes sure that the fields of the context's decision are written: adds output
 * filters, in place of those of an earlier context. If header_parser has
 * answered and there are no other filters, writes the fields immediately. */
void mod_cors_response_replace_filters(request_rec *r,
                                       mod_cors_context_t *context);

/* Makes sure of the same, in fewer steps: does nothing if there is nothing to
 * write, or if the filter that header_parser has added is still the first one.
 * (A filter with this context is always one of this module.) Adds the last
 * filter without a search if Vary has only `Origin`, no filter was added
 * before, and mod_cache is not loaded. This is so for most responses, but not
 * for answers to preflights, whose Vary has more members. */
static inline void mod_cors_response_add_filters(request_rec *r,
                                                 mod_cors_context_t *context)
{
    if (mod_cors_context_is_idle(context)) {
        return;
    }
    if (context->decision.vary == CORS_VARY_ORIGIN && !mod_cors_cache_save
        && r->output_filters == r->proto_output_filters) {
        ap_add_output_filter_handle(mod_cors_response_filters.last, context, r,
                                    r->connection);
    }
    else if (r->output_filters->ctx != context || mod_cors_cache_save) {
        mod_cors_response_replace_filters(r, context);
    }
}

/* Copies the fields of a stored copy to the error response that mod_cache sends
 * instead of it. */
void mod_cors_response_copy_to_error(request_rec *r);

#endif
