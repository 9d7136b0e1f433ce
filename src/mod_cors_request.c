/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them: a preflight
 * is answered before authentication, an actual request is traced and, where
 * that is enforced, refused, and the output filter is added to whatever
 * response comes of it. Fetch, "CORS-preflight fetch".
 */
#include "mod_cors_private.h"

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>

#include <apr_strings.h>
#include <apr_uri.h>

#include "mod_cors_htaccess.h"

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

/* An error document is a GET for the sake of another request's failure, which
 * an answer would hide. */
static bool answers(const request_rec *r, const mod_cors_context_t *context)
{
    return context && context->decision.answers
           && (!mod_cors_is_error_document(r) || context->rescued);
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
    return strcmp(target.path, r->uri) == 0
           && strcmp(target.query ? target.query : "", query) == 0;
}

/* ErrorDocument with a URL turns a failure into a redirect to that URL. */
static bool is_external_error_document(request_rec *r)
{
    const char *location = apr_table_get(r->headers_out, "Location");
    int i;

    for (i = 0; location && i < RESPONSE_CODES; ++i) {
        const char *document = ap_response_code_string(r, i);

        if (document && strcmp(document, location) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the response was made before the sections of the URL were known, by
 * a redirect, or by a rule that answers OPTIONS requests with "[R=204]". */
static bool is_early_answer(request_rec *r)
{
    return !mod_cors_is_mapped(r)
           && (ap_is_HTTP_REDIRECT(r->status) || ap_is_HTTP_SUCCESS(r->status))
           && r->uri && r->uri[0] == '/' && !is_external_error_document(r);
}

static mod_cors_context_t *rescue(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_rewalked(r);

    if (answers(r, context) && !is_upgrade(r)) {
        set_answer(r, context);
        context->rescued = true;
    }
    return context;
}

/* A local ErrorDocument for its status stands in for an early answer: what is
 * rescued is that, by the request that makes the document. */
static void rescue_earlier(request_rec *r)
{
    if (mod_cors_is_error_document(r) && is_early_answer(r->prev)) {
        rescue(r->prev);
    }
}

/* After mod_setenvif, before access control, authentication and fixups. */
static int answer_preflight(request_rec *r)
{
    mod_cors_context_t *context = NULL;

    if (!mod_cors_is_plain(r) || mod_cors_has_sections_if(r)) {
        rescue_earlier(r);
        context = mod_cors_response_context(r);
        if (APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
            mod_cors_advise_tenant(r);
        }
    }
    mod_cors_mark_mapped(r);
    if (!answers(r, context)) {
        /* Some modules write a page while they authenticate or authorize,
         * before insert_filter would add the filter. */
        if (context) {
            mod_cors_response_add(r, context);
        }
        return DECLINED;
    }
    mod_cors_trace(r, context);
    set_answer(r, context);
    context->answered = true;
    /* mod_headers' "Header always" and our own fields. */
    ap_run_insert_error_filter(r);
    return DONE;
}

/* Enforcement is judged once, on the browser's own request: in fixups, or later
 * if the sections that hold are found out only then. */
static bool refuses(const request_rec *r, mod_cors_context_t *context)
{
    if (context->enforced || r->prev) {
        return false;
    }
    context->enforced = true;
    return context->decision.refuses;
}

/* header_parser has looked for a context just before. */
static int decide_actual_request(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_known_context(r);

    if (!context || context->decision.kind == CORS_NOT_CORS || r->main) {
        return DECLINED;
    }
    mod_cors_trace(r, context);
    return refuses(r, context) ? HTTP_FORBIDDEN : DECLINED;
}

/* Not mapped, and yet a response: mod_cache's quick handler has it in store,
 * with the fields of its own sections. They are right unless another URL was
 * asked for. */
static mod_cors_context_t *context_of_response(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_known_context(r);

    if (context || (mod_cors_is_plain(r) && !mod_cors_has_sections_if(r))) {
        return context;
    }
    return mod_cors_is_mapped(r) ? mod_cors_response_context(r)
                                 : mod_cors_inherited_context(r);
}

static void add_filter(request_rec *r)
{
    mod_cors_context_t *context = r->main ? NULL : context_of_response(r);

    if (context) {
        mod_cors_trace(r, context);
        mod_cors_response_add(r, context);
    }
}

/* A second chance: DirectoryIndex or MultiViews have led to sections that
 * header_parser and fixups did not see, and add_filter did. */
static int decide_late(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_known_context(r);

    if (!context || context->decision.kind == CORS_NOT_CORS || r->main) {
        return DECLINED;
    }
    if (answers(r, context)) {
        set_answer(r, context);
        r->content_type = NULL;
        return OK;
    }
    return refuses(r, context) ? HTTP_FORBIDDEN : DECLINED;
}

/* Whether mod_cache's quick handler has what was asked for in store, but answers
 * that the visitor's own copy holds, or that it lacks the range. */
static bool is_about_stored(const request_rec *r)
{
    return !mod_cors_is_mapped(r)
           && (r->status == HTTP_NOT_MODIFIED
               || r->status == HTTP_RANGE_NOT_SATISFIABLE);
}

static void add_error_filter(request_rec *r)
{
    mod_cors_context_t *context;

    if (r->main) {
        return;
    }
    if (is_about_stored(r) && !mod_cors_inherited_context(r)) {
        mod_cors_response_keep(r); /* right, as in add_filter */
        return;
    }
    context = is_early_answer(r) ? rescue(r) : mod_cors_response_context(r);
    if (context) {
        mod_cors_trace(r, context);
        mod_cors_response_add(r, context);
    }
}

void mod_cors_request_register(void)
{
    static const char *const setenvif[] = {"mod_setenvif.c", NULL};

    ap_hook_header_parser(answer_preflight, setenvif, NULL, APR_HOOK_MIDDLE);
    ap_hook_fixups(decide_actual_request, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_filter(add_filter, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_handler(decide_late, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    ap_hook_insert_error_filter(add_error_filter, NULL, NULL,
                                APR_HOOK_REALLY_LAST);
}
