/* SPDX-License-Identifier: Apache-2.0 */
#include "request/mod_cors_count.h"

#include <mod_proxy.h>

#include "status/cors_refused.h"

void mod_cors_count_refusal(const request_rec *r,
                            const mod_cors_context_t *context,
                            const mod_cors_context_server_t *server)
{
    const cors_decision_t *decision = &context->decision;

    if (context->enforced) {
        cors_atomic_add(server->counters + CORS_TALLY_ENFORCED, 1);
    }
    switch (decision->reason) {
    case CORS_REASON_ORIGIN_NOT_LISTED:
    case CORS_REASON_ORIGIN_DENIED:
    case CORS_REASON_ORIGIN_INSECURE:
        cors_refused_count(server->tally, decision->lookup.text,
                           decision->lookup.length, decision->reason,
                           server->row, (apr_uint64_t)r->request_time);
        break;
    default:
        break;
    }
}

/* With another status, the response of an error passes the filter. */
static int count_proxied(int *status, request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_known(r);

    if (context && context->decision.kind != CORS_NOT_CORS
        && (*status == OK || *status == DONE
            || *status == HTTP_SWITCHING_PROTOCOLS)) {
        mod_cors_count_decision(r, context);
    }
    return DECLINED;
}

void mod_cors_count_register(void)
{
    APR_OPTIONAL_HOOK(proxy, request_status, count_proxied, NULL, NULL,
                      APR_HOOK_MIDDLE);
}
