/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a response keeps the fields that an application, a backend or another
 * module wrote: under CorsPreserveExisting, and where a policy only reports.
 */
#include "mod_cors_private.h"

static int count_origins(void *baton, const char *key, const char *value)
{
    (void)key;
    /* Two in one line are two. */
    *(int *)baton += *value == '\0' || strchr(value, ',') ? 2 : 1;
    return 1;
}

/* Whether there is the one Access-Control-Allow-Origin that is to be preserved,
 * with whatever stands beside it. */
static bool preserves(const request_rec *r, const cors_decision_t *decision)
{
    int count = 0;

    if (decision->preserves) {
        apr_table_do(count_origins, &count, r->headers_out,
                     CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
        apr_table_do(count_origins, &count, r->err_headers_out,
                     CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
    }
    return count == 1;
}

bool mod_cors_keeps_existing(const request_rec *r,
                             const mod_cors_context_t *context)
{
    const cors_decision_t *decision = &context->decision;
    bool preserved = preserves(r, decision);

    if (decision->report_only) {
        mod_cors_report(r, context, preserved);
    }
    return preserved || (decision->report_only && !decision->owns_fields);
}
