/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision is made already. These functions only say by which settings.
 */
#include "explain/mod_cors_explain_steps.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_field_value.h"
#include "explain/mod_cors_explain_address.h"
#include "explain/mod_cors_explain_htaccess.h"
#include "explain/mod_cors_explain_map.h"
#include "explain/mod_cors_explain_rules.h"
#include "explain/mod_cors_explain_sections.h"
#include "explain/mod_cors_explain_settings.h"
#include "origin/cors_same_origin.h"
#include "policy/cors_method.h"
#include "policy/cors_preflight.h"
#include "policy/cors_stance.h"

static const char *text_of(const cors_place_t *place, apr_pool_t *pool)
{
    return cors_explanation_place(place, pool);
}

/* Appends a step; it refuses if the policy is carried out, and if the browser
 * asks for it. */
static void add(cors_explanation_t *explanation, bool refuses, cors_step_e word,
                const char *text, const cors_place_t *place)
{
    const cors_question_t *question = &explanation->question;

    if (refuses && strcmp(question->origin, question->url_origin) != 0
        && strcmp(explanation->engine, "On") == 0) {
        cors_explanation_add_refusal(explanation, word, text, place);
    }
    else {
        cors_explanation_add(explanation, word, text, place);
    }
}

static const char *host_text(const cors_explanation_t *explanation,
                             const server_rec *s, const cors_place_t *place)
{
    apr_pool_t *pool = explanation->pool;
    const char *where = place ? text_of(place, pool) : "the main server";

    if (mod_cors_explain_address_is_named(s, explanation->question.host)) {
        return apr_psprintf(pool, "%s (%s)", explanation->vhost, where);
    }
    return apr_psprintf(pool, "%s (%s), the default: no name is %s",
                        explanation->vhost, where, explanation->question.host);
}

void mod_cors_explain_steps_place(cors_explanation_t *explanation,
                                  const mod_cors_explain_exchange_t *exchange)
{
    const request_rec *r = exchange->r;
    const server_rec *s = mod_cors_explain_request_server(r);
    apr_pool_t *pool = explanation->pool;
    cors_place_t *place = NULL;

    if (s->defn_name && s->is_virtual) {
        place = apr_pcalloc(pool, sizeof(*place));
        place->file = s->defn_name;
        place->line = (int)s->defn_line_number;
    }
    explanation->vhost = apr_psprintf(
        pool, "%s:%d", s->server_hostname ? s->server_hostname : "-",
        (int)r->connection->local_addr->port);
    cors_explanation_add(explanation, CORS_STEP_VHOST,
                         host_text(explanation, s, place), place);
    explanation->mapped = mod_cors_explain_map_text(r, exchange->mapped);
    cors_explanation_add(explanation, CORS_STEP_MAPPED, explanation->mapped,
                         NULL);
}

/* Returns the place of what is most important in a policy, or NULL. */
static const cors_place_t *main_place(const cors_settings_t *settings)
{
    const cors_place_t *place = settings->chosen
                                    ? settings->chosen->container->rules.place
                                    : settings->origin_rules.list.place;

    place = place ? place : settings->deny_rules.list.place;
    place = place ? place : settings->enforce.place;
    return place ? place : settings->engine.place;
}

/* Returns words about merged settings, first about the container in them. */
static const char *settings_text(const request_rec *r,
                                 const cors_settings_t *settings)
{
    const char *text = mod_cors_explain_sections_text(r, settings);
    const cors_container_t *container =
        settings->chosen ? settings->chosen->container : NULL;

    return container
               ? apr_psprintf(r->pool, "%s> %s, %s",
                              mod_cors_explain_settings_directive(container),
                              text_of(container->rules.place, r->pool), text)
               : text;
}

static const char *nothing_text(const request_rec *r, const char *settings)
{
    const char *htaccess = mod_cors_explain_htaccess_refusing(r);

    if (htaccess) {
        settings = apr_pstrcat(r->pool, "the directives in ", htaccess,
                               " are not read", NULL);
    }
    else if (!*settings) {
        settings = "no Cors directive is set here";
    }
    return apr_pstrcat(r->pool, "nothing is in force: ", settings, NULL);
}

void mod_cors_explain_steps_policy(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const cors_settings_t *settings =
        context->fixed ? context->settings : context->latest;
    apr_pool_t *pool = explanation->pool;
    const char *text = "";
    const cors_place_t *place = NULL;

    if (settings) {
        text = settings_text(exchange->r, settings);
        place = main_place(settings);
    }
    if (context->decision.reason == CORS_REASON_NO_CONDITION_MET) {
        place = context->request.conditional_policy;
        text = apr_pstrcat(pool, "none: an <If> has a policy at ",
                           text_of(place, pool), ", but no condition is true",
                           NULL);
    }
    else if (!context->decision.in_force) {
        text = nothing_text(exchange->r, text);
    }
    cors_explanation_add(explanation, CORS_STEP_POLICY, text, place);
}

