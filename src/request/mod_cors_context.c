/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern a request. httpd merges sections several times on the
 * way of one request, and an internal redirect starts over with another URL; a
 * browser asked for one URL only. So facts are taken once, and settings are
 * fixed at the first URL where they govern: preflight, response and error
 * document agree. Protection is collected from every URL.
 */
#include "request/mod_cors_context.h"

#include <http_core.h>
#include <http_request.h>

#include <apr_strings.h>

#include "policy/cors_protection.h"
#include "origin/cors_same_origin.h"
#include "policy/cors_stance.h"
#include "glue/mod_cors_sections.h"
#include "request/mod_cors_facts.h"
#include "request/mod_cors_walk.h"

static const cors_settings_t no_settings;

const mod_cors_context_t mod_cors_context_nothing = {.settings = &no_settings};

/* Whether the settings end the search for those that govern: something is in
 * force, or is turned off explicitly. */
static bool governs(const cors_settings_t *settings)
{
    cors_stance_t space;

    return settings
           && (cors_stance_of(settings, &space)->in_force
               || settings->engine.mode != CORS_ENGINE_ON);
}

static bool is_same_origin(const request_rec *r, const cors_request_t *request,
                           cors_origin_lookup_t *lookup)
{
    const mod_cors_context_server_t *server = mod_cors_context_server(r);

    switch (cors_same_origin(lookup, request->sec_fetch_site, request->host,
                             server ? server->origin : NULL)) {
    case CORS_SAME_ORIGIN_YES:
        return true;
    case CORS_SAME_ORIGIN_UNLESS_TLS:
        return !mod_cors_facts_has_tls(r);
    case CORS_SAME_ORIGIN_NO:
        break;
    }
    return false;
}

static void decide(const request_rec *r, const cors_request_t *request,
                   const cors_settings_t *settings, cors_decision_t *decision)
{
    cors_decision_make(settings, request, decision);
    if (cors_decision_may_be_same_origin(decision)
        && is_same_origin(r, request, &decision->lookup)) {
        cors_decision_set_same_origin(decision);
    }
}

/* Clears all but the decision, which cors_decision_make clears. In two steps, which
 * compilers turn into a few stores. */
static inline void clear(mod_cors_context_t *context)
{
    memset(&context->request, 0, sizeof(context->request));
    memset(&context->settings, 0,
           offsetof(mod_cors_context_t, decision)
               - offsetof(mod_cors_context_t, settings));
    context->settings = &no_settings;
}

static mod_cors_context_t *create(apr_pool_t *pool)
{
    return apr_pmemdup(pool, &mod_cors_context_nothing,
                       sizeof(mod_cors_context_nothing));
}

const mod_cors_context_t *mod_cors_make_ready(const cors_settings_t *settings,
                                              apr_pool_t *pool)
{
    mod_cors_context_t *context;

    if (settings->engine.mode != CORS_ENGINE_ON) {
        return NULL;
    }
    if (!settings->stance->in_force) {
        return &mod_cors_context_nothing;
    }
    context = create(pool);
    context->settings = context->judged = settings;
    context->fixed = true;
    cors_decision_make(settings, &context->request, &context->decision);
    return context;
}

const mod_cors_context_t *mod_cors_make_varying(apr_pool_t *pool)
{
    mod_cors_context_t *context = create(pool);

    context->fixed = true; /* by nothing: no section is asked */
    context->decision.vary = CORS_VARY_ORIGIN;
    return context;
}

mod_cors_context_t *mod_cors_context_known(const request_rec *r)
{
    mod_cors_context_t *context = NULL;

    for (; r && !context; r = r->prev) {
        context = mod_cors_stored(r);
    }
    return context;
}

/* Notes what configuration files enforce here and has let the request pass. */
static void note_passed(mod_cors_context_t *context,
                        const cors_settings_t *settings)
{
    cors_enforce_t enforced = cors_policy_enforcement(
        settings, cors_policy_protection_applied(settings) == CORS_PROTECT_NONE
                      ? CORS_PROTECT_NONE
                      : CORS_PROTECT_CONFIGURED);

    if (enforced.level == CORS_ENFORCE_OFF || context->stops
        || cors_policy_involves_tenant(settings)) {
        return;
    }
    if (enforced.level > context->passed.level) {
        context->passed.level = enforced.level;
    }
    context->passed.credentials =
        context->passed.credentials || enforced.credentials;
}

