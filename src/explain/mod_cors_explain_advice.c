/* SPDX-License-Identifier: Apache-2.0
 *
 * One sentence for each reason why a request is refused, and for the reasons of
 * browsers that the decision does not show.
 */
#include "explain/mod_cors_explain_advice.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "policy/cors_preflight.h"
#include "policy/cors_stance.h"

static void advise(cors_explanation_t *explanation, const char *format,
                   const char *value, const cors_place_t *place)
{
    apr_pool_t *pool = explanation->pool;

    cors_explanation_advise(
        explanation,
        apr_psprintf(pool, format, value,
                     place ? cors_explanation_place(place, pool) : "-"));
}

/* Returns "X-Request-Id" for "x-request-id". */
static const char *capitalized(const char *name, apr_size_t length,
                               apr_pool_t *pool)
{
    char *copy = apr_pstrmemdup(pool, name, length);
    apr_size_t i;

    for (i = 0; i < length; ++i) {
        if (i == 0 || copy[i - 1] == '-') {
            copy[i] = (char)apr_toupper(copy[i]);
        }
    }
    return copy;
}

/* What to do depends on whether the list exists. */
static void advise_list(cors_explanation_t *explanation, const char *value,
                        const char *directive, const cors_place_t *list,
                        const cors_settings_t *settings)
{
    apr_pool_t *pool = explanation->pool;
    const cors_place_t *rules = settings->origin_rules.list.place;

    if (list) {
        advise(explanation,
               apr_pstrcat(pool, "add %s to ", directive, " at %s", NULL),
               value, list);
    }
    else {
        advise(explanation,
               apr_pstrcat(pool, "write '", directive,
                           " %s' in the section of %s", NULL),
               value, rules);
    }
}

/* Browsers send other values than an administrator may expect. */
static void advise_origin(cors_explanation_t *explanation,
                          const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const char *origin = explanation->question.origin;
    const cors_place_t *rules = settings->origin_rules.list.place;

    if (strcmp(origin, "null") == 0) {
        cors_explanation_advise(explanation,
                                "load the page from a web server, not from a "
                                "file or in a sandbox: then it has an origin");
    }
    else if (rules && settings->origin_rules.list.count > 0) {
        advise(explanation, "add %s to CorsAllowOrigin at %s", origin, rules);
    }
    else {
        advise(explanation,
               "write 'CorsAllowOrigin %s' in the section of this "
               "URL",
               origin, NULL);
    }
}

static void advise_header(cors_explanation_t *explanation,
                          const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    apr_pool_t *pool = explanation->pool;
    apr_size_t length;
    const char *name = cors_preflight_uncovered(
        settings, context->request.request_headers, &length);

    if (name) {
        advise_list(explanation, capitalized(name, length, pool),
                    "CorsAllowHeaders", settings->request_headers.list.place,
                    settings);
    }
}

/* Credentials need a policy that lists its origins. */
static void advise_credentials(cors_explanation_t *explanation,
                               const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const cors_place_t *place = settings->credentials.place;
    const cors_rule_t *rule = context->decision.rule;

    if (settings->credentials.on) {
        return;
    }
    if (rule && rule->kind == CORS_RULE_ANY) {
        advise(explanation,
               "list %s instead of '*' in CorsAllowOrigin at %s: '*' cannot be "
               "used with credentials",
               explanation->question.origin, rule->place);
    }
    advise(explanation,
           place ? "write 'CorsAllowCredentials %s' at %s"
                 : "write 'CorsAllowCredentials %s' in the section of %s",
           "On", place ? place : settings->origin_rules.list.place);
}

static void advise_early(cors_explanation_t *explanation,
                         const mod_cors_explain_exchange_t *exchange)
{
    const char *location = apr_table_get(exchange->r->headers_out, "Location");

    if (location) {
        advise(explanation, "let the script request %s", location, NULL);
    }
    else {
        cors_explanation_advise(explanation,
                                "exempt this URL from the rule that refuses "
                                "the preflight");
    }
}

static void advise_refused(cors_explanation_t *explanation,
                           const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const cors_decision_t *decision = &context->decision;
    const cors_settings_t *settings = context->settings;

    switch (decision->reason) {
    case CORS_REASON_ORIGIN_NOT_LISTED:
    case CORS_REASON_SAME_ORIGIN:
        advise_origin(explanation, context);
        break;
    case CORS_REASON_ORIGIN_DENIED:
        if (decision->rule) {
            advise(explanation, "remove '%s' from CorsDenyOrigin at %s",
                   decision->rule->text, decision->rule->place);
        }
        break;
    case CORS_REASON_ORIGIN_MALFORMED:
        cors_explanation_advise(explanation,
                                "ask with the origin as the browser sends it: "
                                "scheme, host and port, as in "
                                "https://app.example");
        break;
    case CORS_REASON_ORIGIN_INSECURE:
        cors_explanation_advise(explanation, "load the page by https");
        break;
    case CORS_REASON_METHOD_NOT_ALLOWED:
        advise_list(explanation, explanation->question.method,
                    "CorsAllowMethods", settings->methods.list.place, settings);
        break;
    case CORS_REASON_HEADER_NOT_ALLOWED:
        advise_header(explanation, context);
        break;
    case CORS_REASON_CREDENTIALS_NOT_ALLOWED:
        advise_credentials(explanation, context);
        break;
    case CORS_REASON_EARLY_RESPONSE:
        advise_early(explanation, exchange);
        break;
    case CORS_REASON_POLICY_FAULT:
        advise(explanation, "%s (%s)",
               cors_fault_sentence(&decision->fault, explanation->pool),
               decision->fault.place);
        break;
    case CORS_REASON_NO_CONDITION_MET:
        advise(explanation, "check the condition of the <If> around %s%s", "",
               context->request.conditional_policy);
        break;
    case CORS_REASON_NONE:
        break;
    }
}

void mod_cors_explain_advice_add(cors_explanation_t *explanation,
                                 const mod_cors_explain_exchange_t *exchange)
{
    const cors_decision_t *decision = &exchange->context->decision;

    if (!decision->in_force && decision->reason == CORS_REASON_NONE) {
        const cors_engine_t *engine = &exchange->context->settings->engine;

        if (engine->mode == CORS_ENGINE_OFF && engine->place) {
            advise(explanation, "write 'CorsEngine %s' at %s", "On",
                   engine->place);
        }
        else {
            advise_origin(explanation, exchange->context);
        }
        return;
    }
    advise_refused(explanation, exchange);
    if (decision->origin_allowed && explanation->question.credentials
        && decision->reason == CORS_REASON_NONE) {
        advise_credentials(explanation, exchange->context);
    }
}