static const char *by_rule(const cors_rule_t *rule,
                           const cors_rule_source_t *source, apr_pool_t *pool)
{
    return source ? apr_pstrcat(pool, "by ",
                                mod_cors_explain_rules_text(rule, source, pool),
                                NULL)
                  : "by a rule of another URL";
}

/* With containers it matters which of several rules admits the origin. */
static const char *admitted_text(const mod_cors_context_t *context,
                                 const cors_rule_source_t *source,
                                 apr_pool_t *pool)
{
    const cors_settings_t *settings = cors_settings_plain(context->settings);
    const cors_rule_t *rule = context->decision.rule;
    cors_origin_lookup_t lookup = context->decision.lookup;

    return apr_pstrcat(pool, by_rule(rule, source, pool),
                       settings->cuts ? mod_cors_explain_rules_others(
                           settings, &lookup, rule, pool)
                                      : "",
                       NULL);
}

/* No rule admits the origin. A row that could have done so is named, because
 * the administrator looks for it. */
static const char *not_listed_text(const cors_explanation_t *explanation,
                                   const mod_cors_context_t *context)
{
    apr_pool_t *pool = explanation->pool;
    cors_origin_lookup_t lookup = context->decision.lookup;
    const cors_rule_t *rule =
        mod_cors_explain_rules_deny_only(context->settings, &lookup);
    cors_rule_source_t source;

    if (!rule) {
        return apr_pstrcat(pool, "no rule names ", explanation->question.origin,
                           NULL);
    }
    cors_rule_source_find(&source, rule, true, &lookup, pool);
    return apr_pstrcat(pool, "no rule allows ", explanation->question.origin,
                       ": a row matches, but is used for deny rules only: ",
                       mod_cors_explain_rules_text(rule, &source, pool), NULL);
}

/* A list has no version: it may have one in the running server if this is not
 * the server. */
static const char *unavailable_text(const cors_explanation_t *explanation,
                                    const mod_cors_explain_exchange_t *exchange)
{
    apr_pool_t *pool = explanation->pool;
    const cors_rule_source_t *source = explanation->rule;
    const char *list = source ? mod_cors_explain_rules_text(
                           exchange->context->decision.rule, source, pool)
                              : "a list of another URL";

    return apr_pstrcat(pool, list,
                       exchange->is_served ? " has no version yet"
                                           : " is not asked here",
                       NULL);
}

static void add_denied(cors_explanation_t *explanation,
                       const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const cors_decision_t *decision = &context->decision;
    apr_pool_t *pool = explanation->pool;
    const char *origin = explanation->question.origin;
    const cors_rule_t *rule = decision->rule;
    const cors_rule_source_t *source = explanation->rule;
    const cors_place_t *place = source ? &source->place : NULL;
    const char *text;

    switch (decision->reason) {
    case CORS_REASON_POLICY_FAULT:
        place = decision->fault.place;
        text = apr_pstrcat(pool, text_of(place, pool), ": ",
                           cors_fault_sentence(&decision->fault, pool), NULL);
        break;
    case CORS_REASON_ORIGIN_DENIED:
        text = by_rule(rule, source, pool);
        break;
    case CORS_REASON_LIST_UNAVAILABLE:
        text = unavailable_text(explanation, exchange);
        break;
    case CORS_REASON_ORIGIN_MALFORMED:
        text = apr_pstrcat(pool, origin, " is not a serialized origin", NULL);
        break;
    case CORS_REASON_ORIGIN_INSECURE:
        text = apr_pstrcat(pool, by_rule(rule, source, pool),
                           ", but that does not admit http with credentials",
                           NULL);
        break;
    default:
        text = not_listed_text(explanation, context);
        break;
    }
    add(explanation, decision->reason != CORS_REASON_SAME_ORIGIN,
        CORS_STEP_DENIED, text, place);
}

/* Whether the decision depends on whether the request is same-origin. */
static bool asks_same_origin(const mod_cors_context_t *context)
{
    cors_decision_t before;

    if (!context->fixed) {
        return false;
    }
    cors_decision_make(context->settings, &context->request, &before);
    return cors_decision_may_be_same_origin(&before);
}

static void add_same_origin(cors_explanation_t *explanation,
                            const mod_cors_context_t *context)
{
    const char *site = context->request.sec_fetch_site;
    const cors_decision_t *decision = &context->decision;
    bool yes =
        decision->reason == CORS_REASON_SAME_ORIGIN
        || (decision->origin_allowed && decision->reason == CORS_REASON_NONE);
    const char *why;

    if (site) {
        why = apr_pstrcat(explanation->pool, "Sec-Fetch-Site is ", site, NULL);
    }
    else {
        why = yes ? "Origin names this server"
                  : "Origin names another scheme, host or port than the URL";
    }
    explanation->same_origin = yes;
    explanation->same_origin_why = why;
    cors_explanation_add(
        explanation, CORS_STEP_SAME_ORIGIN,
        apr_pstrcat(explanation->pool, yes ? "yes: " : "no: ", why, NULL),
        NULL);
}