static void complete_facts(const request_rec *r, mod_cors_context_t *context)
{
    if (!context->complete && context->request.origin) {
        mod_cors_facts_take_fields(r->headers_in, &context->request);
        context->complete = true;
    }
}

/* Returns the context of the chain, with the facts of its first request. */
static const mod_cors_context_t *begin(const request_rec *r)
{
    const mod_cors_context_t *known = mod_cors_context_known(r);
    const char *origin = known ? NULL : mod_cors_facts_origin(r);
    mod_cors_context_t *context;

    if (known || !origin) {
        return known ? known : &mod_cors_context_nothing;
    }
    context = create(r->pool);
    mod_cors_facts_take(r, origin, &context->request);
    complete_facts(r, context);
    context->decision.kind = cors_request_kind(&context->request);
    return context;
}

/* By settings whose stance start-up has kept. */
static void decide_first(const request_rec *r, mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    cors_decision_t *decision = &context->decision;

    cors_decision_make(settings, &context->request, decision);
    if (cors_decision_may_be_same_origin(decision)) {
        complete_facts(r, context);
        if (is_same_origin(r, &context->request, &decision->lookup)) {
            cors_decision_set_same_origin(decision);
        }
    }
    context->stops = decision->refuses;
    if (settings->stance->enforcement.level != CORS_ENFORCE_OFF) {
        note_passed(context, settings);
    }
}

mod_cors_context_t *mod_cors_context_begin(request_rec *r,
                                           const mod_cors_context_t *ready,
                                           const char *origin)
{
    mod_cors_context_t *context = apr_palloc(r->pool, sizeof(*context));

    clear(context);
    mod_cors_facts_take(r, origin, &context->request);
    context->judged = mod_cors_context_settings(r);
    if (!context->judged->credentials.on || mod_cors_facts_are_at_risk(r)) {
        complete_facts(r, context);
    }
    if (ready->fixed) {
        context->fixed = true;
        context->settings = context->judged;
        decide_first(r, context);
    }
    else {
        cors_decision_clear(&context->decision);
        context->decision.kind = cors_request_kind(&context->request);
    }
    return mod_cors_store(r, context);
}

/* Returns a context of the chain that may be written to: shared ones (of
 * requests without `Origin`) are copied. */
static mod_cors_context_t *own(request_rec *r,
                               const mod_cors_context_t *context)
{
    mod_cors_context_t *copy;

    if (context->decision.kind != CORS_NOT_CORS) {
        return (mod_cors_context_t *)context;
    }
    copy = apr_pmemdup(r->pool, context, sizeof(*context));
    for (; r; r = r->prev) {
        if (mod_cors_stored(r)) {
            mod_cors_store(r, copy);
        }
    }
    return copy;
}

/* Whether the error document of a chain needs no judgement: an earlier URL
 * enforces as much. */
static bool has_passed(const request_rec *r, const mod_cors_context_t *context,
                       const cors_settings_t *settings)
{
    cors_enforce_t enforced = cors_policy_enforcement(
        settings, cors_policy_protection_applied(settings));

    return mod_cors_chain_is_error_document(r)
           && context->passed.level >= enforced.level
           && (context->passed.credentials || !enforced.credentials);
}

bool mod_cors_context_collect(const request_rec *r, mod_cors_context_t *context,
                              const cors_settings_t *settings)
{
    cors_decision_t other;
    bool stops;

    complete_facts(r, context);
    decide(r, &context->request, settings, &other);
    if (has_passed(r, context, settings)) {
        other.refuses = other.answers = false;
    }
    stops = other.refuses;
    /* An error document that does not run leaves the response to the policy of
     * the URL that failed, if no tenant has written it. */
    if (mod_cors_chain_is_error_document(r) && context->fixed
        && !cors_policy_involves_tenant(context->settings)) {
        other.refuses = other.answers = false;
    }
    cors_protection_collect(&context->decision, context->settings, &other,
                            settings);
    context->traced = NULL; /* the decision may be another one now */
    return stops;
}

