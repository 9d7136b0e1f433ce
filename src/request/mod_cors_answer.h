/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers preflights, so that the application does not see them.
 */
#ifndef MOD_CORS_ANSWER_H
#define MOD_CORS_ANSWER_H

#include "request/mod_cors_context.h"

/* Returns whether the module itself answers the request. It never answers an
 * error document, which would hide the failure of the first request, unless an
 * early response became an answer. */
static inline bool mod_cors_answer_is_due(const request_rec *r,
                                          const mod_cors_context_t *context)
{
    return context->decision.answers
           && (!mod_cors_chain_is_error_document(r) || context->rescued);
}

/* Sets r->status to that of the answer. If the request declares a body, closes
 * the connection after the response, so that httpd does not wait for it. */
void mod_cors_answer_set_status(request_rec *r,
                                const mod_cors_context_t *context);

/* header_parser: answers the request, and returns DONE. Logs the decision, sets
 * the status and has the output filters added. */
int mod_cors_answer_before_handler(request_rec *r, mod_cors_context_t *context);

/* handler: answers the request, and returns OK. The decision is logged and the
 * output filters are added already. */
int mod_cors_answer_as_handler(request_rec *r,
                               const mod_cors_context_t *context);

#endif
