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
    const cors_container_t *container;
    const cors_cut_t *cut;       /* of the container */
    const cors_place_t *section; /* of the origin rules around the container */
    bool first_only;             /* report only one of each kind */
    bool stopped;
} search_t;

/* Whether a section that is merged after that of the container sets the
 * directive by which the container has a fault of this kind. */
static bool is_by_later(const search_t *search, cors_fault_kind_e kind)
{
    const cors_cut_t *cut = search->cut;

    if (!cut) {
        return false;
    }
    return kind == CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS
               ? (cut->later & CORS_CUT_EXPOSED_HEADERS)
                     || cut->added[CORS_CUT_OF_EXPOSED_HEADERS] > 0
               : (cut->later & CORS_CUT_CREDENTIALS) != 0;
}

/* Returns place, or that of the origin rules of the section if the container
 * has place. */
static const cors_place_t *outside(const search_t *search,
                                   const cors_place_t *place)
{
    const cors_container_t *container = search->container;
    bool is_inside =
        container
        && (place == container->rules.place
            || place == container->credentials.place
            || place
                   == container->names[CORS_CUT_OF_EXPOSED_HEADERS].list.place);

    return is_inside ? search->section : place;
}

static bool report(void *baton, const cors_rule_t *rule)
{
    search_t *search = baton;

    if (rule && !search->stopped) {
        const cors_place_t *other =
            search->other ? search->other : search->list;
        cors_fault_t fault = {search->kind,
                              rule->text,
                              rule->place,
                              search->other,
                              rule,
                              outside(search, search->list),
                              outside(search, other),
                              search->container,
                              is_by_later(search, search->kind)};

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
                         const cors_rule_group_t *rules, unsigned risk)
{
    const cors_rule_t *first = cors_rule_group_risky(rules, risk);

    if (search->first_only) {
        report_one(search, kind, first);
    }
    else if (first) {
        search->kind = kind;
        cors_rule_group_each_risky(rules, risk, report, search);
    }
}

/* Searches for the faults that are possible without credentials. */
static void search_anonymous(search_t *search, const cors_rule_group_t *rules,
                             unsigned tolerated)
{
    if (!(tolerated & CORS_TOLERATE_NULL_ORIGIN)) {
        report_risky(search, CORS_FAULT_NULL_NOT_TOLERATED, rules,
                     CORS_RISK_NULL_LIKE);
    }
}

/* The risks that credentials make a fault, unless they are tolerated. */
static const struct {
    cors_fault_kind_e kind;
    unsigned risk, tolerance;
} risks[] = {
    {CORS_FAULT_MATCHER_WITH_CREDENTIALS, CORS_RISK_BROAD, 0},
    {CORS_FAULT_ANY_INSTALLATION_WITH_CREDENTIALS, CORS_RISK_ANY_INSTALLATION,
     CORS_TOLERATE_ANY_INSTALLATION},
    {CORS_FAULT_INSECURE_WITH_CREDENTIALS, CORS_RISK_INSECURE,
     CORS_TOLERATE_INSECURE_ORIGINS},
    {CORS_FAULT_PUBLIC_SUFFIX_WITH_CREDENTIALS, CORS_RISK_PUBLIC_SUFFIX,
     CORS_TOLERATE_PUBLIC_SUFFIXES},
};

static void search_rules(search_t *search, const cors_rule_group_t *rules,
                         const cors_settings_t *settings)
{
    size_t i;

    if (!settings->credentials.on) {
        search_anonymous(search, rules, settings->tolerance.flags);
        return;
    }
    report_risky(search, CORS_FAULT_NULL_WITH_CREDENTIALS, rules,
                 CORS_RISK_NULL_LIKE);
    report_one(search, CORS_FAULT_ANY_WITH_CREDENTIALS, rules->any);
    for (i = 0; i < sizeof(risks) / sizeof(risks[0]); ++i) {
        if (!(settings->tolerance.flags & risks[i].tolerance)) {
            report_risky(search, risks[i].kind, rules, risks[i].risk);
        }
    }
}

static void search_sets(search_t *search, const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.list.count && !search->stopped;
         ++i) {
        const cors_origin_set_t *set = settings->origin_rules.sets[i];

        search->list = cors_origin_set_place(set);
        search_rules(search, cors_origin_set_plain(set), settings);
    }
}

static void search_exposed(search_t *search, const cors_settings_t *settings)
{
    cors_rule_t any = {.text = "*"};
    int i;

    for (i = 0; i < settings->exposed_headers.list.count && search->other;
         ++i) {
        const cors_names_t *names = settings->exposed_headers.sets[i];

        search->list = cors_names_place(names);
        any.place = cors_names_any(names);
        report_one(search, CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS,
                   any.place ? &any : NULL);
    }
}

