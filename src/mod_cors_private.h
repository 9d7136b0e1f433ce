/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the glue share: the context of a request, in which its
 * settings are fixed and its decision is kept.
 */
#ifndef MOD_CORS_PRIVATE_H
#define MOD_CORS_PRIVATE_H

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include "cors_decision.h"
#include "cors_stance.h"

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

/* Allocated in the request's pool and shared along a chain of internal
 * redirects. That of requests without `Origin` is made at start-up and shared
 * by all of them, so nothing is written into one whose decision is of the kind
 * CORS_NOT_CORS. */
typedef struct {
    const cors_settings_t *settings;
    cors_request_t request;
    cors_decision_t decision;
    bool answered;             /* by the module, in header_parser */
    bool rescued;              /* a redirect that became an answer */
    bool enforced;             /* enforcement was judged */
    const request_rec *traced; /* the last request that got the variable */
} mod_cors_context_t;

/* What a request's context is before the search for one has found something:
 * NULL, or, once the sections that hold for it are known, this; never written
 * to. It decides nothing: its kind is CORS_NOT_CORS. */
extern const mod_cors_context_t mod_cors_nothing;

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

/* The context that start-up has made ready for requests without `Origin`, as
 * most are, or mod_cors_nothing. NULL where it takes a request to tell: for one
 * behind an internal redirect, where sections were merged for it or an <If> is
 * in scope, and where CorsEngine is not On. */
static inline const mod_cors_context_t *mod_cors_ready(const request_rec *r)
{
    const cors_settings_t *settings = mod_cors_settings(r);

    return settings && !r->prev && !mod_cors_has_sections_if(r)
               ? settings->ready
               : NULL;
}

/* What mod_cors_ready is to return for these settings, whose stance is kept. */
const mod_cors_context_t *mod_cors_make_ready(const cors_settings_t *settings,
                                              apr_pool_t *pool);

/* The context that governs the request, or NULL where nothing is in force.
 * The first call that finds something in force fixes the settings for the
 * whole chain of internal redirects. */
mod_cors_context_t *mod_cors_context(request_rec *r);

/* The context that an earlier call has found, or NULL; looks no further. */
static inline mod_cors_context_t *mod_cors_known_context(const request_rec *r)
{
    mod_cors_context_t *context = mod_cors_stored(r);

    return context == &mod_cors_nothing ? NULL : context;
}

/* The context that an earlier request of the chain has, or NULL. */
mod_cors_context_t *mod_cors_inherited_context(request_rec *r);

/* As mod_cors_context, or, where nothing is in force but an <If> in scope
 * holds settings, a context that has only that to say. */
mod_cors_context_t *mod_cors_response_context(request_rec *r);

/* The same for header_parser, where the sections of the URL have just become
 * known. What an early redirect did is made good, and a tenant advised. */
mod_cors_context_t *mod_cors_search_context(request_rec *r);

/* The same by a shorter way, where mod_cors_ready has returned a context other
 * than mod_cors_nothing. */
mod_cors_context_t *mod_cors_ready_context(request_rec *r,
                                           const mod_cors_context_t *ready);

/* As mod_cors_context, for a request that ended before its URL was mapped to
 * the sections that hold for it: walks them now. */
mod_cors_context_t *mod_cors_context_rewalked(request_rec *r);

/* The path of the request, decoded also where httpd has not yet done so: when a
 * module redirects as soon as the request is read. */
const char *mod_cors_decoded_path(const request_rec *r);

/* Whether the request has got as far as its header_parser hooks, where the
 * sections that hold for it are known; mod_cors_mark_mapped says so. */
static inline bool mod_cors_is_mapped(const request_rec *r)
{
    return mod_cors_stored(r) != NULL;
}

static inline void mod_cors_mark_mapped(request_rec *r)
{
    if (!mod_cors_stored(r)) {
        mod_cors_store(r, &mod_cors_nothing);
    }
}

/* Whether the request makes the error document of another, or is what such a
 * request was redirected to: httpd hands the status on. */
static inline bool mod_cors_is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

/* Whether the connection itself has TLS, whatever ServerName says. */
bool mod_cors_is_secure(const request_rec *r);

/* Sets CORS_DECISION once in each request of the chain, and logs once. */
void mod_cors_trace_decision(request_rec *r, mod_cors_context_t *context);

static inline void mod_cors_trace(request_rec *r, mod_cors_context_t *context)
{
    if (context->decision.kind != CORS_NOT_CORS
        && (context->traced != r || r->next)) {
        mod_cors_trace_decision(r, context);
    }
}

/* Look up what other modules offer: to be called at start-up, before there
 * are threads. */
void mod_cors_context_prepare(void);
void mod_cors_response_prepare(void);

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

/* Traces the decision about a CORS request that is not answered. Returns what a
 * hook is to return: HTTP_FORBIDDEN where its handler must not run. */
int mod_cors_enforce(request_rec *r, mod_cors_context_t *context);

/* Whether the response was made before the sections of the URL were known, by
 * a redirect, or by a rule that answers OPTIONS requests with "[R=204]". */
bool mod_cors_is_early_answer(request_rec *r);

/* Walks the sections now for such a request, and turns its response into the
 * answer to a preflight, unless it leads to https. Returns its context. */
mod_cors_context_t *mod_cors_rescue(request_rec *r);

/* The same for the request whose local error document this one makes. */
void mod_cors_rescue_earlier(request_rec *r);

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

/* Takes the fields from what mod_cache has in store, for they are another
 * URL's. */
void mod_cors_response_clear(request_rec *r);

/* Keeps the fields that mod_cache had in store with a response which will not
 * be sent after all. */
void mod_cors_response_keep(request_rec *r);

/* Registers every hook that runs within a request. */
void mod_cors_request_register(void);

#endif
