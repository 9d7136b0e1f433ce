/* SPDX-License-Identifier: Apache-2.0
 *
 * Decides which settings govern a request. A browser requests one URL, but
 * httpd may merge sections several times for it, and an internal redirect
 * starts again with another URL. So the facts are taken once, and the first URL
 * whose settings govern decides for the chain: preflight, response and error
 * document agree. Protection is collected from every URL.
 */
#include "request/mod_cors_context.h"

#include <http_core.h>
#include <http_request.h>

#include <apr_strings.h>

#include "policy/cors_governing.h"
#include "policy/cors_protection.h"
#include "origin/cors_same_origin.h"
#include "policy/cors_stance.h"
#include "glue/mod_cors_handler.h"
#include "glue/mod_cors_sections.h"
#include "request/mod_cors_facts.h"
#include "request/mod_cors_walk.h"
#include "mod_cors.h"

static const cors_settings_t no_settings;

const mod_cors_context_t mod_cors_context_nothing = {.settings = &no_settings};

/* Whether the settings govern the chain: something is in force, or CorsEngine
 * is Off or ReportOnly. */
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

static void complete_facts(const request_rec *r, mod_cors_context_t *context)
{
    if (!context->has_all_facts && context->request.origin) {
        mod_cors_facts_take_fields(r->headers_in, &context->request);
        context->has_all_facts = true;
    }
}

/* Decides by the settings of a URL, and returns those that govern the request:
 * the same, or those of a container in them. */
static inline const cors_settings_t *
make_decision(const request_rec *r, mod_cors_context_t *context,
              const cors_settings_t *settings, cors_decision_t *decision)
{
    settings =
        cors_governing_decide(settings, &context->request, decision, r->pool);
    if (cors_decision_may_be_same_origin(decision)) {
        complete_facts(r, context);
        if (is_same_origin(r, &context->request, &decision->lookup)) {
            cors_decision_set_same_origin(decision);
        }
    }
    return settings;
}

/* Clears all members but the decision. Does so in two steps, because compilers
 * turn these into a few stores. */
static inline void clear(mod_cors_context_t *context)
{
    memset(&context->request, 0, sizeof(context->request));
    memset(&context->settings, 0,
           offsetof(mod_cors_context_t, decision)
               - offsetof(mod_cors_context_t, settings));
    context->settings = &no_settings;
}

mod_cors_context_t *mod_cors_context_known_in_chain(const request_rec *r)
{
    mod_cors_context_t *context = NULL;

    for (; r && !context; r = r->prev) {
        context = mod_cors_context_known(r);
    }
    return context;
}

/* Records what configuration files enforce here if the request has passed. */
static void record_passed(mod_cors_context_t *context,
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

/* Returns the context of the chain. A new one has the facts of the first
 * request. */
static const mod_cors_context_t *known_or_new(const request_rec *r)
{
    const mod_cors_context_t *known = mod_cors_context_known_in_chain(r);
    const char *origin = known ? NULL : mod_cors_facts_origin(r);
    mod_cors_context_t *context;

    if (known || !origin) {
        return known ? known : &mod_cors_context_nothing;
    }
    context = apr_pmemdup(r->pool, &mod_cors_context_nothing,
                          sizeof(mod_cors_context_nothing));
    mod_cors_facts_take(r, origin, &context->request);
    complete_facts(r, context);
    context->decision.kind = cors_request_kind(&context->request);
    return context;
}

/* Returns a context of the chain that may be written to: a shared one (of
 * requests without `Origin`) is copied. */
static mod_cors_context_t *writable(request_rec *r,
                                    const mod_cors_context_t *context)
{
    mod_cors_context_t *copy;

    if (context->decision.kind != CORS_NOT_CORS) {
        return (mod_cors_context_t *)context;
    }
    copy = apr_pmemdup(r->pool, context, sizeof(*context));
    for (; r; r = r->prev) {
        if (mod_cors_context_known(r)) {
            mod_cors_context_store(r, copy);
        }
    }
    return copy;
}

/* Whether the request is for an error document that must not be refused,
 * because an earlier URL enforces at least as much and has let the request
 * pass. */
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
    settings = make_decision(r, context, settings, &other);
    if (has_passed(r, context, settings)) {
        other.refuses = other.answers = false;
    }
    stops = other.refuses;
    /* If an error document is refused, the response keeps the policy of the URL
     * that failed, unless a tenant has written that policy. */
    if (mod_cors_chain_is_error_document(r) && context->fixed
        && !cors_policy_involves_tenant(context->settings)) {
        other.refuses = other.answers = false;
    }
    cors_protection_collect(&context->decision, context->settings, &other,
                            settings);
    context->exported = NULL; /* the decision may have changed */
    return stops;
}

