/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers preflights in place of the application. Fetch, "CORS-preflight
 * fetch".
 */
#include "request/mod_cors_answer.h"

#include <string.h>

#include <http_protocol.h>

#include "request/mod_cors_log.h"

/* Browsers send preflights without a body. If a preflight declares a body,
 * httpd must not wait for it: httpd does not read the rest of a body if it will
 * close the connection. */
static void close_if_body_is_declared(request_rec *r)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    if ((length && strcmp(length, "0") != 0)
        || apr_table_get(r->headers_in, "Transfer-Encoding")
        || r->connection->master) {
        r->connection->keepalive = AP_CONN_CLOSE;
    }
}

void mod_cors_answer_set_status(request_rec *r,
                                const mod_cors_context_t *context)
{
    r->status =
        cors_decision_preflight_status(&context->decision, context->settings);
    r->status_line = NULL;
    close_if_body_is_declared(r);
}

int mod_cors_answer_before_handler(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_log_decision(r, context);
    mod_cors_answer_set_status(r, context);
    context->answered = true;
    /* This adds the fields of mod_headers ("Header always") and of mod_cors. */
    ap_run_insert_error_filter(r);
    return DONE;
}

int mod_cors_answer_as_handler(request_rec *r,
                               const mod_cors_context_t *context)
{
    mod_cors_answer_set_status(r, context);
    r->content_type = NULL;
    return OK;
}
