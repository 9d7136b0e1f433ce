/* SPDX-License-Identifier: Apache-2.0
 *
 * Each origin set knows the risks of its rules. So the cost of a search does
 * not depend on the number of rules, unless there is a fault.
 */
#include "policy/cors_fault.h"

#include <string.h>

#include <apr_strings.h>

/* One search for faults. */
typedef struct {
    cors_fault_found_t *found;
    void *baton;
    cors_fault_kind_e kind;    /* of the rules that are reported */
    const cors_place_t *list;  /* of the section that has them */
    const cors_place_t *other; /* that forbids them; NULL: none */
    bool first_only;           /* report only one of each kind */
    bool stopped;
} search_t;

static bool report(void *baton, const cors_rule_t *rule)
{
    search_t *search = baton;

    if (rule && !search->stopped) {
        cors_fault_t fault = {search->kind,  rule->text, rule->place,
                              search->other, rule,       search->list};

        if (search->kind == CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS) {
            fault.rule = NULL;
        }

        search->stopped = !search->found(search->baton, &fault);
    }
    return !search->stopped;
}

static void report_one(search_t *search, cors_fault_kind_e kind,
                       const cors_rule_t *rule)
{
    search->kind = kind;
    report(search, rule);
}

static void report_risky(search_t *search, cors_fault_kind_e kind,
                         const cors_origin_set_t *set, unsigned risk)
{
    const cors_rule_t *first = cors_origin_set_risky(set, risk);

    if (search->first_only) {
        report_one(search, kind, first);
    }
    else if (first) {
        search->kind = kind;
        cors_origin_set_each_risky(set, risk, report, search);
    }
}

/* Searches for the faults that are possible without credentials. */
static void search_anonymous(search_t *search, const cors_origin_set_t *set,
                             unsigned tolerated)
{
    if (!(tolerated & CORS_TOLERATE_NULL_ORIGIN)) {
        report_risky(search, CORS_FAULT_NULL_NOT_TOLERATED, set,
                     CORS_RISK_NULL_LIKE);
    }
}

static void search_set(search_t *search, const cors_origin_set_t *set,
                       const cors_settings_t *settings)
{
    static const struct {
        cors_fault_kind_e kind;
        unsigned risk, tolerance;
    } risks[] = {
        {CORS_FAULT_MATCHER_WITH_CREDENTIALS, CORS_RISK_BROAD, 0},
        {CORS_FAULT_ANY_INSTALLATION_WITH_CREDENTIALS,
         CORS_RISK_ANY_INSTALLATION, CORS_TOLERATE_ANY_INSTALLATION},
        {CORS_FAULT_INSECURE_WITH_CREDENTIALS, CORS_RISK_INSECURE,
         CORS_TOLERATE_INSECURE_ORIGINS},
        {CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS, CORS_RISK_PUBLIC_SUFFIX,
         CORS_TOLERATE_PUBLIC_SUFFIXES},
    };
    size_t i;

    search->list = cors_origin_set_place(set);
    if (!settings->credentials.on) {
        search_anonymous(search, set, settings->tolerance.flags);
        return;
    }
    report_risky(search, CORS_FAULT_NULL_WITH_CREDENTIALS, set,
                 CORS_RISK_NULL_LIKE);
    report_one(search, CORS_FAULT_ANY_WITH_CREDENTIALS,
               cors_origin_set_any(set));
    for (i = 0; i < sizeof(risks) / sizeof(risks[0]); ++i) {
        if (!(settings->tolerance.flags & risks[i].tolerance)) {
            report_risky(search, risks[i].kind, set, risks[i].risk);
        }
    }
}

static void search_policy(search_t *search, const cors_settings_t *settings)
{
    cors_rule_t any = {.text = "*"};
    int i;

    search->other =
        settings->credentials.on ? settings->credentials.place : NULL;
    for (i = 0; i < settings->origin_rules.list.count && !search->stopped;
         ++i) {
        search_set(search, settings->origin_rules.sets[i], settings);
    }
    for (i = 0; i < settings->exposed_headers.list.count && search->other;
         ++i) {
        const cors_names_t *names = settings->exposed_headers.sets[i];

        search->list = cors_names_place(names);
        any.place = cors_names_any(names);
        report_one(search, CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS,
                   any.place ? &any : NULL);
    }
}

void cors_fault_each(const cors_settings_t *settings, cors_fault_found_t *found,
                     void *baton)
{
    search_t search = {.found = found, .baton = baton};

    search_policy(&search, settings);
}

static bool keep_first(void *baton, const cors_fault_t *fault)
{
    *(cors_fault_t *)baton = *fault;
    return false;
}