/* Returns what decided about the origin, or NULL. */
static const cors_rule_source_t *source_of(const cors_decision_t *decision,
                                           apr_pool_t *pool)
{
    cors_origin_lookup_t lookup = decision->lookup;
    cors_rule_source_t *source;

    if (!decision->rule) {
        return NULL;
    }
    source = apr_palloc(pool, sizeof(*source));
    cors_rule_source_find(source, decision->rule,
                          decision->reason == CORS_REASON_ORIGIN_DENIED,
                          &lookup, pool);
    return source;
}

void mod_cors_explain_steps_origin(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const cors_decision_t *decision = &context->decision;

    explanation->rule = source_of(decision, explanation->pool);
    if (!decision->in_force) {
        return;
    }
    if (!decision->origin_allowed) {
        add_denied(explanation, exchange);
    }
    else if (decision->rule) {
        cors_explanation_add(
            explanation, CORS_STEP_ADMITTED,
            admitted_text(context, explanation->rule, explanation->pool),
            &explanation->rule->place);
    }
    if (asks_same_origin(context)) {
        add_same_origin(explanation, context);
    }
}

/* Returns words for the place of a list: "the list is a.conf:3". */
static const char *list_text(const cors_place_t *place, const char *directive,
                             apr_pool_t *pool)
{
    return place ? apr_pstrcat(pool, "the list is ", text_of(place, pool), NULL)
                 : apr_pstrcat(pool, "there is no ", directive, NULL);
}

static void add_method(cors_explanation_t *explanation,
                       const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const cors_place_t *place = settings->methods.list.place;
    const char *method = explanation->question.method;
    apr_pool_t *pool = explanation->pool;
    bool covered = cors_preflight_covers_method(settings, method);
    const char *text;

    if (cors_name_list_contains(&settings->methods, method, strlen(method))
        || (covered && !cors_method_is_safelisted(method, strlen(method)))) {
        text =
            apr_psprintf(pool, "%s: listed, %s", method, text_of(place, pool));
    }
    else if (covered) {
        text = apr_pstrcat(pool, method, ": safelisted", NULL);
    }
    else {
        text = apr_psprintf(pool, "%s: not listed; %s", method,
                            list_text(place, "CorsAllowMethods", pool));
    }
    add(explanation, !covered, CORS_STEP_METHOD, text, place);
}

static void add_header(cors_explanation_t *explanation,
                       const mod_cors_context_t *context, const char *name)
{
    const cors_place_t *place = context->settings->request_headers.list.place;
    apr_pool_t *pool = explanation->pool;
    apr_size_t length;
    bool covered = !cors_preflight_uncovered(context->settings, name, &length);
    const char *text =
        covered ? apr_psprintf(pool, "%s: listed, %s", name,
                               place ? text_of(place, pool) : "-")
                : apr_psprintf(pool, "%s: not listed; %s", name,
                               list_text(place, "CorsAllowHeaders", pool));

    add(explanation, !covered, CORS_STEP_HEADER, text, place);
}

void mod_cors_explain_steps_preflight(
    cors_explanation_t *explanation,
    const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const char *mapped =
        mod_cors_explain_map_text(exchange->r, exchange->mapped);
    bool keeps_status = exchange->mapped != OK && !exchange->answered;
    const char *names = context->request.request_headers;
    const char *name;
    apr_size_t length;

    if (keeps_status || strcmp(mapped, explanation->mapped) != 0) {
        add(explanation, keeps_status, CORS_STEP_MAPPED, mapped, NULL);
    }
    if (keeps_status || !context->decision.origin_allowed) {
        return;
    }
    add_method(explanation, context);
    while (names && cors_field_value_next(&names, &name, &length)) {
        add_header(explanation, context,
                   apr_pstrmemdup(explanation->pool, name, length));
    }
}

void mod_cors_explain_steps_actual(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;
    const cors_settings_t *settings = context->settings;
    apr_pool_t *pool = explanation->pool;
    const cors_place_t *place = settings->credentials.place;

    if (context->decision.origin_allowed && explanation->question.credentials) {
        const char *text = settings->credentials.on
                               ? "allowed"
                               : "the policy does not allow credentials";

        add(explanation, !settings->credentials.on, CORS_STEP_CREDENTIALS,
            place ? apr_pstrcat(pool, text, ", ", text_of(place, pool), NULL)
                  : text,
            place);
    }
    if (exchange->enforced) {
        place = settings->enforce.place;
        add(explanation, true, CORS_STEP_ENFORCED,
            apr_pstrcat(pool, "403 by CorsEnforce ", explanation->enforce,
                        place ? ", " : NULL,
                        place ? text_of(place, pool) : NULL, NULL),
            place);
    }
}
