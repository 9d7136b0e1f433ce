/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's own answer to a preflight, also in place of what the server has
 * answered before the URL was mapped: a browser does not follow the redirect of
 * a preflight. Fetch, "CORS-preflight fetch".
 */
#include "mod_cors_private.h"

#include <http_protocol.h>
#include <mod_core.h>

#include <apr_strings.h>
#include <apr_uri.h>

/* A preflight has no body. One that is declared all the same must not be
 * waited for: a connection that closes makes httpd discard nothing. */
static void forgo_body(request_rec *r)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    if ((length && strcmp(length, "0") != 0)
        || apr_table_get(r->headers_in, "Transfer-Encoding")
        || r->connection->master) {
        r->connection->keepalive = AP_CONN_CLOSE;
    }
}

static void set_answer(request_rec *r, const mod_cors_context_t *context)
{
    r->status = cors_preflight_status(&context->decision, context->settings);
    r->status_line = NULL;
    forgo_body(r);
}

int mod_cors_answer(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_trace(r, context);
    set_answer(r, context);
    context->answered = true;
    /* mod_headers' "Header always" and our own fields. */
    ap_run_insert_error_filter(r);
    return DONE;
}

int mod_cors_answer_late(request_rec *r, const mod_cors_context_t *context)
{
    set_answer(r, context);
    r->content_type = NULL;
    return OK;
}

/* Whether the redirect leads from a connection without TLS to the same URL
 * with it. A preflight that is not redirected there would let the browser send
 * the actual request's body in clear. */
static bool is_upgrade(const request_rec *r)
{
    const char *location = apr_table_get(r->headers_out, "Location");
    const char *query;
    apr_uri_t target;

    if (!location) {
        location = apr_table_get(r->err_headers_out, "Location");
    }
    if (!location || mod_cors_is_secure(r)
        || apr_uri_parse(r->pool, location, &target) != APR_SUCCESS
        || !target.scheme || strcasecmp(target.scheme, "https") != 0) {
        return false;
    }
    if (!target.path) {
        target.path = apr_pstrdup(r->pool, "/");
    }
    if (ap_unescape_url(target.path) != OK) {
        return true; /* in doubt, no answer */
    }
    /* Not r->args: mod_rewrite has the target's there by now. */
    query = r->parsed_uri.query ? r->parsed_uri.query : "";
    return strcmp(target.path, mod_cors_decoded_path(r)) == 0
           && strcmp(target.query ? target.query : "", query) == 0;
}

/* ErrorDocument with a URL turns a failure into a 302 to that URL. */
static bool is_external_error_document(request_rec *r)
{
    const char *location = r->status == HTTP_MOVED_TEMPORARILY
                               ? apr_table_get(r->headers_out, "Location")
                               : NULL;
    int i;

    for (i = 0; location && i < RESPONSE_CODES; ++i) {
        const char *document = ap_response_code_string(r, i);

        if (document && strcmp(document, location) == 0) {
            return true;
        }
    }
    return false;
}

bool mod_cors_is_early_answer(request_rec *r)
{
    return !mod_cors_is_mapped(r)
           && (ap_is_HTTP_REDIRECT(r->status) || ap_is_HTTP_SUCCESS(r->status))
           && r->uri && r->uri[0] == '/' && !is_external_error_document(r);
}

mod_cors_context_t *mod_cors_rescue(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_rewalked(r);

    if (context && mod_cors_answers(r, context) && !is_upgrade(r)) {
        set_answer(r, context);
        context->rescued = true;
    }
    return context;
}

void mod_cors_rescue_earlier(request_rec *r)
{
    if (mod_cors_is_error_document(r) && mod_cors_is_early_answer(r->prev)) {
        mod_cors_rescue(r->prev);
    }
}
