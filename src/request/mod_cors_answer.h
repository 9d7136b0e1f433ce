/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's own answer to a preflight.
 */
#ifndef MOD_CORS_ANSWER_H
#define MOD_CORS_ANSWER_H

#include "request/mod_cors_context.h"

/* Whether the module itself answers the request. An error document is a GET for
 * the sake of another request's failure, which an answer would hide. */
static inline bool mod_cors_answer_is_due(const request_rec *r,
                                          const mod_cors_context_t *context)
{
    return context->decision.answers
           && (!mod_cors_chain_is_error_document(r) || context->rescued);
}

/* Sets the status of the answer. A body that the request declares is not waited
 * for. */
void mod_cors_answer_set_status(request_rec *r,
                                const mod_cors_context_t *context);

/* Answers the request in header_parser; returns what that hook is to return. */
int mod_cors_answer_before_handler(request_rec *r, mod_cors_context_t *context);

/* The same as a handler: the output filter has been added. */
int mod_cors_answer_as_handler(request_rec *r,
                               const mod_cors_context_t *context);

#endif
