/* SPDX-License-Identifier: Apache-2.0
 *
 * If enforcement refuses a request, ends it and sends a page of this module. No
 * ErrorDocument can replace the page, so no program of a tenant runs.
 */
#include "request/mod_cors_enforce.h"

#include <http_protocol.h>
#include <http_request.h>

#include "request/mod_cors_log.h"

static const char page[] =
    "<!DOCTYPE html>\n"
    "<title>403 Forbidden</title>\n"
    "<h1>Forbidden</h1>\n"
    "<p>The server does not accept this request from a page of another "
    "origin.</p>\n";

int mod_cors_enforce_refuse(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_log_decision(r, context);
    context->enforced = true;
    ap_custom_response(r, HTTP_FORBIDDEN, page);
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    return HTTP_FORBIDDEN;
}

/* mod_dav looks up the destination by a subrequest with the method of the
 * request. Subrequests that only read have the method GET. */
static bool carries_method(const request_rec *r)
{
    return r->main && r->method_number != M_GET
           && r->method_number == r->main->method_number;
}

int mod_cors_enforce_destination(request_rec *r)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);
    mod_cors_context_t *context =
        carries_method(r) ? mod_cors_context_known_in_chain(r->main) : NULL;

    if (!context || context->decision.kind != CORS_ACTUAL_REQUEST || !settings
        || settings == context->latest
        || !mod_cors_context_collect(r->main, context, settings)) {
        return DECLINED;
    }
    mod_cors_log_decision(r->main, context);
    context->enforced = true;
    return HTTP_FORBIDDEN;
}
