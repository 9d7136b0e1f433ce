/* SPDX-License-Identifier: Apache-2.0
 *
 * One request of a question and the module's answer: made up, mapped, and
 * decided by the functions that decide requests of visitors.
 */
#ifndef MOD_CORS_EXPLAIN_EXCHANGE_H
#define MOD_CORS_EXPLAIN_EXCHANGE_H

#include "explain/cors_explanation.h"
#include "explain/mod_cors_explain_request.h"
#include "request/mod_cors_context.h"

typedef struct {
    request_rec *r;
    int mapped; /* OK, or the status of an early response */
    mod_cors_context_t *context;
    bool is_served; /* asked of the running server, not of a command */
    bool answered;  /* the module answers this preflight */
    bool enforced;  /* the module refuses this actual request */
} mod_cors_explain_exchange_t;

/* Makes up the preflight or the actual request of a question, maps it, decides
 * it, and stores what the module answers in answer. Appends reasons for doubt
 * (const char *) to doubts. Everything is allocated from pool. */
void mod_cors_explain_exchange_run(const mod_cors_explain_asked_t *asked,
                                   const cors_question_t *question,
                                   bool is_preflight,
                                   apr_array_header_t *doubts, apr_pool_t *pool,
                                   mod_cors_explain_exchange_t *exchange,
                                   cors_exchange_t *answer);

/* Returns whether the response has no CORS fields but those of the module. */
bool mod_cors_explain_exchange_owns_fields(
    const mod_cors_explain_exchange_t *exchange);

#endif