/* Makes the response depend on the origin if an <If> has settings, whether its
 * condition is true or not. */
static const mod_cors_context_t *
add_conditions(request_rec *r, const mod_cors_context_t *context,
               const ap_conf_vector_t *sections)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    cors_request_t request = context->request;
    mod_cors_context_t *changed;

    if (!core || !core->sec_if) {
        return context;
    }
    mod_cors_sections_note_conditions(sections, &request);
    if (request.conditional == context->request.conditional
        && request.conditional_policy == context->request.conditional_policy) {
        return context;
    }
    changed = writable(r, context);
    changed->request = request;
    if (changed->decision.in_force) {
        cors_decision_add_vary(&changed->decision);
    }
    else {
        cors_decision_make(changed->settings, &request, &changed->decision);
    }
    return changed;
}

/* Makes these the settings of the chain, and decides by them. */
static const mod_cors_context_t *fix_settings(request_rec *r,
                                              const mod_cors_context_t *context,
                                              const cors_settings_t *settings)
{
    mod_cors_context_t *fixed;

    if (context->decision.kind == CORS_NOT_CORS
        && mod_cors_context_is_idle(context) && settings->shared) {
        return settings->shared;
    }
    fixed = writable(r, context);
    complete_facts(r, fixed);
    fixed->fixed = true;
    fixed->settings = make_decision(r, fixed, settings, &fixed->decision);
    return fixed;
}

static const mod_cors_context_t *
collect_protection(request_rec *r, const mod_cors_context_t *context,
                   const cors_settings_t *settings, bool *stops)
{
    mod_cors_context_t *changed;
    cors_protect_e applied = cors_policy_protection_applied(settings);

    *stops = false;
    if (!cors_policy_protection_is_in_force(settings, applied)) {
        return context;
    }
    changed = writable(r, context);
    *stops = mod_cors_context_collect(r, changed, settings);
    return changed;
}

/* An error document never fixes the settings of the chain: the response of a
 * URL without a policy must not get fields because of its error page. */
static mod_cors_context_t *fix_or_collect(request_rec *r,
                                          const ap_conf_vector_t *sections,
                                          const cors_settings_t *settings)
{
    const mod_cors_context_t *known =
        add_conditions(r, known_or_new(r), sections);
    mod_cors_context_t *context;
    bool stops = known->stops;

    if (!known->fixed && governs(settings)
        && !mod_cors_chain_is_error_document(r)) {
        known = fix_settings(r, known, settings);
        stops = known->decision.refuses;
    }
    else if (known->latest != settings) {
        known = collect_protection(r, known, settings, &stops);
    }
    context = mod_cors_context_store(r, known);
    if (context->decision.kind != CORS_NOT_CORS) {
        context->latest = settings;
        context->stops = stops;
        record_passed(context, settings);
    }
    return context;
}

/* Decides a request for a page of the module's own, which no other origin may
 * read, and refuses those that a page of another origin has caused. */
