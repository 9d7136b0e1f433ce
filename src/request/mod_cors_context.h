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

/* The context of a chain of internal redirects, from its first header_parser
 * on. Allocated in the pool of a request. Requests without `Origin` share
 * contexts that were made at start-up: never write into one whose decision is
 * of the kind CORS_NOT_CORS. */
typedef struct {
    cors_request_t request;          /* as the browser sent it */
    const cors_settings_t *settings; /* decide for the whole chain */
    const cors_settings_t *judged;   /* judged or collected last */
    const request_rec *walked;       /* the last one judged unmapped */
    const request_rec *traced;       /* the last with CORS_DECISION */
    const char *logged;              /* the last decision that was logged */
    cors_enforce_t passed;    /* what an earlier URL enforces and let pass */
    bool complete;            /* all facts were taken */
    bool stops;               /* the latest URL refuses the request */
    bool fixed;               /* settings are final; else none governs yet */
    bool answered;            /* by the module, in header_parser */
    bool rescued;             /* an early response that became an answer */
    cors_decision_t decision; /* last */
} mod_cors_context_t;

/* The context of a request without `Origin` where nothing is in force; never
 * written to. */
extern const mod_cors_context_t mod_cors_context_nothing;

/* The data that start-up prepares for each server. */
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

/* The data that start-up prepares for each server. */
typedef struct {
    const char *origin; /* the origin in ServerName, or NULL */
    /* The context of early responses to requests without `Origin`, or NULL. */
    const mod_cors_context_t *early;
} mod_cors_server_t;

static inline const mod_cors_server_t *mod_cors_server(const request_rec *r)
{
    return ap_get_module_config(r->server->module_config, &cors_module);
}

/* Whether nothing is in force in the chain so far, and nothing adds Vary. */
static inline bool mod_cors_context_is_idle(const mod_cors_context_t *context)
{
    return !context->fixed && !context->decision.in_force
           && context->decision.vary == CORS_VARY_NONE;
}

/* NULL until the request has reached header_parser, or was judged without it.
 */
static inline mod_cors_context_t *mod_cors_stored(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cors_module);
}

static inline mod_cors_context_t *
mod_cors_store(request_rec *r, const mod_cors_context_t *context)
{
    ap_set_module_config(r->request_config, &cors_module, (void *)context);
    return (mod_cors_context_t *)context;
}

static inline const cors_settings_t *
mod_cors_context_settings(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &cors_module);
}

/* Whether an <If>, <ElseIf> or <Else> is in scope, whatever it holds. */
static inline bool mod_cors_has_sections_if(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core && core->sec_if;
}

/* The context that start-up has prepared for requests without `Origin` (most
 * requests), or mod_cors_context_nothing. NULL if it depends on the request: after an
 * internal redirect, where sections were merged for the request or an <If> is
 * in scope, where CorsEngine is not On, and for a forward-proxied request. */
static inline const mod_cors_context_t *mod_cors_ready(const request_rec *r)
{
    const cors_settings_t *settings = mod_cors_context_settings(r);

    return settings && !r->prev && !mod_cors_has_sections_if(r)
                   && !mod_cors_chain_is_forward_proxied(r)
               ? settings->ready
               : NULL;
}

/* What mod_cors_ready is to return for these settings, whose stance is kept. */
const mod_cors_context_t *mod_cors_make_ready(const cors_settings_t *settings,
                                              apr_pool_t *pool);

/* A context for requests without `Origin` that only adds Vary. */
const mod_cors_context_t *mod_cors_make_varying(apr_pool_t *pool);

/* Takes the facts of the first request of a chain, which has this `Origin`, and
 * decides by the settings of ready, the context that mod_cors_ready has
 * returned. */
mod_cors_context_t *mod_cors_context_begin(request_rec *r,
                                           const mod_cors_context_t *ready,
                                           const char *origin);

/* Judges the request by the sections that hold for its URL now, and returns the
 * context of its chain, never NULL. Takes the facts if the chain has none.
 * Fixes the settings if they are the first of the chain that govern; otherwise
 * collects their protection. To be called in header_parser, and again when the
 * sections have changed. */
mod_cors_context_t *mod_cors_context_judge(request_rec *r);

/* The same for a request whose response was made before its URL was mapped, so
 * that it has no header_parser: walks the sections of its URL now. */
mod_cors_context_t *mod_cors_context_walked(request_rec *r);

/* The same for a response that gets the policy of its server alone. */
mod_cors_context_t *mod_cors_context_of_server(request_rec *r);

/* The context that the nearest request of the chain has, or NULL. */
mod_cors_context_t *mod_cors_context_known(const request_rec *r);

/* Judges the request of a context by the settings of another URL, and collects
 * their protection. True if that URL refuses the request. */
bool mod_cors_context_collect(const request_rec *r, mod_cors_context_t *context,
                              const cors_settings_t *settings);

#endif
