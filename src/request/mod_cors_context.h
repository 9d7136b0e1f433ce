/* SPDX-License-Identifier: Apache-2.0
 *
 * The context of a request: its facts, its settings and its decision, one for
 * a chain of internal redirects.
 */
#ifndef MOD_CORS_CONTEXT_H
#define MOD_CORS_CONTEXT_H

#include <http_core.h>

#include "glue/mod_cors_private.h"
#include "policy/cors_decision.h"
#include "policy/cors_stance.h"
#include "request/mod_cors_chain.h"
#include "request/mod_cors_facts.h"

/* The context of a chain of internal redirects, from its first header_parser
 * on. Allocated in the pool of a request. Requests without `Origin` share
 * contexts that were made at start-up: never write into one whose decision is
 * of the kind CORS_NOT_CORS. */
typedef struct {
    cors_request_t request;          /* as the browser sent it */
    const cors_settings_t *settings; /* decide for the whole chain */
    const cors_settings_t *latest;   /* decided or collected last */
    const request_rec *unmapped;     /* the last with an early response */
    const request_rec *exported;     /* the last with CORS_DECISION */
    const char *logged;              /* the last decision that was logged */
    cors_enforce_t passed;    /* what an earlier URL enforces and let pass */
    bool has_all_facts;       /* also those that few decisions need */
    bool stops;               /* the latest URL refuses the request */
    bool fixed;               /* settings are final; else none governs yet */
    bool answered;            /* by the module, in header_parser */
    bool rescued;             /* an early response that became an answer */
    cors_decision_t decision; /* last */
} mod_cors_context_t;

/* The context of a request without `Origin` where nothing is in force; never
 * written to. */
extern const mod_cors_context_t mod_cors_context_nothing;

/* Whether nothing is in force in the chain so far, and nothing adds Vary, as
 * protection always does. */
static inline bool mod_cors_context_is_idle(const mod_cors_context_t *context)
{
    return !context->fixed && context->decision.vary == CORS_VARY_NONE;
}

/* The data that start-up computes for each server. */
typedef struct {
    const char *origin; /* the origin in ServerName, or NULL */
    /* The context of early responses to requests without `Origin`, or NULL. */
    const mod_cors_context_t *early;
} mod_cors_context_server_t;

static inline const mod_cors_context_server_t *
mod_cors_context_server(const request_rec *r)
{
    return ap_get_module_config(r->server->module_config, &cors_module);
}

/* The settings in force for the request, or NULL. */
static inline const cors_settings_t *
mod_cors_context_settings(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &cors_module);
}

/* The context of the request; NULL until it was decided, and of subrequests,
 * which have no header_parser. */
static inline mod_cors_context_t *mod_cors_context_known(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cors_module);
}

/* That of the nearest request of the chain that has one, or NULL. */
mod_cors_context_t *mod_cors_context_known_in_chain(const request_rec *r);

/* Whether an <If>, <ElseIf> or <Else> is in scope, whatever it holds. */
static inline bool mod_cors_context_has_conditions(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->sec_if != NULL;
}

/* Puts the context into the request, and returns it. */
static inline mod_cors_context_t *
mod_cors_context_store(request_rec *r, const mod_cors_context_t *context)
{
    ap_set_module_config(r->request_config, &cors_module, (void *)context);
    return (mod_cors_context_t *)context;
}

/* The two slow cases of the functions below, to be called by them alone: the
 * first request of a chain, which has this `Origin`, by settings that start-up
 * has seen; and any request by the sections that are in force now. */
mod_cors_context_t *mod_cors_context_decide_first(request_rec *r,
                                                  const char *origin);
mod_cors_context_t *mod_cors_context_decide_by_sections(request_rec *r);

/* Whether the settings are as start-up has seen them, and decide all requests
 * without `Origin` (most requests) alike: not after an internal redirect, where
 * sections were merged for the request or an <If> is in scope, where CorsEngine is
 * not On, and for a forward-proxied request. */
static inline bool mod_cors_context_is_shared(const request_rec *r,
                                              const cors_settings_t *settings)
{
    return settings && settings->shared && !r->prev
           && !mod_cors_context_has_conditions(r)
           && !mod_cors_chain_is_forward_proxied(r);
}

/* Decides the request by the sections that are in force now, and returns the
 * context of its chain, never NULL. Takes the facts if the chain has none. Fixes
 * the settings if they are the first of the chain that govern; otherwise collects
 * their protection. To be called in header_parser. */
static inline mod_cors_context_t *mod_cors_context_decide(request_rec *r)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);
    const char *origin;

    if (!mod_cors_context_is_shared(r, settings)) {
        return mod_cors_context_decide_by_sections(r);
    }
    origin = mod_cors_facts_origin(r);
    return origin ? mod_cors_context_decide_first(r, origin)
                  : mod_cors_context_store(r, settings->shared);
}

/* The same in later hooks, for the context that the request has. Decides only if
 * DirectoryIndex or MultiViews may have changed the sections since: they are not
 * those of the last decision, or an <If> is in scope. */
static inline mod_cors_context_t *
mod_cors_context_decide_again(request_rec *r, mod_cors_context_t *context)
{
    bool is_current = (mod_cors_context_settings(r) == context->latest
                       && !mod_cors_context_has_conditions(r))
                      || context->unmapped == r;

    return is_current ? context : mod_cors_context_decide_by_sections(r);
}

/* The same for a request whose response was made before its URL was mapped, so
 * that it has no header_parser: walks the sections of its URL now. A request
 * that httpd could not read is decided by its server's settings alone. Without
 * `Origin` no section is walked, and the context only adds Vary, or is NULL: no
 * section of the server holds settings. */
mod_cors_context_t *mod_cors_context_early(request_rec *r);

/* Decides the request of a context by settings that are not those of its own
 * URL, but of another that it acts upon, and collects their protection; its own
 * settings stay. True if the other URL refuses the request. */
bool mod_cors_context_collect(const request_rec *r, mod_cors_context_t *context,
                              const cors_settings_t *settings);

#endif
