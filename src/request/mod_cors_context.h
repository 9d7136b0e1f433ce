/* SPDX-License-Identifier: Apache-2.0
 *
 * The context of a request: its facts, its settings and its decision. A chain
 * of internal redirects has one context.
 */
#ifndef MOD_CORS_CONTEXT_H
#define MOD_CORS_CONTEXT_H

#include <http_core.h>

#include "glue/mod_cors_private.h"
#include "policy/cors_decision.h"
#include "policy/cors_stance.h"
#include "request/mod_cors_chain.h"
#include "request/mod_cors_facts.h"
#include "status/cors_tally.h"

/* The context of a chain of internal redirects. It is made in the first
 * header_parser, in the pool of a request. Requests without `Origin` share
 * contexts that are made at start-up: never write to one whose decision is of
 * the kind CORS_NOT_CORS. */
typedef struct {
    cors_request_t request; /* as the browser sent it */
    const cors_settings_t
        *settings;                 /* decide for the whole chain; never NULL */
    const cors_settings_t *latest; /* of the URL that was decided last */
    const request_rec *unmapped;   /* the last request with an early response */
    const request_rec *exported;   /* the last that got CORS_DECISION */
    const cors_decision_word_t *logged; /* of the last decision in the log */
    cors_enforce_t passed;    /* what earlier URLs enforce and let pass */
    bool has_all_facts;       /* including those that few decisions need */
    bool stops;               /* the latest URL refuses the request */
    bool fixed;               /* settings are final; else none govern yet */
    bool answered;            /* the module answered in header_parser */
    bool rescued;             /* an early response that became an answer */
    bool enforced;            /* the module refused the request with 403 */
    bool counted;             /* in the counters of src/status */
    cors_decision_t decision; /* last member: clear() does not write it */
} mod_cors_context_t;

/* The context of a request without `Origin` if nothing is in force.
 * Constant. */
extern const mod_cors_context_t mod_cors_context_nothing;

/* Returns whether nothing is in force in the chain so far, and nothing adds
 * Vary. Protection always adds it. */
static inline bool mod_cors_context_is_idle(const mod_cors_context_t *context)
{
    return !context->fixed && context->decision.vary == CORS_VARY_NONE;
}

/* The data of a server, computed at start-up. */
typedef struct {
    const char *origin; /* the origin in ServerName, or NULL */
    /* The context of early responses to requests without `Origin`, or NULL. */
    const mod_cors_context_t *early;
    const cors_tally_t *tally; /* NULL in the first pass of start-up, which
                                  serves no requests */
    apr_uint64_t *counters;    /* the server's row of the tally */
    unsigned row;              /* the number of that row */
} mod_cors_context_server_t;

/* Returns the data of the request's server. */
static inline const mod_cors_context_server_t *
mod_cors_context_server(const request_rec *r)
{
    return ap_get_module_config(r->server->module_config, &cors_module);
}

/* Returns the merged settings of the request, or NULL. */
static inline const cors_settings_t *
mod_cors_context_settings(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &cors_module);
}

/* Returns the context of the request; NULL if it was not decided yet, and for
 * subrequests, which have no header_parser. */
static inline mod_cors_context_t *mod_cors_context_known(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cors_module);
}

/* Returns the context of the nearest request of the chain, beginning with r,
 * that has one; or NULL. */
mod_cors_context_t *mod_cors_context_known_in_chain(const request_rec *r);

/* Returns whether an <If>, <ElseIf> or <Else> is in scope, whatever is in
 * it. */
static inline bool mod_cors_context_has_conditions(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->sec_if != NULL;
}

/* Stores the context in the request, and returns it. */
static inline mod_cors_context_t *
mod_cors_context_store(request_rec *r, const mod_cors_context_t *context)
{
    ap_set_module_config(r->request_config, &cors_module, (void *)context);
    return (mod_cors_context_t *)context;
}

/* Called only by the functions below. All return the context of the chain,
 * never NULL. decide_first decides the first request of a chain, which has this
 * `Origin`, by settings whose stance was computed at start-up.
 * decide_by_sections decides any request by its current sections;
 * decide_and_permit does the same in header_parser, and permits a page of the
 * module to answer. */
mod_cors_context_t *mod_cors_context_decide_first(request_rec *r,
                                                  const char *origin);
mod_cors_context_t *mod_cors_context_decide_by_sections(request_rec *r);
mod_cors_context_t *mod_cors_context_decide_and_permit(request_rec *r);

/* Returns whether start-up has computed the settings, and they are enough to
 * decide the request. Requests without `Origin` (most requests) then share one
 * context. Returns false after an internal redirect, for a forward-proxied
 * request, if sections were merged for the request, if an <If> is in scope, and
 * if CorsEngine is not On. */
static inline bool
mod_cors_context_has_startup_settings(const request_rec *r,
                                      const cors_settings_t *settings)
{
    return settings && settings->shared && !r->prev
           && !mod_cors_context_has_conditions(r)
           && !mod_cors_chain_is_forward_proxied(r);
}

/* Decides the request by its current sections, and returns the context of its
 * chain, never NULL. Takes the facts if the chain has no context yet. The first
 * settings that govern become those of the chain; of later ones only the
 * protection is collected. Call it in header_parser. */
static inline mod_cors_context_t *mod_cors_context_decide(request_rec *r)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);
    const char *origin;

    if (!mod_cors_context_has_startup_settings(r, settings)) {
        return mod_cors_context_decide_and_permit(r);
    }
    origin = mod_cors_facts_origin(r);
    return origin ? mod_cors_context_decide_first(r, origin)
                  : mod_cors_context_store(r, settings->shared);
}

/* Like mod_cors_context_decide, for later hooks; context is that of the
 * request. Decides again only if DirectoryIndex or MultiViews may have changed
 * the sections: they are not those of the last decision, or an <If> is in
 * scope. */
static inline mod_cors_context_t *
mod_cors_context_decide_again(request_rec *r, mod_cors_context_t *context)
{
    bool is_current = (mod_cors_context_settings(r) == context->latest
                       && !mod_cors_context_has_conditions(r))
                      || context->unmapped == r;

    return is_current ? context : mod_cors_context_decide_by_sections(r);
}

/* Decides a request whose response was made before its URL was mapped, so that
 * it has no header_parser: walks the sections of the URL first. If httpd could
 * not read the request, the server's settings alone decide. For a request
 * without `Origin` no section is walked: if any section has settings of
 * mod_cors, its context only adds Vary; otherwise it is that of the server's
 * settings, or NULL if they change no response. */
mod_cors_context_t *mod_cors_context_decide_early(request_rec *r);

/* Decides the request by settings of another URL that it acts upon, and adds
 * the protection in them to the context. The settings of the context do not
 * change. Returns whether the other URL refuses the request. */
bool mod_cors_context_collect(const request_rec *r, mod_cors_context_t *context,
                              const cors_settings_t *settings);

#endif
