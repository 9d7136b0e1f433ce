/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls the same functions as the hooks of src/request, without their effects.
 */
#include "explain/mod_cors_explain_exchange.h"

#include <string.h>

#include <http_request.h>

#include <apr_strings.h>

#include "explain/mod_cors_explain_htaccess.h"
#include "explain/mod_cors_explain_lists.h"
#include "explain/mod_cors_explain_map.h"
#include "request/mod_cors_answer.h"
#include "request/mod_cors_early.h"

static void add_field(cors_exchange_t *answer, const char *name,
                      const char *value)
{
    answer->fields[answer->count].name = name;
    answer->fields[answer->count].value = value;
    ++answer->count;
}

/* As write_fields of src/request/mod_cors_response.c, where an application has
 * set no field. */
static void fill_fields(const mod_cors_context_t *context, apr_pool_t *pool,
                        cors_exchange_t *answer)
{
    const cors_decision_t *decision = &context->decision;
    const char *timing;

    if (decision->owned != CORS_OWNED_REPLACE
        && decision->owned != CORS_OWNED_PRESERVE) {
        return;
    }
    if (decision->allow_origin) {
        answer->count =
            cors_fields_of_decision(decision, context->settings,
                                    &context->request, answer->fields, pool);
    }
    timing = context->settings->timing.on
                 ? cors_fields_timing_value(decision, context->settings, pool)
                 : NULL;
    if (timing) {
        add_field(answer, CORS_TIMING_ALLOW_ORIGIN, timing);
    }
}

static int status_of(const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;

    if (exchange->answered) {
        return cors_decision_preflight_status(&context->decision,
                                              context->settings);
    }
    if (exchange->enforced) {
        return HTTP_FORBIDDEN;
    }
    return exchange->mapped == OK ? 0 : exchange->mapped;
}

static void decide(mod_cors_explain_exchange_t *exchange)
{
    request_rec *r = exchange->r;
    mod_cors_context_t *context;

    if (exchange->mapped == OK) {
        context = mod_cors_context_decide(r);
        exchange->answered = mod_cors_answer_is_due(r, context);
        exchange->enforced = !exchange->answered && context->stops;
    }
    else {
        context = mod_cors_early_decide(r);
        exchange->answered = context && context->rescued;
    }
    exchange->context =
        context ? context : (mod_cors_context_t *)&mod_cors_context_nothing;
}

/* Whether the sections of the request have rules of mod_rewrite, which run
 * after header_parser. Their text is private to mod_rewrite. */
static bool may_be_rewritten(const request_rec *r)
{
    const module *rewrite = ap_find_linked_module("mod_rewrite.c");

    return rewrite
           && ap_get_module_config(r->per_dir_config, rewrite)
                  != ap_get_module_config(r->server->lookup_defaults, rewrite);
}

/* Whether mod_alias itself answers in the fixups phase, by a Redirect in the
 * sections of the request. It looks only at the URL and its settings. */
static bool is_redirected(request_rec *r)
{
    const apr_array_header_t *links = ap_hook_get_fixups();
    int i;

    for (i = 0; links && i < links->nelts; ++i) {
        const ap_LINK_fixups_t *link =
            &APR_ARRAY_IDX(links, i, ap_LINK_fixups_t);

        if (strcmp(link->szName, "mod_alias.c") == 0) {
            int status = link->pFunc(r);

            return status != OK && status != DECLINED;
        }
    }
    return false;
}

/* Doubts the answer if mod_rewrite or a Redirect may act after header_parser.
 * Both may refuse the request, or lead to another URL, whose policy counts for
 * the browser. */
static void doubt_of_redirect(const mod_cors_explain_exchange_t *exchange,
                              apr_array_header_t *doubts)
{
    if (exchange->mapped != OK || exchange->answered || exchange->enforced) {
        return;
    }
    if (may_be_rewritten(exchange->r)) {
        APR_ARRAY_PUSH(doubts, const char *) =
            "mod_rewrite's rules in a <Directory>, <Location> or .htaccess may "
            "refuse the request, or lead to another URL, whose settings count";
    }
    if (is_redirected(exchange->r)) {
        APR_ARRAY_PUSH(doubts, const char *) =
            "a Redirect in a <Directory>, <Location> or .htaccess leads to "
            "another URL, whose settings count, or refuses the request";
    }
}

/* A command cannot know which versions of lists the running server uses. In the
 * server itself, a list without a version is a fact. */
static void doubt_of_lists(const mod_cors_explain_exchange_t *exchange,
                           apr_array_header_t *doubts)
{
    const cors_decision_t *decision = &exchange->context->decision;

    if (!exchange->is_served && decision->kind != CORS_NOT_CORS
        && decision->in_force) {
        mod_cors_explain_lists_doubt(&decision->lookup, doubts,
                                     exchange->r->pool);
    }
}

void mod_cors_explain_exchange_run(const mod_cors_explain_asked_t *asked,
                                   const cors_question_t *question,
                                   bool is_preflight,
                                   apr_array_header_t *doubts, apr_pool_t *pool,
                                   mod_cors_explain_exchange_t *exchange,
                                   cors_exchange_t *answer)
{
    const char *vary;

    memset(exchange, 0, sizeof(*exchange));
    memset(answer, 0, sizeof(*answer));
    exchange->is_served = asked->visitor != NULL;
    exchange->r = mod_cors_explain_request_create(asked, question, is_preflight,
                                                  doubts, pool);
    exchange->mapped = mod_cors_explain_map(exchange->r, doubts);
    mod_cors_explain_htaccess_doubt(exchange->r, doubts);
    decide(exchange);
    doubt_of_redirect(exchange, doubts);
    doubt_of_lists(exchange, doubts);
    answer->decision = cors_decision_name(&exchange->context->decision);
    answer->status = status_of(exchange);
    fill_fields(exchange->context, pool, answer);
    vary = cors_vary_values[exchange->context->decision.vary];
    answer->vary = vary ? vary : "";
}

bool mod_cors_explain_exchange_owns_fields(
    const mod_cors_explain_exchange_t *exchange)
{
    switch (exchange->context->decision.owned) {
    case CORS_OWNED_REPLACE:
    case CORS_OWNED_CLOSE:
    case CORS_OWNED_COMPARE_AND_REMOVE:
        return true;
    case CORS_OWNED_LEAVE:
    case CORS_OWNED_PRESERVE:
    case CORS_OWNED_COMPARE:
    case CORS_OWNED_COMPARE_UNLESS_PRESERVED:
        break;
    }
    return false;
}
