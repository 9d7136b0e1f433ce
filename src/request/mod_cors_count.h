/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts the decision about a chain of internal redirects, once, when it is
 * final: when the response passes the output filter. No hook is needed for it,
 * so that requests without `Origin` cost nothing.
 */
#ifndef MOD_CORS_COUNT_H
#define MOD_CORS_COUNT_H

#include "request/mod_cors_context.h"
#include "status/cors_tally.h"

/* Called only by the next function. */
void mod_cors_count_refusal(const request_rec *r,
                            const mod_cors_context_t *context,
                            const mod_cors_context_server_t *server);

/* Counts the decision that was logged last, unless one was counted. Call it for
 * a request with `Origin`, when its response is written. */
static inline void mod_cors_count_decision(const request_rec *r,
                                           mod_cors_context_t *context)
{
    const mod_cors_context_server_t *server = mod_cors_context_server(r);
    const cors_decision_word_t *word = context->logged;

    if (context->counted || !word || !server) {
        return;
    }
    context->counted = true;
    cors_atomic_add(cors_tally_counter(server->counters, word->number,
                                       context->settings->engine.mode
                                           == CORS_ENGINE_REPORT_ONLY),
                    1);
    if (context->decision.reason != CORS_REASON_NONE) {
        mod_cors_count_refusal(r, context, server);
    }
}

/* Registers a hook of mod_proxy, which need not be loaded: it counts requests
 * whose response does not pass the filter, because mod_proxy forwards the bytes
 * of a WebSocket itself. */
void mod_cors_count_register(void);

#endif
