/* SPDX-License-Identifier: Apache-2.0
 *
 * What a decision adds to a request: CORS_DECISION and a debug line.
 */
#ifndef MOD_CORS_LOG_H
#define MOD_CORS_LOG_H

#include "request/mod_cors_context.h"

/* Sets CORS_DECISION in this request and in later ones of the chain, and logs
 * the decision, which is made, unless it is the one that was logged last. Call
 * mod_cors_log_decision instead, which first checks whether there is anything
 * to do. */
void mod_cors_log_write(request_rec *r, mod_cors_context_t *context);

/* Sets CORS_DECISION once in each request of the chain, and logs each decision
 * once. */
static inline void mod_cors_log_decision(request_rec *r,
                                         mod_cors_context_t *context)
{
    if (context->decision.kind != CORS_NOT_CORS
        && (context->exported != r || r->next)
        && cors_decision_is_made(&context->decision)) {
        mod_cors_log_write(r, context);
    }
}

#endif
