/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens to a CORS request before its handler runs: its decision is
 * traced, and where that is enforced and its origin is not allowed, it ends
 * here. Enforcement is judged once, on the browser's own request.
 */
#include "mod_cors_private.h"

static bool refuses(const request_rec *r, mod_cors_context_t *context)
{
    if (context->enforced || r->prev) {
        return false;
    }
    context->enforced = true;
    return context->decision.refuses;
}

int mod_cors_enforce(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_trace(r, context);
    return refuses(r, context) ? HTTP_FORBIDDEN : DECLINED;
}