/* Whether all rules are in containers. Then the settings of the URL, which the
 * containers refine, are not a policy by themselves. */
static bool have_no_plain_rule(const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        if (!cors_rule_group_is_empty(
                cors_origin_set_plain(settings->origin_rules.sets[i]))) {
            return false;
        }
    }
    return settings->cuts != NULL;
}

static void search_container(search_t *search, const cors_settings_t *settings)
{
    const cors_chosen_t *chosen = settings->chosen;
    const cors_settings_t *plain = chosen->plain;

    search->container = chosen->container;
    search->cut = chosen->cut;
    search->section = cors_origin_set_place(
        plain->origin_rules.sets[chosen->cut - plain->cuts]);
    search->list = chosen->container->rules.place;
    search_rules(search, &chosen->container->rules, settings);
    search_exposed(search, settings);
}

static void search_policy(search_t *search, const cors_settings_t *settings)
{
    search->other =
        settings->credentials.on ? settings->credentials.place : NULL;
    if (settings->chosen) {
        search_container(search, settings);
        return;
    }
    search_sets(search, settings);
    if (!have_no_plain_rule(settings)) {
        search_exposed(search, settings);
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

    if (settings->chosen) {
        return cors_rule_group_is_harmless(&settings->chosen->container->rules)
               && !cors_name_list_any(&settings->exposed_headers);
    }
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

bool cors_fault_is_in(const cors_settings_t *settings, unsigned rule_risks)
{
    unsigned tolerated = settings->tolerance.flags;
    size_t i;

    if (!settings->credentials.on) {
        return (rule_risks & CORS_RISK_NULL_LIKE)
               && !(tolerated & CORS_TOLERATE_NULL_ORIGIN);
    }
    for (i = 0; i < sizeof(risks) / sizeof(risks[0]); ++i) {
        if ((rule_risks & risks[i].risk) && !(tolerated & risks[i].tolerance)) {
            return true;
        }
    }
    return (rule_risks & (CORS_RISK_NULL_LIKE | CORS_RISK_ANY))
           || cors_name_list_any(&settings->exposed_headers);
}

/* Whether containers of the set that say this about credentials may be at
 * fault, apart from "null". */
static bool may_be_at_fault(const cors_settings_t *settings, int set,
                            cors_container_credentials_e says)
{
    const cors_cut_t *cut = &settings->cuts[set];
    const cors_containers_t *containers = cut->containers;
    bool credentials =
        says == CORS_CONTAINER_SILENT || (cut->later & CORS_CUT_CREDENTIALS)
            ? settings->credentials.on
            : says == CORS_CONTAINER_ON;

    return credentials
           && (containers->is_risky[says]
               || (containers->exists[says]
                   && cors_name_list_any(&settings->exposed_headers)));
}

bool cors_fault_is_possible(const cors_settings_t *settings, int set)
{
    const cors_containers_t *containers = settings->cuts[set].containers;

    return containers
           && (containers->has_null
               || may_be_at_fault(settings, set, CORS_CONTAINER_SILENT)
               || may_be_at_fault(settings, set, CORS_CONTAINER_OFF)
               || may_be_at_fault(settings, set, CORS_CONTAINER_ON));
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
    if (fault->rule->container) {
        return fault->rule->kind == CORS_RULE_MATCHER ? "<CorsOriginMatch>"
                                                      : "<CorsOrigin>";
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

/* Returns the end of the sentence: where the administrator writes what it
 * advises. A container has settings of its own, whose origins another section
 * has not listed. */
static const char *inside(const cors_fault_t *fault, apr_pool_t *pool)
{
    const cors_container_t *container = fault->container;
    const char *advice;

    if (!container || fault->by_later
        || (fault->rule && container->credentials.place == fault->other)) {
        return "";
    }
    if (fault->rule) {
        advice = ", or write 'CorsAllowCredentials Off' inside the container";
    }
    else if (container->names[CORS_CUT_OF_EXPOSED_HEADERS].list.place) {
        if (!container->names[CORS_CUT_OF_EXPOSED_HEADERS].list.extends) {
            return "";
        }
        advice = ", or without '+' inside the container";
    }
    else {
        advice = " inside the container";
    }
    return apr_psprintf(pool, "%s (%s:%d)", advice,
                        container->rules.place->file,
                        container->rules.place->line);
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
                        "(%s:%d), %s; %s%s",
                        directive, fault->value, fault->other->file,
                        fault->other->line, wrong, words[fault->kind].instead,
                        inside(fault, pool));
}
