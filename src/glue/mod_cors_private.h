/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the glue share: the context of a request, in which its
 * facts, its settings and its decision are kept.
 */
#ifndef MOD_CORS_PRIVATE_H
#define MOD_CORS_PRIVATE_H

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include "policy/cors_decision.h"
#include "policy/cors_stance.h"

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

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
extern const mod_cors_context_t mod_cors_nothing;

/* Whether nothing is in force in the chain so far, and nothing adds Vary. */
static inline bool mod_cors_is_idle(const mod_cors_context_t *context)
{
    return !context->fixed && !context->decision.in_force
           && context->decision.vary == CORS_VARY_NONE;
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

static inline const cors_settings_t *mod_cors_settings(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &cors_module);
}

/* Whether an <If>, <ElseIf> or <Else> is in scope, whatever it holds. */
static inline bool mod_cors_has_sections_if(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core && core->sec_if;
}

/* Whether the response is another server's, so that nothing is in force. */
static inline bool mod_cors_is_forward_proxied(const request_rec *r)
{
    while (r->proxyreq != PROXYREQ_PROXY && r->prev) {
        r = r->prev; /* of an error document */
    }
    return r->proxyreq == PROXYREQ_PROXY;
}

/* The context that start-up has prepared for requests without `Origin` (most
 * requests), or mod_cors_nothing. NULL if it depends on the request: after an
 * internal redirect, where sections were merged for the request or an <If> is
 * in scope, where CorsEngine is not On, and for a forward-proxied request. */
static inline const mod_cors_context_t *mod_cors_ready(const request_rec *r)
{
    const cors_settings_t *settings = mod_cors_settings(r);

    return settings && !r->prev && !mod_cors_has_sections_if(r)
                   && !mod_cors_is_forward_proxied(r)
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

/* Walks the sections of the request's URL, as httpd would have done, and
 * returns them merged; if that fails, those of the server alone. Restores the
 * request. */
const ap_conf_vector_t *mod_cors_rewalk(request_rec *r);

/* The path of the request, decoded also where httpd has not yet done so: when a
 * module redirects as soon as the request is read. */
const char *mod_cors_decoded_path(const request_rec *r);

/* Whether the request makes the error document of another, or is what such a
 * request was redirected to: httpd hands the status on. */
static inline bool mod_cors_is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

/* Whether the connection itself has TLS, whatever ServerName says. */
bool mod_cors_is_secure(const request_rec *r);

/* Sets CORS_DECISION once in each request of the chain, and logs each decision
 * once. */
void mod_cors_trace_decision(request_rec *r, mod_cors_context_t *context);

static inline void mod_cors_trace(request_rec *r, mod_cors_context_t *context)
{
    if (cors_decision_is_made(&context->decision)
        && (context->traced != r || r->next)) {
        mod_cors_trace_decision(r, context);
    }
}

/* Looks up what other modules offer: to be called at start-up, before there
 * are threads. */
void mod_cors_context_prepare(void);

/* Registers the output filters. */
void mod_cors_response_register(void);

/* Whether the module itself answers the request. An error document is a GET for
 * the sake of another request's failure, which an answer would hide. */
static inline bool mod_cors_answers(const request_rec *r,
                                    const mod_cors_context_t *context)
{
    return context->decision.answers
           && (!mod_cors_is_error_document(r) || context->rescued);
}

/* Answers the request in header_parser; returns what that hook is to return. A
 * body that is withheld is not waited for. */
int mod_cors_answer(request_rec *r, mod_cors_context_t *context);

/* The same as a handler: the output filter has been added. */
int mod_cors_answer_late(request_rec *r, const mod_cors_context_t *context);

/* Refuses an actual request: traces the decision, sets a page that no
 * ErrorDocument replaces, and returns HTTP_FORBIDDEN. */
int mod_cors_refuse(request_rec *r, mod_cors_context_t *context);

/* Judges the destination of a COPY or MOVE, in the subrequest by which mod_dav
 * looks it up. A hook. */
int mod_cors_judge_destination(request_rec *r);

/* Judges a request whose response is made before its URL is mapped, by the
 * sections of its URL. A preflight then gets its answer, or keeps the status.
 * NULL: nothing is in force for the response. */
mod_cors_context_t *mod_cors_early_response(request_rec *r);

/* ReportOnly: logs, at level debug, where the response's fields differ from
 * what the policy would send. Those that are preserved are not compared. */
void mod_cors_report(const request_rec *r, const mod_cors_context_t *context,
                     bool preserved);

/* Whether the response has the one Access-Control-Allow-Origin that is to be
 * preserved where the decision preserves any. */
bool mod_cors_has_one_origin(const request_rec *r);

/* Sees to it that what the context decided is written: by the output filter
 * that this adds, or at once where nobody else is going to write. */
void mod_cors_response_add(request_rec *r, mod_cors_context_t *context);

/* Keeps the fields that mod_cache had in store with a response which will not
 * be sent after all. */
void mod_cors_response_keep(request_rec *r);

/* Registers every hook that runs within a request. */
void mod_cors_request_register(void);

/* Registers the hooks that only other modules (mod_cache) need, once all
 * modules are loaded. A hook. */
int mod_cors_request_register_late(apr_pool_t *pconf, apr_pool_t *plog,
                                   apr_pool_t *ptemp);

#endif
