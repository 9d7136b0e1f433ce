/* SPDX-License-Identifier: Apache-2.0
 *
 * Early responses are made before httpd maps the URL. mod_cors answers a
 * preflight even then, since a browser neither follows the redirect of a
 * preflight nor shows its error to the page. Fetch, "CORS-preflight fetch".
 */
#include "request/mod_cors_early.h"

#include <http_protocol.h>
#include <mod_core.h>

#include <apr_strings.h>
#include <apr_uri.h>

#include "request/mod_cors_answer.h"
#include "request/mod_cors_facts.h"
#include "request/mod_cors_walk.h"

/* Whether the redirect leads from a connection without TLS to the same URL with
 * TLS. If such a preflight were answered, the browser would send the body of
 * the actual request unencrypted. */
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
        return true; /* in doubt, the redirect stays */
    }
    /* Not r->args: mod_rewrite has replaced it by the target's query. */
    query = r->parsed_uri.query ? r->parsed_uri.query : "";
    return strcmp(target.path, mod_cors_walk_path(r)) == 0
           && strcmp(target.query ? target.query : "", query) == 0;
}

/* Returns the status of the response. If an ErrorDocument with a URL has turned
 * an error into a redirect, returns the status of the error. */
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

/* Whether a preflight keeps its early status. With these statuses the actual
 * request would be refused too, and must not send its body. */
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

static void answer_or_keep_status(request_rec *r, mod_cors_context_t *context)
{
    context->rescued = mod_cors_answer_is_due(r, context) && !keeps_status(r);
    if (context->rescued) {
        mod_cors_answer_set_status(r, context);
    }
    else if (!ap_is_HTTP_SUCCESS(r->status)) {
        cors_decision_keep_status(&context->decision);
    }
}

mod_cors_context_t *mod_cors_early_decide(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_decide_early(r);

    /* Do nothing after an internal redirect, unless r is for the error document
     * of an early response that became an answer. That document may have an
     * early status too. */
    if (context && context->decision.kind == CORS_PREFLIGHT_REQUEST
        && (!r->prev || context->rescued)) {
        answer_or_keep_status(r, context);
    }
    return context;
}
