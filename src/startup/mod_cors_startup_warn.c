/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_warn.h"

#include <apr_strings.h>

#include "glue/mod_cors_warnings.h"

static const cors_rule_t *find_any(const cors_rule_list_t *rules)
{
    const cors_rule_t *any = NULL;
    int i;

    for (i = 0; i < rules->list.count && !any; ++i) {
        any = cors_origin_set_any(rules->sets[i]);
    }
    return any;
}

static const char *level_word(const cors_enforce_t *enforce)
{
    return enforce->level == CORS_ENFORCE_UNSAFE ? "Unsafe" : "On";
}

/* There is no warning about enforcement with the word Credentials, which still
 * refuses cookies, and none where deny rules still refuse their origins. */
static void warn_of_enforcement(apr_pool_t *pconf,
                                const cors_settings_t *settings)
{
    const cors_enforce_t *enforce = &settings->enforce;
    cors_protect_e protect = cors_policy_protection_considered(settings);
    const cors_rule_t *any = find_any(&settings->origin_rules);

    if (any && enforce->level != CORS_ENFORCE_OFF
        && !cors_policy_enforcement(settings, protect).credentials
        && !cors_policy_has_deny_rules(settings, protect)) {
        mod_cors_warnings_add_once(
            pconf, "enforce", enforce->place, any->place,
            "CorsEnforce '%s' refuses nothing where '%s' (%s:%d) "
            "allows every origin; list the origins, or write "
            "'CorsEnforce %s Credentials', or 'CorsEnforce Off' "
            "there",
            level_word(enforce),
            any->container ? "<CorsOrigin *>" : "CorsAllowOrigin *",
            any->place->file, any->place->line, level_word(enforce));
    }
}

static void note_methods(void *baton, int set,
                         const cors_container_t *container)
{
    bool *found = baton;

    (void)set;
    *found = *found || container->names[CORS_CUT_OF_METHODS].list.place;
}

/* Whether CorsAllowMethods is set, or in a container. */
static bool has_methods(const cors_settings_t *settings)
{
    bool found = settings->methods.list.place != NULL;

    cors_container_each(settings, note_methods, &found);
    return found;
}

static void warn_of_preserve(apr_pool_t *pconf, const cors_settings_t *settings)
{
    if (settings->preserve.on && !settings->forward.on
        && !has_methods(settings)) {
        mod_cors_warnings_add_once(
            pconf, "preserve", settings->preserve.place, NULL,
            "CorsPreserveExisting 'On' does not apply to "
            "preflights, which grant only GET, HEAD and POST, "
            "even if the application allows more; write "
            "'CorsAllowMethods', or 'CorsPreflight Forward'");
    }
}

/* The baton of callbacks that warn about a rule of a set. */
typedef struct {
    apr_pool_t *pconf;
    const char *words; /* a part of the warning */
} rule_warning_t;

static bool warn_registrable(void *baton, const cors_rule_t *rule)
{
    const rule_warning_t *warning = baton;

    if (rule->kind == CORS_RULE_MATCHER
        && mod_cors_warnings_is_new(warning->pconf, rule->text, rule->place,
                                    NULL)) {
        mod_cors_warnings_add(
            warning->pconf, rule->place,
            apr_psprintf(
                warning->pconf,
                "%s '%s' also matches '%s', a name that anyone can "
                "register; write a narrower one",
                rule->container ? "<CorsOriginMatch>" : "CorsAllowOriginMatch",
                rule->text, cors_matcher_list_example(rule, warning->pconf)));
    }
    return true;
}

/* Warns about expressions that would be a fault with credentials. There is no
 * warning about patterns that match as much: nobody writes one by mistake. */
static void warn_of_expressions(apr_pool_t *pconf,
                                const cors_settings_t *settings)
{
    rule_warning_t warning = {pconf, NULL};
    int i;

    if (settings->credentials.on
        || (settings->tolerance.flags & CORS_TOLERATE_PUBLIC_SUFFIXES)) {
        return;
    }
    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        cors_origin_set_each_risky(settings->origin_rules.sets[i],
                                   CORS_RISK_PUBLIC_SUFFIX, warn_registrable,
                                   &warning);
    }
}

void mod_cors_startup_warn_expressions(apr_pool_t *pconf,
                                       const cors_rule_group_t *rules)
{
    rule_warning_t warning = {pconf, NULL};

    cors_rule_group_each_risky(rules, CORS_RISK_PUBLIC_SUFFIX, warn_registrable,
                               &warning);
}

void mod_cors_startup_warn_policy(apr_pool_t *pconf,
                                  const cors_settings_t *settings,
                                  bool may_deny)
{
    if (!may_deny) {
        warn_of_enforcement(pconf, settings);
    }
    warn_of_preserve(pconf, settings);
    warn_of_expressions(pconf, settings);
}

void mod_cors_startup_warn_engine(apr_pool_t *pconf,
                                  const cors_settings_t *settings)
{
    const cors_engine_t *engine = &settings->engine;
    const cors_enforce_t *enforce = &settings->enforce;
    bool off = engine->mode == CORS_ENGINE_OFF;

    if (engine->mode != CORS_ENGINE_ON && enforce->level != CORS_ENFORCE_OFF) {
        mod_cors_warnings_add_once(
            pconf, "engine", enforce->place, engine->place,
            "CorsEnforce '%s' refuses nothing under 'CorsEngine %s' (%s:%d)%s",
            level_word(enforce), off ? "Off" : "ReportOnly",
            engine->place->file, engine->place->line,
            off ? "; remove one of them"
                : ", which only logs; write 'CorsEngine On' once the log is as "
                  "you want it");
    }
}

static void warn_covered(void *baton, const cors_rule_t *rule,
                         const cors_rule_t *by)
{
    const rule_warning_t *warning = baton;

    mod_cors_warnings_add_once(
        warning->pconf, rule->text, rule->place, by->place,
        "%s '%s' is already covered by '%s' (%s:%d); remove it",
        rule->container ? "<CorsOrigin>" : warning->words, rule->text, by->text,
        by->place->file, by->place->line);
}

void mod_cors_startup_warn_covered(apr_pool_t *pconf, const char *directive,
                                   const cors_origin_set_t *set)
{
    rule_warning_t warning = {pconf, directive};

    cors_origin_set_each_covered(set, warn_covered, &warning);
}

static bool warn_of_exception(void *baton, const cors_rule_t *rule)
{
    const rule_warning_t *warning = baton;

    mod_cors_warnings_add_once(warning->pconf, rule->text, rule->place, NULL,
                               "CorsEnforceExcept '%s' %s; list the origins",
                               rule->text, warning->words);
    return true;
}

void mod_cors_startup_warn_exceptions(apr_pool_t *pconf,
                                      const cors_settings_t *settings)
{
    const cors_rule_list_t *list = &settings->enforce_except;
    rule_warning_t suffixes = {pconf,
                               "lets through every site below that public "
                               "suffix, where anyone can register a name"};
    rule_warning_t schemes = {pconf,
                              "lets through every application or extension of "
                              "that scheme"};
    int i;

    for (i = 0; i < list->list.count; ++i) {
        cors_origin_set_each_risky(list->sets[i], CORS_RISK_PUBLIC_SUFFIX,
                                   warn_of_exception, &suffixes);
        cors_origin_set_each_risky(list->sets[i], CORS_RISK_ANY_INSTALLATION,
                                   warn_of_exception, &schemes);
    }
}
