/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, the directives one by one.
 */
#include "model_question.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "model_container.h"
#include "model_rows.h"
#include "naive.h"

bool model_says(const model_question_t *q, const char *directive,
                const char *value)
{
    return strcasecmp(model_last(q->whole, directive, "", false), value) == 0;
}

bool model_tolerates(const model_question_t *q, const char *what)
{
    return model_last_lists(q->whole, "CorsDangerouslyTolerate", what);
}

static bool is_regex(const model_value_t *rule)
{
    return strcasecmp(rule->directive, "CorsAllowOriginMatch") == 0;
}

static bool is_exact(const model_value_t *rule)
{
    return !is_regex(rule) && !rule->list && !strchr(rule->text, '*')
           && !model_is_null_like(rule->text);
}

bool model_is_null_like(const char *origin)
{
    return naive_is_one_of("null|file://", origin);
}

bool model_is_wellformed(const char *origin)
{
    return strcmp(origin, "null") == 0 || naive_is_origin(origin);
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

/* The question for sections without containers. */
static model_question_t ask(const case_t *whole, model_list_t rules,
                            const case_request_t *request,
                            const model_world_t *world)
{
    model_question_t q;

    q.whole = whole;
    q.request = request;
    q.world = world;
    q.rules = rules;
    q.policy = q.rules.count > 0 && !model_says(&q, "CorsEngine", "Off");
    q.credentials = model_says(&q, "CorsAllowCredentials", "On");
    q.report = model_says(&q, "CorsEngine", "ReportOnly");
    q.preflight = request->origin && strcmp(request->method, "OPTIONS") == 0
                  && request->requested_method
                  && request->requested_method[0] != '\0';
    q.upheld = upheld_by(&q);
    q.decided = q.report ? MODEL_EVERYTHING : q.upheld;
    q.only = only_value(&q);
    q.unavailable = false;
    return q;
}

/* The question for the origins of the rule. */
static model_question_t ask_for(const model_rules_t *rules,
                                const model_rule_t *rule,
                                const model_question_t *plain, apr_pool_t *pool)
{
    return ask(model_container_case(rules, rule, pool),
               model_container_list(rules, rule), plain->request, plain->world);
}

/* Returns the rule that precedes: the one that is chosen so far, which may be
 * NULL, or the best row of the list that the rule names. */
static const model_rule_t *choose_row(const model_rule_t *chosen,
                                      const model_rule_t *rule,
                                      const model_question_t *plain,
                                      apr_pool_t *pool)
{
    const case_list_t *list = rule->value.list;
    int i;

    for (i = 0; i < list->count; ++i) {
        model_rule_t row = *rule;

        row.value.text = list->rows[i];
        row.is_row = true;
        if (model_rows_admit(list->rows[i], plain->request->origin,
                             plain->world)
            && (!chosen || model_container_precedes(&row, chosen))) {
            chosen = apr_pmemdup(pool, &row, sizeof(row));
        }
    }
    return chosen;
}

/* Returns the rule that the origin chooses, or NULL. The tolerances of its own
 * container decide whether "*" includes the origin. */
static const model_rule_t *choose(const model_rules_t *rules,
                                  const model_question_t *plain,
                                  apr_pool_t *pool)
{
    const model_rule_t *chosen = NULL;
    int i;

    for (i = 0; i < rules->count; ++i) {
        const model_rule_t *rule = &rules->rules[i];
        model_question_t q = strcmp(rule->value.text, "*") == 0
                                 ? ask_for(rules, rule, plain, pool)
                                 : *plain;

        if (rule->value.list) {
            chosen = choose_row(chosen, rule, plain, pool);
        }
        else if (model_admits(&q, &rule->value, plain->request->origin)
                 && (!chosen || model_container_precedes(rule, chosen))) {
            chosen = rule;
        }
    }
    return chosen;
}

/* The question for the rule that governs the request. */
static model_question_t ask_governing(const model_rules_t *rules,
                                      const model_question_t *plain,
                                      apr_pool_t *pool)
{
    const model_rule_t *only = model_container_only(rules);
    const model_rule_t *chosen = NULL;
    model_question_t q;

    if (only) {
        q = ask_for(rules, only, plain, pool);
        if (model_question_is_constant(&q)) {
            return q;
        }
    }
    if (plain->policy && plain->request->origin
        && !model_denies(plain, plain->decided, plain->request->origin)) {
        chosen = choose(rules, plain, pool);
    }
    q = chosen && chosen->container > 0 ? ask_for(rules, chosen, plain, pool)
                                        : *plain;
    q.only = NULL;
    return q;
}

static bool has_unavailable(const model_rules_t *rules)
{
    int i;

    for (i = 0; i < rules->count; ++i) {
        const case_list_t *list = rules->rules[i].value.list;

        if (list && !list->available) {
            return true;
        }
    }
    return false;
}

model_question_t model_ask(const case_t *whole, const case_request_t *request,
                           const model_world_t *world, apr_pool_t *pool)
{
    model_rules_t rules = model_container_rules(whole);
    model_question_t plain;

    if (!model_container_has_any(whole)) {
        plain =
            ask(whole, model_list(whole, MODEL_ORIGIN_RULES), request, world);
        plain.unavailable = has_unavailable(&rules);
        return plain;
    }
    plain = ask(model_container_case(&rules, NULL, pool),
                model_container_list(&rules, NULL), request, world);
    plain.policy = rules.count > 0 && !model_says(&plain, "CorsEngine", "Off");
    plain.unavailable = has_unavailable(&rules);
    return model_container_is_any(&rules) ? ask_governing(&rules, &plain, pool)
                                          : plain;
}

/* Whether the value of a deny rule names the origin. */
static bool names(const model_value_t *value, const char *origin)
{
    return value->list ? model_rows_deny(value->list, origin)
                       : naive_denies(value->text, origin);
}

/* "While a list is not available, it denies every origin." */
static bool is_unavailable(const model_value_t *value)
{
    return value->list && !value->list->available;
}

static bool counts(const model_value_t *value, model_protection_e protection)
{
    return protection == MODEL_EVERYTHING
           || (protection == MODEL_CONFIGURED && !value->in_htaccess);
}

bool model_denies(const model_question_t *q, model_protection_e protection,
                  const char *origin)
{
    model_list_t list = model_list(q->whole, "CorsDenyOrigin");
    int i;

    for (i = 0; i < list.count; ++i) {
        const model_value_t *value = &list.values[i];

        if (counts(value, protection)
            && (!origin || !model_is_wellformed(origin) || is_unavailable(value)
                || names(value, origin))) {
            return true;
        }
    }
    return false;
}

const char *model_denial(const model_question_t *q,
                         model_protection_e protection, const char *origin)
{
    model_list_t list = model_list(q->whole, "CorsDenyOrigin");
    int i;

    if (!model_is_wellformed(origin)) {
        return "origin-malformed";
    }
    for (i = 0; i < list.count; ++i) {
        if (counts(&list.values[i], protection)
            && !is_unavailable(&list.values[i])
            && names(&list.values[i], origin)) {
            return "origin-denied";
        }
    }
    return "list-unavailable";
}

/* The lines are combined: no tenant lowers the level of configuration files. */
static void add_enforcement(model_enforcement_t *enforcement, model_line_t line)
{
    bool on = strcasecmp(line.first, "On") == 0;

    enforcement->on |= on;
    enforcement->unsafe |= on || strcasecmp(line.first, "Unsafe") == 0;
    enforcement->credentials |= *line.second != '\0';
}

model_enforcement_t model_enforces(const model_question_t *q,
                                   model_protection_e protection)
{
    model_enforcement_t enforcement = {false, false, false};

    if (protection == MODEL_EVERYTHING) {
        add_enforcement(&enforcement,
                        model_last_line(q->whole, "CorsEnforce", false));
    }
    if (protection != MODEL_NOTHING) {
        add_enforcement(&enforcement,
                        model_last_line(q->whole, "CorsEnforce", true));
    }
    return enforcement;
}

bool model_protects(const model_question_t *q, model_protection_e protection)
{
    return model_denies(q, protection, NULL)
           || model_enforces(q, protection).unsafe;
}

bool model_excepts(const model_question_t *q, const char *origin)
{
    model_list_t list = model_list(q->whole, "CorsEnforceExcept");
    int i;

    for (i = 0; i < list.count; ++i) {
        if (model_admits(q, &list.values[i], origin)) {
            return true;
        }
    }
    return false;
}

/* "scheme" and any host. */
static bool is_every_host(const char *pattern)
{
    const char *host = strstr(pattern, "://");

    return host && strcmp(host + 3, "*") == 0;
}

/* With credentials, the danger of a regular expression is what it matches. */
static bool is_forbidden_regex(const model_question_t *q, const char *regex)
{
    switch (q->world->reach(regex)) {
    case MODEL_BROAD:
        return true;
    case MODEL_ANY_INSTALLATION:
        return !model_tolerates(q, "AnyInstallation");
    case MODEL_REGISTRABLE:
        return !model_tolerates(q, "PublicSuffixes");
    case MODEL_NARROW:
        break;
    }
    return false;
}

/* A rule that is not allowed with the other settings. */
static bool is_forbidden(const model_question_t *q, const model_value_t *rule)
{
    const char *parent = is_regex(rule) ? NULL : naive_parent(rule->text);

    /* "No row of a list can cause a fault." */
    if (rule->list) {
        return false;
    }
    if (is_regex(rule)) {
        return q->credentials && is_forbidden_regex(q, rule->text);
    }
    if (model_is_null_like(rule->text)) {
        return q->credentials || !model_tolerates(q, "NullOrigin");
    }
    return q->credentials
           && (strcmp(rule->text, "*") == 0
               || (naive_is_insecure(rule->text)
                   && !model_tolerates(q, "InsecureOrigins"))
               || (is_every_host(rule->text)
                   && !model_tolerates(q, "AnyInstallation"))
               || (parent && q->world->is_public_suffix(parent)
                   && !model_tolerates(q, "PublicSuffixes")));
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
    return q->policy && q->rules.count > 0 && q->credentials
           && model_has(&exposed, "*", false);
}

/* Whether "*" includes the origin. */
static bool any_includes(const model_question_t *q, const char *origin)
{
    return !model_denies(q, q->decided, NULL)
           || (model_is_null_like(origin) ? model_tolerates(q, "NullOrigin")
                                          : model_is_wellformed(origin));
}

bool model_admits(const model_question_t *q, const model_value_t *rule,
                  const char *origin)
{
    int i;

    if (is_regex(rule)) {
        return naive_is_origin(origin) && !model_is_null_like(origin)
               && q->world->matches(rule->text, origin);
    }
    for (i = 0; rule->list && i < rule->list->count; ++i) {
        if (model_rows_admit(rule->list->rows[i], origin, q->world)) {
            return true;
        }
    }
    if (rule->list) {
        return false;
    }
    return strcmp(rule->text, "*") == 0 ? any_includes(q, origin)
                                        : naive_admits(rule->text, origin);
}

/* The kinds of rules that allow the origin. */
typedef struct {
    bool any, pattern, regex;
} admission_t;

static admission_t admission_of(const model_question_t *q, const char *origin)
{
    admission_t by = {false, false, false};
    int i;

    for (i = 0; q->policy && i < q->rules.count; ++i) {
        const model_value_t *rule = &q->rules.values[i];

        bool admits = model_admits(q, rule, origin);

        if (is_regex(rule)) {
            by.regex |= admits;
        }
        else if (strcmp(rule->text, "*") == 0) {
            by.any |= admits;
        }
        else {
            by.pattern |= admits;
        }
    }
    return by;
}

const char *model_refusal(const model_question_t *q, const char *origin,
                          bool *by_any)
{
    admission_t by = admission_of(q, origin);

    *by_any = by.any && !by.pattern && !by.regex;
    if (model_denies(q, q->decided, origin)) {
        return model_denial(q, q->decided, origin);
    }
    if (by.regex && !by.pattern && q->credentials && naive_is_insecure(origin)
        && !model_tolerates(q, "InsecureOrigins")) {
        return "origin-insecure";
    }
    if (by.any || by.pattern || by.regex) {
        return NULL;
    }
    if (!model_is_wellformed(origin)) {
        return "origin-malformed";
    }
    return q->policy && q->unavailable ? "list-unavailable"
                                       : "origin-not-listed";
}

bool model_question_is_constant(const model_question_t *q)
{
    return q->policy && q->only && !model_has_fault(q)
           && !q->request->conditional
           && !model_says(q, "CorsPreserveExisting", "On")
           && !model_protects(q, q->decided);
}
