/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_cache stores a response under the URL that it was made for. Its quick
 * handler serves the copy before any section is known.
 */
#include "request/mod_cors_cache.h"

#include <http_protocol.h>
#include <util_filter.h>

#include "request/mod_cors_facts.h"

ap_filter_rec_t *mod_cors_cache_save;

void mod_cors_cache_find(void)
{
    mod_cors_cache_save = ap_get_output_filter_handle("cache_save");
}

static void forbid_store(request_rec *r)
{
    apr_table_setn(r->subprocess_env, "no-cache", "1");
}

static bool governs(const mod_cors_context_t *context)
{
    return context->fixed || context->decision.protects;
}

/* Whether `Origin` was changed since the browser sent it. mod_cache selects
 * variants by its current value. */
static bool is_origin_changed(const request_rec *r,
                              const mod_cors_context_t *context)
{
    const char *now = mod_cors_facts_origin(r);
    const char *sent = context->request.origin;

    return now && sent ? strcmp(now, sent) != 0 : now != sent;
}

/* Whether visitors get an application's CORS fields under these settings. */
static bool let_application_fields_pass(const cors_settings_t *settings)
{
    return !cors_policy_is_in_force(settings) || settings->preserve.on
           || settings->engine.mode != CORS_ENGINE_ON;
}

/* Whether the response mixes the settings of two URLs, and an application's
 * fields may be in it. A directory index may have other settings than the
 * requested directory, and mod_cache's handler stores it under the URL of the
 * index. */
static bool mixes_settings(const request_rec *r,
                           const mod_cors_context_t *context)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);

    return settings && !cors_settings_are_same(settings, context->settings)
           && (let_application_fields_pass(context->settings)
               || let_application_fields_pass(settings));
}

/* Whether the response differs from the one that its URL sends to a direct
 * request. */
static bool is_foreign(const request_rec *r, const mod_cors_context_t *context)
{
    return governs(context)
           && (r->prev || is_origin_changed(r, context)
               || mixes_settings(r, context));
}

void mod_cors_cache_forbid_foreign(request_rec *r,
                                   const mod_cors_context_t *context)
{
    if (is_foreign(r, context)) {
        forbid_store(r);
    }
}

bool mod_cors_cache_stores_early(const request_rec *r)
{
    const ap_filter_t *f = r->output_filters;

    while (f && f->frec != mod_cors_cache_save) {
        f = f->next;
    }
    return f;
}

bool mod_cors_cache_stores_others(const mod_cors_context_t *context)
{
    return context->decision.vary != CORS_VARY_NONE
           && let_application_fields_pass(context->settings);
}

void mod_cors_cache_forbid_variant(request_rec *r,
                                   const cors_decision_t *decision)
{
    if (decision->vary != CORS_VARY_NONE && decision->kind != CORS_NOT_CORS
        && (decision->lookup.asked != 0
            || !(decision->origin_allowed
                 && decision->rule->kind == CORS_RULE_EXACT))) {
        forbid_store(r);
    }
}

/* mod_cache declines methods that it does not know. */
static void hide_method(request_rec *r)
{
    if (r->method_number == M_GET) {
        r->method_number = M_INVALID;
    }
}

static void show_method(request_rec *r)
{
    if (r->method_number == M_INVALID) {
        r->method_number = ap_method_number_of(r->method);
    }
}

/* The URL has no context yet, but the chain that leads to it has one. */
int mod_cors_cache_hide_redirected(request_rec *r, int lookup)
{
    const mod_cors_context_t *context = mod_cors_context_known_in_chain(r);

    (void)lookup;
    if (mod_cors_chain_is_error_document(r)
        || (r->prev && context
            && (governs(context) || is_origin_changed(r, context)))) {
        hide_method(r);
    }
    return DECLINED;
}

int mod_cors_cache_show_redirected(request_rec *r, int lookup)
{
    (void)lookup;
    if (r->prev) {
        show_method(r);
    }
    return DECLINED;
}

int mod_cors_cache_hide_foreign(request_rec *r)
{
    const mod_cors_context_t *context = mod_cors_context_known(r);

    if (context && is_foreign(r, context)) {
        hide_method(r);
    }
    return DECLINED;
}

int mod_cors_cache_show(request_rec *r)
{
    show_method(r);
    return DECLINED;
}
