/* SPDX-License-Identifier: Apache-2.0
 *
 * One sentence for each reason why a request is refused, and for the reasons of
 * browsers that the decision does not show.
 */
#include "explain/mod_cors_explain_advice.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "explain/mod_cors_explain_htaccess.h"
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

/* Returns the place next to which to write a new directive, and how to describe
 * it: the container, or the section of the origin rules. */
static const cors_place_t *place_for_new(const cors_settings_t *settings,
                                         const char **where)
{
    *where = settings->chosen ? "inside the container at %s"
                              : "in the section of %s";
    return settings->chosen ? settings->chosen->container->rules.place
                            : settings->origin_rules.list.place;
}

/* Returns the place of a CorsAllowOrigin that lists origins, in the section
 * that was merged last of those that have one; NULL if there is none. */
static const cors_place_t *place_of_plain(const cors_settings_t *settings)
{
    const cors_place_t *place = NULL;
    int i;

    for (i = settings->origin_rules.list.count; i > 0 && !place; --i) {
        const cors_rule_group_t *plain =
            cors_origin_set_plain(settings->origin_rules.sets[i - 1]);

        const cors_rule_t *rule = plain->exact      ? plain->exact
                                  : plain->wildcard ? plain->wildcard
                                                    : plain->list;

        place = rule ? rule->place : NULL;
    }
    return place;
}

/* What to do depends on whether the list exists. */
static void advise_list(cors_explanation_t *explanation, const char *value,
                        const char *directive, const cors_place_t *list,
                        const cors_settings_t *settings)
{
    apr_pool_t *pool = explanation->pool;
    const char *where;

    if (list) {
        advise(explanation,
               apr_pstrcat(pool, "add %s to ", directive, " at %s", NULL),
               value, list);
    }
    else {
        const cors_place_t *place = place_for_new(settings, &where);

        advise(explanation,
               apr_pstrcat(pool, "write '", directive, " %s' ", where, NULL),
               value, place);
    }
}

/* Returns the rule by which CorsAllowOrigin asks a list in the section that was
 * merged last of those that do; NULL if there is none. */
static const cors_rule_t *list_rule(const cors_settings_t *settings)
{
    const cors_rule_t *rule = NULL;
    int i;

    for (i = settings->origin_rules.list.count; i > 0 && !rule; --i) {
        rule = cors_origin_set_plain(settings->origin_rules.sets[i - 1])->list;
    }
    return rule;
}

/* Whether a row with the origin itself would be for deny rules only. */
static bool is_insecure(const cors_decision_t *decision)
{
    cors_origin_lookup_t lookup = decision->lookup;
    const cors_origin_t *origin = cors_origin_lookup_origin(&lookup);

    return origin && cors_origin_is_insecure(origin);
}

/* Returns the format for a section that lists origins. */
static const char *format_of_addition(const mod_cors_context_t *context,
                                      apr_pool_t *pool)
{
    const cors_rule_t *rule = list_rule(context->settings);

    if (!rule) {
        return "add %s to CorsAllowOrigin at %s";
    }
    return is_insecure(&context->decision)
               ? "load the page over https, or add %s to CorsAllowOrigin at "
                 "%s; "
                 "a row with http never allows an origin"
               : apr_pstrcat(pool,
                             "add %s to CorsAllowOrigin at %s, or to the list "
                             "'",
                             cors_list_rules_list(rule)->name, "'", NULL);
}

/* Browsers send other values than an administrator may expect. */
static void advise_origin(cors_explanation_t *explanation,
                          const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const char *origin = explanation->question.origin;
    const cors_place_t *plain = place_of_plain(settings);

    if (strcmp(origin, "null") == 0) {
        cors_explanation_advise(explanation,
                                "load the page from a web server, not from a "
                                "file or in a sandbox: then it has an origin");
    }
    else if (plain) {
        advise(explanation, format_of_addition(context, explanation->pool),
               origin, plain);
    }
    else if (settings->origin_rules.list.count > 0) {
        advise(explanation,
               "write 'CorsAllowOrigin %s' in the section of %s, with '+' in "
               "front if the patterns there have it",
               origin, settings->origin_rules.list.place);
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

/* Whether CorsAllowCredentials in the container would replace that of its
 * section. */
static bool may_override(const cors_settings_t *settings)
{
    return settings->chosen && !settings->chosen->container->credentials.place
           && !(settings->chosen->cut->later & CORS_CUT_CREDENTIALS);
}

/* Credentials need a policy that lists its origins. */
static void advise_credentials(cors_explanation_t *explanation,
                               const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const cors_place_t *place = settings->credentials.place;
    const cors_rule_t *rule = context->decision.rule;
    const char *where = "at %s";

    if (settings->credentials.on) {
        return;
    }
    if (rule && rule->kind == CORS_RULE_ANY) {
        advise(explanation,
               rule->container
                   ? "list %s instead of '*' in <CorsOrigin> at %s: '*' cannot "
                     "be used with credentials"
                   : "list %s instead of '*' in CorsAllowOrigin at %s: '*' "
                     "cannot be used with credentials",
               explanation->question.origin, rule->place);
    }
    if (!place || may_override(settings)) {
        place = place_for_new(settings, &where);
    }
    advise(explanation,
           apr_pstrcat(explanation->pool, "write 'CorsAllowCredentials %s' ",
                       where, NULL),
           "On", place);
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

static void advise_denied(cors_explanation_t *explanation)
{
    const cors_rule_source_t *rule = explanation->rule;
    apr_pool_t *pool = explanation->pool;

    if (rule) {
        cors_explanation_advise(
            explanation,
            apr_psprintf(pool, "remove '%s' from %s at %s", rule->pattern,
                         rule->list ? "the list" : "CorsDenyOrigin",
                         cors_rule_source_place(rule, pool)));
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
        advise_denied(explanation);
        break;
    case CORS_REASON_ORIGIN_MALFORMED:
        cors_explanation_advise(explanation,
                                "ask with the origin as the browser sends it: "
                                "scheme, host and port, as in "
                                "https://app.example");
        break;
    case CORS_REASON_ORIGIN_INSECURE:
        cors_explanation_advise(explanation, "load the page over https");
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
    case CORS_REASON_LIST_UNAVAILABLE:
        cors_explanation_advise(explanation,
                                exchange->is_served
                                    ? "see the error log for why the list has "
                                      "no version yet"
                                    : "ask the page cors-explain of the "
                                      "running server, which has the list");
        break;
    case CORS_REASON_NO_CONDITION_MET:
        advise(explanation, "check the condition of the <If> around %s%s", "",
               context->request.conditional_policy);
        break;
    case CORS_REASON_NONE:
        break;
    }
}

/* Its line is in the error log after a request of a visitor; a question logs
 * nothing. */
static void advise_htaccess(cors_explanation_t *explanation,
                            const mod_cors_explain_exchange_t *exchange,
                            const char *name)
{
    advise(explanation,
           exchange->mapped == HTTP_FORBIDDEN
               ? "let User read %s"
               : "request the URL once, and repair the line of %s that the "
                 "error log then names",
           name, NULL);
}

void mod_cors_explain_advice_add(cors_explanation_t *explanation,
                                 const mod_cors_explain_exchange_t *exchange)
{
    const cors_decision_t *decision = &exchange->context->decision;
    const char *htaccess = mod_cors_explain_htaccess_refusing(exchange->r);

    if (htaccess) {
        advise_htaccess(explanation, exchange, htaccess);
        return;
    }
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
