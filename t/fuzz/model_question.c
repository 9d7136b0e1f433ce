/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, the directives one by one.
 */
#include "model_question.h"

#include <string.h>
#include <strings.h>

#include "naive.h"

#define ORIGIN_RULES "CorsAllowOrigin|CorsAllowOriginMatch"

bool model_says(const model_question_t *q, const char *directive,
                const char *value)
{
    return strcasecmp(model_last(q->whole, directive, "", false), value) == 0;
}

static bool tolerates(const model_question_t *q, const char *what)
{
    return model_last_lists(q->whole, "CorsDangerouslyTolerate", what);
}

static bool is_regex(const model_value_t *rule)
{
    return strcasecmp(rule->directive, "CorsAllowOriginMatch") == 0;
}

static bool is_exact(const model_value_t *rule)
{
    return !is_regex(rule) && !strchr(rule->text, '*')
           && strcmp(rule->text, "null") != 0;
}

static model_protection_e upheld_by(const model_question_t *q)
{
    if (model_says(q, "CorsEngine", "On") || model_says(q, "CorsEngine", "")) {
        return MODEL_EVERYTHING;
    }
    return model_last_is_tenants(q->whole, "CorsEngine")
                   && strcasecmp(model_last(q->whole, "CorsEngine", "On", true),
                                 "On")
                          == 0
               ? MODEL_CONFIGURED
               : MODEL_NOTHING;
}

static const char *only_value(const model_question_t *q)
{
    int i;

    for (i = 0; i < q->rules.count; ++i) {
        const model_value_t *rule = &q->rules.values[i];

        if ((!is_exact(rule) && strcmp(rule->text, "*") != 0) || is_regex(rule)
            || strcmp(rule->text, q->rules.values[0].text) != 0) {
            return NULL;
        }
    }
    return q->rules.count > 0 ? q->rules.values[0].text : NULL;
}

model_question_t model_ask(const case_t *whole, const case_request_t *request,
                           const model_world_t *world)
{
    model_question_t q;

    q.whole = whole;
    q.request = request;
    q.world = world;
    q.rules = model_list(whole, ORIGIN_RULES);
    q.policy = q.rules.count > 0 && !model_says(&q, "CorsEngine", "Off");
    q.credentials = model_says(&q, "CorsAllowCredentials", "On");
    q.preflight = request->origin && request->is_options && request->method
                  && request->method[0] != '\0';
    q.upheld = upheld_by(&q);
    q.decided = model_says(&q, "CorsEngine", "ReportOnly") ? MODEL_EVERYTHING
                                                           : q.upheld;
    q.only = only_value(&q);
    return q;
}

bool model_denies(const model_question_t *q, model_protection_e protection,
                  const char *origin)
{
    model_list_t list = model_list(q->whole, "CorsDenyOrigin");
    int i;

    for (i = 0; i < list.count; ++i) {
        const model_value_t *value = &list.values[i];

        if ((protection == MODEL_EVERYTHING
             || (protection == MODEL_CONFIGURED && !value->in_htaccess))
            && (!origin || naive_admits(value->text, origin))) {
            return true;
        }
    }
    return false;
}

bool model_enforces(const model_question_t *q, model_protection_e protection)
{
    return (protection == MODEL_EVERYTHING
            && model_says(q, "CorsEnforce", "On"))
           || (protection != MODEL_NOTHING
               && strcasecmp(model_last(q->whole, "CorsEnforce", "", true),
                             "On")
                      == 0);
}

bool model_protects(const model_question_t *q, model_protection_e protection)
{
    return model_denies(q, protection, NULL) || model_enforces(q, protection);
}

/* A rule that may not stand with the other settings. */
static bool is_forbidden(const model_question_t *q, const model_value_t *rule)
{
    const char *parent = is_regex(rule) ? NULL : naive_parent(rule->text);

    if (is_regex(rule)) {
        return q->credentials && q->world->is_broad(rule->text, NULL);
    }
    if (strcmp(rule->text, "null") == 0) {
        return q->credentials || !tolerates(q, "NullOrigin");
    }
    return q->credentials
           && (strcmp(rule->text, "*") == 0
               || (naive_is_insecure(rule->text)
                   && !tolerates(q, "InsecureOrigins"))
               || (parent && q->world->is_public_suffix(parent)
                   && !tolerates(q, "PublicSuffixes")));
}

bool model_has_fault(const model_question_t *q)
{
    model_list_t exposed = model_list(q->whole, "CorsExposeHeaders");
    int i;

    for (i = 0; q->policy && i < q->rules.count; ++i) {
        if (is_forbidden(q, &q->rules.values[i])) {
            return true;
        }
    }
    return q->policy && q->credentials && model_has(&exposed, "*", false);
}

const char *model_refusal(const model_question_t *q, const char *origin)
{
    bool by_regex = false;
    bool by_pattern = false;
    bool is_null = strcmp(origin, "null") == 0;
    int i;

    if (model_denies(q, q->decided, origin)) {
        return "origin-denied";
    }
    if (!is_null && !naive_is_origin(origin)) {
        return "origin-malformed";
    }
    for (i = 0; q->policy && i < q->rules.count; ++i) {
        const model_value_t *rule = &q->rules.values[i];

        if (is_regex(rule)) {
            by_regex |= !is_null && q->world->matches(rule->text, origin);
        }
        else if (!is_null || strcmp(rule->text, "*") != 0
                 || tolerates(q, "NullOrigin")
                 || !model_denies(q, q->decided, NULL)) {
            by_pattern |= naive_admits(rule->text, origin);
        }
    }
    if (by_regex && !by_pattern && q->credentials && naive_is_insecure(origin)
        && !tolerates(q, "InsecureOrigins")) {
        return "origin-insecure";
    }
    return by_regex || by_pattern ? NULL : "origin-not-listed";
}

bool model_question_is_constant(const model_question_t *q)
{
    return q->policy && q->only && !model_has_fault(q)
           && !q->request->conditional
           && !model_says(q, "CorsPreserveExisting", "On")
           && !model_protects(q, q->decided);
}