static mod_cors_context_t *close_page(request_rec *r,
                                      const cors_settings_t *settings)
{
    mod_cors_context_t *closed =
        apr_pmemdup(r->pool, known_or_new(r), sizeof(*closed));

    closed->settings = &no_settings;
    closed->latest = settings;
    closed->fixed = true;
    closed->stops = mod_cors_handler_is_foreign(r);
    cors_decision_close(&closed->decision);
    apr_table_unset(r->subprocess_env, MOD_CORS_DECISION); /* of a directory */
    return mod_cors_context_store(r, closed);
}

static mod_cors_context_t *decide_by(request_rec *r,
                                     const ap_conf_vector_t *sections)
{
    const mod_cors_context_t *known = mod_cors_context_known_in_chain(r);
    const cors_settings_t *settings =
        ap_get_module_config(sections, &cors_module);

    settings = settings ? settings : &no_settings;
    if (mod_cors_handler_is_possible(settings)
        && mod_cors_handler_is_open(r, sections)) {
        return close_page(r, settings);
    }
    /* An error document does not open the page. */
    return known && known->decision.owned == CORS_OWNED_CLOSE
               ? mod_cors_context_store(r, known)
               : fix_or_collect(r, sections, settings);
}

mod_cors_context_t *mod_cors_context_decide_by_sections(request_rec *r)
{
    const mod_cors_context_t *failed = mod_cors_chain_is_error_document(r)
                                           ? mod_cors_context_known(r->prev)
                                           : NULL;

    if (mod_cors_chain_is_forward_proxied(r)) {
        return mod_cors_context_store(r, &mod_cors_context_nothing);
    }
    /* Decide the failed URL first, unless its response was early: then
     * mod_cors_context_decide_early has done so. */
    if (failed && !failed->fixed && failed->unmapped != r->prev) {
        (void)mod_cors_context_decide_by_sections(r->prev);
    }
    return decide_by(r, r->per_dir_config);
}

mod_cors_context_t *mod_cors_context_decide_and_permit(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_context_decide_by_sections(r);

    if (context->decision.owned == CORS_OWNED_CLOSE) {
        mod_cors_handler_permit(r);
    }
    return context;
}

mod_cors_context_t *mod_cors_context_decide_first(request_rec *r,
                                                  const char *origin)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);
    mod_cors_context_t *context = apr_palloc(r->pool, sizeof(*context));

    clear(context);
    mod_cors_facts_take(r, origin, &context->request);
    context->latest = settings;
    if (!settings->credentials.on || settings->cuts
        || mod_cors_facts_are_at_risk(r)) {
        complete_facts(r, context);
    }
    if (settings->stance->in_force) {
        context->fixed = true;
        context->settings =
            make_decision(r, context, settings, &context->decision);
        context->stops = context->decision.refuses;
        if (settings->stance->enforcement.level != CORS_ENFORCE_OFF) {
            record_passed(context, settings);
        }
    }
    else {
        cors_decision_clear(&context->decision);
        context->decision.kind = cors_request_kind(&context->request);
    }
    return mod_cors_context_store(r, context);
}

/* Whether httpd could not read the request, so that no section applies to
 * it. */
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

/* Walks no sections: most requests without `Origin` come from programs, and
 * there may be many. */
static mod_cors_context_t *early_without_origin(request_rec *r)
{
    const mod_cors_context_server_t *server = mod_cors_context_server(r);

    return server && server->early ? mod_cors_context_store(r, server->early)
                                   : NULL;
}

mod_cors_context_t *mod_cors_context_decide_early(request_rec *r)
{
    const ap_conf_vector_t *sections = r->server->lookup_defaults;
    mod_cors_context_t *context;

    if (!is_unreadable(r)) {
        if (!mod_cors_context_known_in_chain(r) && !mod_cors_facts_origin(r)) {
            return early_without_origin(r);
        }
        sections = mod_cors_walk_sections(r);
    }
    context = decide_by(r, sections);
    if (context->decision.kind != CORS_NOT_CORS) {
        context->unmapped = r;
    }
    return context;
}