/* Makes the response depend on the origin if an <If> holds settings, whether
 * its condition is true or not. */
static const mod_cors_context_t *
meet_conditions(request_rec *r, const mod_cors_context_t *begun,
                const ap_conf_vector_t *sections)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    cors_request_t request = begun->request;
    mod_cors_context_t *context;

    if (!core || !core->sec_if) {
        return begun;
    }
    mod_cors_sections_note_conditions(sections, &request);
    if (request.conditional == begun->request.conditional
        && request.conditional_policy == begun->request.conditional_policy) {
        return begun;
    }
    context = own(r, begun);
    context->request = request;
    if (context->decision.in_force) {
        cors_decision_add_vary(&context->decision);
    }
    else {
        cors_decision_make(context->settings, &request, &context->decision);
    }
    return context;
}

/* Fixes the settings for the chain. */
static const mod_cors_context_t *fix(request_rec *r,
                                     const mod_cors_context_t *begun,
                                     const cors_settings_t *settings)
{
    mod_cors_context_t *context;

    if (begun == &mod_cors_context_nothing && settings->ready) {
        return settings->ready;
    }
    context = own(r, begun);
    complete_facts(r, context);
    context->settings = settings;
    context->fixed = true;
    decide(r, &context->request, settings, &context->decision);
    return context;
}

static const mod_cors_context_t *collect(request_rec *r,
                                         const mod_cors_context_t *begun,
                                         const cors_settings_t *settings,
                                         bool *stops)
{
    mod_cors_context_t *context;
    cors_protect_e upheld = cors_policy_protection_applied(settings);

    *stops = false;
    if (!cors_policy_protection_is_in_force(settings, upheld)) {
        return begun;
    }
    context = own(r, begun);
    *stops = mod_cors_context_collect(r, context, settings);
    return context;
}

/* Never fixes the settings of an error document: it gives no fields to a URL
 * that has none. */
static mod_cors_context_t *judge(request_rec *r,
                                 const ap_conf_vector_t *sections)
{
    const cors_settings_t *settings =
        ap_get_module_config(sections, &cors_module);
    const mod_cors_context_t *begun = meet_conditions(r, begin(r), sections);
    mod_cors_context_t *context;
    bool stops = begun->stops;

    settings = settings ? settings : &no_settings;
    if (!begun->fixed && governs(settings)
        && !mod_cors_chain_is_error_document(r)) {
        begun = fix(r, begun, settings);
        stops = begun->decision.refuses;
    }
    else if (begun->judged != settings) {
        begun = collect(r, begun, settings, &stops);
    }
    context = mod_cors_store(r, begun);
    if (context->decision.kind != CORS_NOT_CORS) {
        context->judged = settings;
        context->stops = stops;
        note_passed(context, settings);
    }
    return context;
}

mod_cors_context_t *mod_cors_context_judge(request_rec *r)
{
    const mod_cors_context_t *before =
        mod_cors_chain_is_error_document(r) ? mod_cors_stored(r->prev) : NULL;

    if (mod_cors_chain_is_forward_proxied(r)) {
        return mod_cors_store(r, &mod_cors_context_nothing);
    }
    /* Not where the response was early: its sections were walked. */
    if (before && !before->fixed && before->walked != r->prev) {
        (void)mod_cors_context_judge(r->prev);
    }
    return judge(r, r->per_dir_config);
}

static mod_cors_context_t *judge_unmapped(request_rec *r,
                                          const ap_conf_vector_t *sections)
{
    mod_cors_context_t *context = judge(r, sections);

    if (context->decision.kind != CORS_NOT_CORS) {
        context->walked = r;
    }
    return context;
}

mod_cors_context_t *mod_cors_context_walked(request_rec *r)
{
    return judge_unmapped(r, mod_cors_walk_sections(r));
}

mod_cors_context_t *mod_cors_context_of_server(request_rec *r)
{
    return judge_unmapped(r, r->server->lookup_defaults);
}
