/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them: a preflight
 * is answered before authentication, an actual request is traced and, where
 * that is enforced, refused, and the output filter is added to whatever
 * response comes of it. Fetch, "CORS-preflight fetch".
 */
#include "mod_cors_private.h"

#include <http_protocol.h>
#include <http_request.h>

/* After mod_setenvif, before access control, authentication and fixups. */
static int answer_preflight(request_rec *r)
{
    const mod_cors_context_t *ready = mod_cors_ready(r);
    mod_cors_context_t *context;

    if (ready == &mod_cors_nothing) {
        mod_cors_store(r, ready);
        return DECLINED;
    }
    context =
        ready ? mod_cors_ready_context(r, ready) : mod_cors_search_context(r);
    if (!context) {
        return DECLINED;
    }
    if (mod_cors_answers(r, context)) {
        return mod_cors_answer(r, context);
    }
    /* Some modules write a page while they authenticate or authorize, before
     * insert_filter would add the filter. */
    mod_cors_response_add(r, context);
    return DECLINED;
}

/* The context that header_parser or add_filter has found, if it is that of a
 * CORS request. */
static mod_cors_context_t *cors_context(const request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    return context && context->decision.kind != CORS_NOT_CORS && !r->main
               ? context
               : NULL;
}

static int decide_actual_request(request_rec *r)
{
    mod_cors_context_t *context = cors_context(r);

    return context ? mod_cors_enforce(r, context) : DECLINED;
}

/* Not mapped, and yet a response: mod_cache's quick handler has it in store,
 * with the fields of its own sections. They are right unless another URL was
 * asked for; an error document gives none to the URL that failed. */
static mod_cors_context_t *context_of_response(request_rec *r)
{
    if (mod_cors_is_mapped(r)) {
        return mod_cors_response_context(r);
    }
    if (mod_cors_is_error_document(r)) {
        mod_cors_response_clear(r);
        return mod_cors_context(r);
    }
    return mod_cors_inherited_context(r);
}

static void add_filter(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_known_context(r);

    if (r->main || (!context && mod_cors_ready(r) == &mod_cors_nothing)) {
        return;
    }
    if (!context) {
        context = context_of_response(r);
    }
    if (context) {
        mod_cors_trace(r, context);
        mod_cors_response_add(r, context);
    }
}

/* A second chance: DirectoryIndex or MultiViews have led to sections that
 * header_parser and fixups did not see, and add_filter did. */
static int decide_late(request_rec *r)
{
    mod_cors_context_t *context = cors_context(r);

    if (!context || context->enforced) {
        return DECLINED;
    }
    return mod_cors_answers(r, context) ? mod_cors_answer_late(r, context)
                                        : mod_cors_enforce(r, context);
}

/* Whether mod_cache's quick handler has what was asked for in store, but answers
 * that the visitor's own copy holds, or that it lacks the range. */
static bool is_about_stored(const request_rec *r)
{
    return !mod_cors_is_mapped(r) && !mod_cors_is_error_document(r)
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
    context = mod_cors_is_early_answer(r) ? mod_cors_rescue(r)
                                          : mod_cors_response_context(r);
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
