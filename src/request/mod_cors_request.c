/* SPDX-License-Identifier: Apache-2.0
 *
 * The hooks of a request, in the order in which httpd runs them. Every URL of a
 * chain of internal redirects is decided before access control: preflights are
 * answered then, and refused requests end. Every response gets the output
 * filter. Fetch, "CORS-preflight fetch".
 */
#include "request/mod_cors_request.h"

#include "startup/mod_cors_startup_htaccess.h"
#include "request/mod_cors_answer.h"
#include "request/mod_cors_cache.h"
#include "request/mod_cors_early.h"
#include "request/mod_cors_enforce.h"
#include "request/mod_cors_facts.h"
#include "request/mod_cors_log.h"
#include "request/mod_cors_response.h"

/* Decides the request that failed, if r is for its error document. A request
 * with an early response has no context yet, because httpd adds its filters
 * only after the error document has run. */
static inline void decide_failed_request(request_rec *r)
{
    if (mod_cors_chain_is_error_document(r) && !mod_cors_context_known(r->prev)
        && !mod_cors_chain_is_forward_proxied(r)) {
        (void)mod_cors_early_decide(r->prev);
    }
}

/* Warns about settings that were merged for the request, which may be those of
 * a .htaccess. Settings with a stance are those of start-up, which has warned
 * about them. */
static inline void warn_of_htaccess(request_rec *r,
                                    const cors_settings_t *settings)
{
    if (settings && !settings->stance && APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
        mod_cors_startup_htaccess_warn(r);
    }
}

int mod_cors_request_decide(request_rec *r)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);
    mod_cors_context_t *context;

    decide_failed_request(r);
    context = mod_cors_context_decide(r);
    warn_of_htaccess(r, settings);
    if (mod_cors_answer_is_due(r, context)) {
        return mod_cors_answer_before_handler(r, context);
    }
    if (context->stops) {
        return mod_cors_enforce_refuse(r, context);
    }
    /* Some modules write a page while they authenticate or authorize, before
     * insert_filter would add the filter. */
    mod_cors_response_add_filters(r, context);
    return DECLINED;
}

int mod_cors_request_log(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_known(r);

    if (context) {
        mod_cors_log_decision(r, context);
    }
    return DECLINED;
}

void mod_cors_request_add_filters(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_known(r);

    /* Without context, mod_cache's quick handler answers. Its stored copy
     * already has the fields of the sections of its URL. */
    if (!context) {
        return;
    }
    context = mod_cors_context_decide_again(r, context);
    mod_cors_log_decision(r, context);
    mod_cors_response_add_filters(r, context);
}

int mod_cors_request_handle_changed_sections(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_known(r);

    if (!context || context->decision.kind == CORS_NOT_CORS) {
        return DECLINED;
    }
    if (mod_cors_answer_is_due(r, context)) {
        return mod_cors_answer_as_handler(r, context);
    }
    return context->stops && context->unmapped != r
               ? mod_cors_enforce_refuse(r, context)
               : DECLINED;
}

/* Returns NULL if the module must not change the response. */
static mod_cors_context_t *decide_early_response(request_rec *r)
{
    if (r->main || mod_cors_chain_is_forward_proxied(r)) {
        return NULL;
    }
    if (mod_cors_cache_answers(r)) {
        mod_cors_response_copy_to_error(r);
        return NULL;
    }
    decide_failed_request(r);
    return mod_cors_early_decide(r);
}

void mod_cors_request_add_error_filters(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_known(r);

    context = context ? mod_cors_context_decide_again(r, context)
                      : decide_early_response(r);
    if (context) {
        mod_cors_log_decision(r, context);
        mod_cors_response_add_filters(r, context);
    }
}

int mod_cors_request_find_modules(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    (void)main_server;
    mod_cors_facts_find_tls();
    mod_cors_cache_find();
    return OK;
}
