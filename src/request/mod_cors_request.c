/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them: every URL of
 * a chain of internal redirects is judged before access control, preflights
 * are answered and refused requests end there, and the output filter is added
 * to every response. Fetch, "CORS-preflight fetch".
 */
#include "request/mod_cors_request.h"

#include <http_protocol.h>
#include <http_request.h>

#include "startup/mod_cors_startup_htaccess.h"
#include "request/mod_cors_answer.h"
#include "request/mod_cors_cache.h"
#include "request/mod_cors_enforce.h"
#include "request/mod_cors_facts.h"
#include "request/mod_cors_log.h"
#include "request/mod_cors_response.h"

/* Judges the request before a local error document: an early response has no
 * context until its filters are added, which is later. */
static void judge_earlier(request_rec *r)
{
    if (mod_cors_chain_is_error_document(r) && !mod_cors_stored(r->prev)
        && !mod_cors_chain_is_forward_proxied(r)) {
        (void)mod_cors_early_response(r->prev);
    }
}

static int act(request_rec *r, mod_cors_context_t *context)
{
    if (mod_cors_answer_is_due(r, context)) {
        return mod_cors_answer_before_handler(r, context);
    }
    if (context->stops) {
        return mod_cors_enforce_refuse(r, context);
    }
    /* Some modules write a page while they authenticate or authorize, before
     * insert_filter would add the filter. */
    if (!mod_cors_context_is_idle(context)) {
        mod_cors_response_add_filters(r, context);
    }
    return DECLINED;
}

static mod_cors_context_t *judge_sections(request_rec *r)
{
    mod_cors_context_t *context;

    judge_earlier(r);
    context = mod_cors_context_judge(r);
    if (APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
        mod_cors_startup_htaccess_warn(r);
    }
    return context;
}

/* Runs after mod_setenvif, and before access control, authentication and
 * fixups. */
static int judge_request(request_rec *r)
{
    const mod_cors_context_t *ready = mod_cors_ready(r);
    const char *origin = ready ? mod_cors_facts_origin(r) : NULL;

    if (!ready || origin) {
        return act(r, ready ? mod_cors_context_begin(r, ready, origin)
                            : judge_sections(r));
    }
    mod_cors_store(r, ready);
    if (ready != &mod_cors_context_nothing) {
        mod_cors_response_add_filters(r, (mod_cors_context_t *)ready);
    }
    return DECLINED;
}

/* Runs after access control, so that no `Require env` can depend on
 * CORS_DECISION. */
static int trace_actual_request(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    if (context && !r->main) {
        mod_cors_log_decision(r, context);
    }
    return DECLINED;
}

/* Returns the context that holds for the response: DirectoryIndex or MultiViews
 * may have changed the sections since header_parser. */
static mod_cors_context_t *judge_again(request_rec *r,
                                       mod_cors_context_t *context)
{
    return context->walked == r
                   || mod_cors_context_settings(r) == context->judged
               ? context
               : mod_cors_context_judge(r);
}

/* Whether the filter that header_parser has added is there, and first: nearly
 * always. Another module's filter never has this context. */
static bool has_filter(const request_rec *r, const mod_cors_context_t *context)
{
    return r->output_filters->ctx == context && !mod_cors_cache_save;
}

/* A request without a context that reaches this hook is answered by mod_cache's
 * quick handler: the stored copy has the fields of its own sections. */
static void add_filter(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    if (!context || r->main || mod_cors_chain_is_forward_proxied(r)
        || (mod_cors_context_is_idle(context)
            && mod_cors_ready(r) == &mod_cors_context_nothing)) {
        return;
    }
    context = judge_again(r, context);
    mod_cors_log_decision(r, context);
    if (!has_filter(r, context)) {
        mod_cors_response_add_filters(r, context);
    }
}

/* Answers or refuses requests whose sections were changed after header_parser;
 * add_filter has judged them. */
static int decide_late(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    if (!context || r->main || context->decision.kind == CORS_NOT_CORS) {
        return DECLINED;
    }
    if (mod_cors_answer_is_due(r, context)) {
        return mod_cors_answer_as_handler(r, context);
    }
    return context->stops && context->walked != r
               ? mod_cors_enforce_refuse(r, context)
               : DECLINED;
}

/* Whether mod_cache's quick handler answers for a stored copy with a status
 * only: the visitor's copy is still valid, or the range does not exist. */
static bool is_about_stored(const request_rec *r)
{
    return r->status == HTTP_NOT_MODIFIED
           || r->status == HTTP_RANGE_NOT_SATISFIABLE;
}

static mod_cors_context_t *judge_unmapped_error(request_rec *r)
{
    if (mod_cors_cache_save && is_about_stored(r)) {
        mod_cors_response_copy_to_error(r); /* as in add_filter */
        return NULL;
    }
    judge_earlier(r);
    return mod_cors_early_response(r);
}

static void add_error_filter(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    if (r->main || mod_cors_chain_is_forward_proxied(r)) {
        return;
    }
    context = context ? judge_again(r, context) : judge_unmapped_error(r);
    if (context) {
        mod_cors_log_decision(r, context);
        mod_cors_response_add_filters(r, context);
    }
}

void mod_cors_request_register(void)
{
    static const char *const setenvif[] = {"mod_setenvif.c", NULL};

    ap_hook_header_parser(judge_request, setenvif, NULL, APR_HOOK_MIDDLE);
    ap_hook_fixups(trace_actual_request, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_filter(add_filter, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_handler(decide_late, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    ap_hook_insert_error_filter(add_error_filter, NULL, NULL,
                                APR_HOOK_REALLY_LAST);
}

int mod_cors_request_register_late(apr_pool_t *pconf, apr_pool_t *plog,
                                   apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    if (ap_find_linked_module("mod_cache.c")) {
        mod_cors_cache_register();
    }
    if (ap_find_linked_module("mod_dav.c")) {
        ap_hook_post_perdir_config(mod_cors_enforce_destination, NULL, NULL,
                                   APR_HOOK_MIDDLE);
    }
    return OK;
}