/* Whether there can be no fault. True for most policies, and fast to find. */
static bool is_harmless(const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        if (!cors_origin_set_is_harmless(settings->origin_rules.sets[i])) {
            return false;
        }
    }
    return !cors_name_list_any(&settings->exposed_headers);
}

cors_fault_t cors_fault_first(const cors_settings_t *settings)
{
    cors_fault_t fault = {.kind = CORS_FAULT_NONE};
    search_t search = {
        .found = keep_first, .baton = &fault, .first_only = true};

    if (!is_harmless(settings)) {
        search_policy(&search, settings);
    }
    return fault;
}

unsigned cors_fault_tolerance(cors_fault_kind_e kind)
{
    switch (kind) {
    case CORS_FAULT_NULL_NOT_TOLERATED:
        return CORS_TOLERATE_NULL_ORIGIN;
    case CORS_FAULT_INSECURE_WITH_CREDENTIALS:
        return CORS_TOLERATE_INSECURE_ORIGINS;
    case CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS:
        return CORS_TOLERATE_PUBLIC_SUFFIXES;
    case CORS_FAULT_ANY_INSTALLATION_WITH_CREDENTIALS:
        return CORS_TOLERATE_ANY_INSTALLATION;
    case CORS_FAULT_NONE:
    case CORS_FAULT_NULL_WITH_CREDENTIALS:
    case CORS_FAULT_ANY_WITH_CREDENTIALS:
    case CORS_FAULT_MATCHER_WITH_CREDENTIALS:
    case CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS:
        break;
    }
    return 0;
}

static const struct {
    const char *wrong, *instead;
} words[] = {
    [CORS_FAULT_NONE] = {"", ""},
    [CORS_FAULT_NULL_WITH_CREDENTIALS] =
        {"every sandboxed page has that origin", "remove it"},
    [CORS_FAULT_NULL_NOT_TOLERATED] =
        {"every sandboxed page has that origin",
         "remove it, or write 'CorsDangerouslyTolerate NullOrigin' in a "
         "configuration file"},
    [CORS_FAULT_ANY_WITH_CREDENTIALS] = {"browsers reject it",
                                         "list the origins"},
    [CORS_FAULT_MATCHER_WITH_CREDENTIALS] =
        {"it also matches origins that have nothing in common",
         "write a narrower one, or list the origins"},
    [CORS_FAULT_ANY_INSTALLATION_WITH_CREDENTIALS] =
        {"every extension or application with that scheme is admitted",
         "list the origins, or write 'CorsDangerouslyTolerate AnyInstallation' "
         "in a configuration file"},
    [CORS_FAULT_INSECURE_WITH_CREDENTIALS] =
        {"anyone on the network path can act as that origin",
         "write 'https', or 'CorsDangerouslyTolerate InsecureOrigins' in a "
         "configuration file"},
    [CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS] =
        {"anyone can register a name below that public suffix",
         "list the origins, or write 'CorsDangerouslyTolerate PublicSuffixes' "
         "in a configuration file"},
    [CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS] =
        {"browsers then treat it as a header name", "list the names"},
};

static const char *directive_of(const cors_fault_t *fault)
{
    if (!fault->rule) {
        return "CorsExposeHeaders";
    }
    return fault->rule->kind == CORS_RULE_MATCHER ? "CorsAllowOriginMatch"
                                                  : "CorsAllowOrigin";
}

static const char *wrong_with(const cors_fault_t *fault, apr_pool_t *pool)
{
    if (fault->kind == CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS
        && fault->rule->kind == CORS_RULE_MATCHER) {
        return apr_psprintf(
            pool, "it also matches '%s', a name that anyone can register",
            cors_matcher_list_example(fault->rule, pool));
    }
    if (fault->rule && fault->rule->risks == CORS_RISK_NULL_LIKE
        && strcmp(fault->value, "file://") == 0) {
        return "every local file has that origin";
    }
    return words[fault->kind].wrong;
}

const char *cors_fault_sentence(const cors_fault_t *fault, apr_pool_t *pool)
{
    const char *directive = directive_of(fault);
    const char *wrong = wrong_with(fault, pool);

    if (!fault->other) {
        return apr_psprintf(pool, "%s '%s' is not tolerated here, %s; %s",
                            directive, fault->value, wrong,
                            words[fault->kind].instead);
    }
    return apr_psprintf(pool,
                        "%s '%s' cannot be used with 'CorsAllowCredentials On' "
                        "(%s:%d), %s; %s",
                        directive, fault->value, fault->other->file,
                        fault->other->line, wrong, words[fault->kind].instead);
}
