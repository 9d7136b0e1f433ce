/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's own answer to a preflight, also in place of an early response,
 * made before the URL was mapped: a browser neither follows the redirect of a
 * preflight nor shows its error. Fetch, "CORS-preflight fetch".
 */
#include "request/mod_cors_answer.h"

#include <http_protocol.h>
#include <mod_core.h>

#include <apr_strings.h>
#include <apr_uri.h>

#include "request/mod_cors_facts.h"
#include "request/mod_cors_log.h"
#include "request/mod_cors_walk.h"

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
    r->status =
        cors_decision_preflight_status(&context->decision, context->settings);
    r->status_line = NULL;
    forgo_body(r);
}

int mod_cors_answer_before_handler(request_rec *r, mod_cors_context_t *context)
{
    mod_cors_log_decision(r, context);
    set_answer(r, context);
    context->answered = true;
    /* mod_headers' "Header always" and our own fields. */
    ap_run_insert_error_filter(r);
    return DONE;
}

int mod_cors_answer_as_handler(request_rec *r,
                               const mod_cors_context_t *context)
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
    if (!location || mod_cors_facts_has_tls(r)
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
    return strcmp(target.path, mod_cors_walk_path(r)) == 0
           && strcmp(target.query ? target.query : "", query) == 0;
}

/* The status of the response; if an ErrorDocument with a URL has turned a
 * failure into a redirect, the status of the failure. */
static int original_status(request_rec *r)
{
    const char *location = r->status == HTTP_MOVED_TEMPORARILY
                               ? apr_table_get(r->headers_out, "Location")
                               : NULL;
    int status;

    for (status = 400; location && status < 600; ++status) {
        const char *document =
            ap_response_code_string(r, ap_index_of_response(status));

        if (document && strcmp(document, location) == 0) {
            return status;
        }
    }
    return r->status;
}

/* Whether a preflight keeps the status of an early response. With these
 * statuses the actual request would be refused too, and its body must not be
 * sent. */
static bool keeps_status(request_rec *r)
{
    switch (original_status(r)) {
    case HTTP_BAD_REQUEST:
    case HTTP_UNAUTHORIZED:
    case HTTP_FORBIDDEN:
    case HTTP_PROXY_AUTHENTICATION_REQUIRED:
    case HTTP_REQUEST_TIME_OUT:
    case HTTP_REQUEST_URI_TOO_LARGE:
    case HTTP_MISDIRECTED_REQUEST:
    case HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        return true;
    default:
        return is_upgrade(r);
    }
}

/* Whether httpd could not read the request, so that no section holds for it. */
static bool is_unreadable(const request_rec *r)
{
    switch (r->status) {
    case HTTP_BAD_REQUEST:
    case HTTP_REQUEST_TIME_OUT:
    case HTTP_REQUEST_URI_TOO_LARGE:
    case HTTP_MISDIRECTED_REQUEST:
    case HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        return true;
    default:
        return !r->uri || r->uri[0] != '/';
    }
}

static void settle_preflight(request_rec *r, mod_cors_context_t *context)
{
    context->rescued = mod_cors_answer_is_due(r, context) && !keeps_status(r);
    if (context->rescued) {
        set_answer(r, context);
    }
    else if (!ap_is_HTTP_SUCCESS(r->status)) {
        cors_decision_keep_status(&context->decision);
    }
}

/* Walks no sections: requests without `Origin` come from programs, and may be
 * many. */
static mod_cors_context_t *early_without_origin(request_rec *r)
{
    const mod_cors_context_server_t *server = mod_cors_context_server(r);

    if (is_unreadable(r)) {
        return mod_cors_context_of_server(r);
    }
    return server && server->early ? mod_cors_store(r, server->early) : NULL;
}

mod_cors_context_t *mod_cors_early_response(request_rec *r)
{
    mod_cors_context_t *known = mod_cors_context_known(r);
    mod_cors_context_t *context;

    if (!known && !mod_cors_facts_origin(r)) {
        return early_without_origin(r);
    }
    context = is_unreadable(r) ? mod_cors_context_of_server(r)
                               : mod_cors_context_walked(r);
    /* The error document of an answer may have an early status of its own. */
    if (context->decision.kind == CORS_PREFLIGHT_REQUEST
        && (!r->prev || context->rescued)) {
        settle_preflight(r, context);
    }
    return context;
}
