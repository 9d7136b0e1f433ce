/* SPDX-License-Identifier: Apache-2.0
 *
 * How a request ends that enforcement refuses: with a page of the module's own,
 * which no ErrorDocument of a tenant can replace by a program.
 */
#include "mod_cors_private.h"

#include <http_protocol.h>
#include <http_request.h>

static const char page[] =
    "<!DOCTYPE html>\n"
    "<title>403 Forbidden</title>\n"
    "<h1>Forbidden</h1>\n"
    "<p>This server does not carry out requests from pages of other origins "
    "here.</p>\n";

int mod_cors_refuse(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_trace(r, context);
    ap_custom_response(r, HTTP_FORBIDDEN, page);
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    return HTTP_FORBIDDEN;
}

/* mod_dav looks the destination up with the method of its request; subrequests
 * that only read have GET. */
static bool carries_method(const request_rec *r)
{
    return r->main && r->method_number != M_GET
           && r->method_number == r->main->method_number;
}

int mod_cors_judge_destination(request_rec *r)
{
    const cors_settings_t *settings = mod_cors_settings(r);
    mod_cors_context_t *context =
        carries_method(r) ? mod_cors_context_known(r->main) : NULL;

    if (!context || context->decision.kind != CORS_ACTUAL_REQUEST || !settings
        || settings == context->judged
        || !mod_cors_context_collect(r->main, context, settings)) {
        return DECLINED;
    }
    mod_cors_trace(r->main, context);
    return HTTP_FORBIDDEN;
}
