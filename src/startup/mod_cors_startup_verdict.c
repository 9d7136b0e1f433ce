/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_verdict.h"

#include <stdlib.h>
#include <string.h>

#include <http_config.h>
#include <http_log.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "policy/cors_fault.h"
#include "startup/mod_cors_startup_advice.h"
#include "startup/mod_cors_startup_idle.h"
#include "glue/mod_cors_warnings.h"
#include "glue/mod_cors_private.h"

struct mod_cors_startup_verdict_t {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *known; /* faults (found_t) and warnings, by their keys */
    mod_cors_startup_idle_t *idle;
    apr_hash_t *policies;       /* places of the origin rules in force */
    apr_hash_t *sets;           /* sets that were checked by themselves */
    apr_array_header_t *faults; /* of found_t * */
};

typedef struct {
    const cors_place_t *place;
    const char *sentence;
    bool stops;
} found_t;

/* One search for the faults of merged settings. */
typedef struct {
    mod_cors_startup_verdict_t *verdict;
    /* NULL: search only for combinations of two sections, which are
     * warnings. */
    const mod_cors_startup_setters_t *setters;
    /* The sections that have the value at fault and CorsAllowCredentials. */
    const mod_cors_startup_section_t *value;
    const mod_cors_startup_section_t *credentials;
    bool found;
} search_t;

mod_cors_startup_verdict_t *mod_cors_startup_verdict_create(apr_pool_t *pconf,
                                                            apr_pool_t *ptemp)
{
    mod_cors_startup_verdict_t *verdict = apr_palloc(ptemp, sizeof(*verdict));

    verdict->pconf = pconf;
    verdict->ptemp = ptemp;
    verdict->known = apr_hash_make(ptemp);
    verdict->idle = mod_cors_startup_idle_create(pconf, ptemp);
    verdict->policies = apr_hash_make(ptemp);
    verdict->sets = apr_hash_make(ptemp);
    verdict->faults = apr_array_make(ptemp, 4, sizeof(found_t *));
    return verdict;
}

void mod_cors_startup_verdict_count(mod_cors_startup_setters_t *setters,
                                    const cors_settings_t *settings, int by)
{
    setters->origins += settings->origin_rules.list.place ? by : 0;
    setters->exposed_headers += settings->exposed_headers.list.place ? by : 0;
    setters->credentials += settings->credentials.place ? by : 0;
    setters->engine += settings->engine.place ? by : 0;
    setters->tolerance += settings->tolerance.place ? by : 0;
}

/* Adds a pointer to a set of pointers. Returns false if it was in the set. */
static bool add_pointer(apr_hash_t *set, const void *pointer)
{
    if (apr_hash_get(set, &pointer, sizeof(pointer))) {
        return false;
    }
    apr_hash_set(set,
                 apr_pmemdup(apr_hash_pool_get(set), &pointer, sizeof(pointer)),
                 sizeof(pointer), set);
    return true;
}

/* --- faults ------------------------------------------------------------- */

/* Whether a section other than the two of a fault sets one of its directives.
 * The settings of servers are not counted: httpd merges them before all
 * sections, so they cannot prevent a combination that sections make. */
static bool third_section_sets_it(const search_t *search,
                                  const cors_fault_t *fault)
{
    mod_cors_startup_setters_t others = *search->setters;

    if (!search->value->is_server) {
        mod_cors_startup_verdict_count(&others, search->value->settings, -1);
    }
    if (!search->credentials->is_server) {
        mod_cors_startup_verdict_count(&others, search->credentials->settings,
                                       -1);
    }
    return others.credentials > 0 || others.engine > 0
           || (fault->rule ? others.origins : others.exposed_headers) > 0
           || (cors_fault_tolerance(fault->kind) && others.tolerance > 0);
}

static bool is_in_one_section(const search_t *search, const cors_fault_t *fault)
{
    return !fault->other || search->value == search->credentials;
}

static bool stops(const search_t *search, const cors_fault_t *fault)
{
    if (!search->setters || search->value->is_inherited
        || (fault->other && search->credentials->is_inherited)) {
        return false;
    }
    return is_in_one_section(search, fault)
           || !third_section_sets_it(search, fault);
}

static bool add_fault(void *baton, const cors_fault_t *fault)
{
    search_t *search = baton;
    mod_cors_startup_verdict_t *verdict = search->verdict;
    const char *words = mod_cors_warnings_key(
        verdict->ptemp,
        apr_psprintf(verdict->ptemp, "%d '%s'", (int)fault->kind, fault->value),
        fault->place, fault->other);
    found_t *found = apr_hash_get(verdict->known, words, APR_HASH_KEY_STRING);

    if (!found) {
        found = apr_pcalloc(verdict->ptemp, sizeof(*found));
        found->place = fault->place;
        found->sentence = cors_fault_sentence(fault, verdict->pconf);
        apr_hash_set(verdict->known, words, APR_HASH_KEY_STRING, found);
        APR_ARRAY_PUSH(verdict->faults, found_t *) = found;
    }
    found->stops = found->stops || stops(search, fault);
    search->found = true;
    return true;
}

static bool add_fault_of_pair(void *baton, const cors_fault_t *fault)
{
    return is_in_one_section(baton, fault) || add_fault(baton, fault);
}

static bool rules_have(const cors_rule_list_t *rules, const void *set)
{
    int i;

    for (i = 0; i < rules->list.count; ++i) {
        if (rules->sets[i] == set) {
            return true;
        }
    }
    return false;
}

static bool names_have(const cors_name_list_t *names, const void *set)
{
    int i;

    for (i = 0; i < names->list.count; ++i) {
        if (names->sets[i] == set) {
            return true;
        }
    }
    return false;
}

/* Returns the section that has a CorsAllowCredentials (what: its place), or a
 * set of origin rules or of exposed header names (what: the set). If the main
 * server and a virtual host have the same, returns the main server. */
static const mod_cors_startup_section_t *
section_with(const mod_cors_startup_section_t *section, const void *what)
{
    const mod_cors_startup_section_t *found = NULL;

    for (; section; section = section->outer) {
        const cors_settings_t *settings = section->settings;

        if (settings->credentials.place == what
            || rules_have(&settings->origin_rules, what)
            || names_have(&settings->exposed_headers, what)) {
            found = section;
        }
    }
    return found;
}

/* Searches part, in which only this set can be at fault. */
static void search_set(search_t *search,
                       const mod_cors_startup_section_t *section,
                       const cors_settings_t *part, const void *set)
{
    search->value = section_with(section, set);
    if (search->value) {
        cors_fault_each(part, search->setters ? add_fault : add_fault_of_pair,
                        search);
    }
}

/* Searches each set of origin rules by itself, so that its section is known. */
static void search_origin_rules(search_t *search,
                                const mod_cors_startup_section_t *section,
                                const cors_settings_t *merged)
{
    static const cors_name_list_t no_names = {{NULL, false, 0}, NULL};
    cors_settings_t part = *merged;
    int i;

    part.exposed_headers = no_names;
    part.origin_rules.list.count = 1;
    for (i = 0; i < merged->origin_rules.list.count; ++i) {
        part.origin_rules.sets = merged->origin_rules.sets + i;
        search_set(search, section, &part, part.origin_rules.sets[0]);
    }
}

/* The same for each set of exposed headers. */
static void search_exposed_headers(search_t *search,
                                   const mod_cors_startup_section_t *section,
                                   const cors_settings_t *merged)
{
    static const cors_rule_list_t no_rules = {{NULL, false, 0}, NULL};
    cors_settings_t part = *merged;
    int i;

    part.origin_rules = no_rules;
    part.exposed_headers.list.count = 1;
    for (i = 0; i < merged->exposed_headers.list.count; ++i) {
        part.exposed_headers.sets = merged->exposed_headers.sets + i;
        search_set(search, section, &part, part.exposed_headers.sets[0]);
    }
}

/* Returns whether a fault was noted. */
static bool search_faults(mod_cors_startup_verdict_t *verdict,
                          const cors_settings_t *merged,
                          const mod_cors_startup_section_t *section,
                          const mod_cors_startup_setters_t *setters)
{
    search_t search = {verdict, setters, NULL, NULL, false};

    if (!cors_policy_is_in_force(merged)
        || cors_fault_first(merged).kind == CORS_FAULT_NONE) {
        return false;
    }
    search.credentials = section_with(section, merged->credentials.place);
    search_origin_rules(&search, section, merged);
    search_exposed_headers(&search, section, merged);
    return search.found;
}

void mod_cors_startup_verdict_section(mod_cors_startup_verdict_t *verdict,
                                      const cors_settings_t *merged,
                                      const mod_cors_startup_section_t *section,
                                      unsigned elsewhere)
{
    static const mod_cors_startup_setters_t none;
    mod_cors_startup_section_t alone = *section;
    cors_settings_t settings = *section->settings;

    mod_cors_startup_idle_note(
        verdict->idle, section->settings,
        merged->origin_rules.list.count > 0
            || (elsewhere & MOD_CORS_STARTUP_RULES),
        merged->enforce.level != CORS_ENFORCE_OFF
            || (elsewhere & MOD_CORS_STARTUP_ENFORCEMENT));
    alone.outer = NULL;
    settings.engine = merged->engine;
    settings.tolerance = merged->tolerance;
    search_faults(verdict, &settings, &alone, &none);
}

void mod_cors_startup_verdict_merged(mod_cors_startup_verdict_t *verdict,
                                     const cors_settings_t *merged,
                                     const mod_cors_startup_section_t *section,
                                     const mod_cors_startup_setters_t *setters,
                                     unsigned elsewhere)
{
    mod_cors_startup_idle_note(verdict->idle, merged,
                               (elsewhere & MOD_CORS_STARTUP_RULES) != 0,
                               (elsewhere & MOD_CORS_STARTUP_ENFORCEMENT) != 0);
    if (cors_policy_is_in_force(merged)) {
        add_pointer(verdict->policies, merged->origin_rules.list.place);
        search_faults(verdict, merged, section, setters);
        mod_cors_startup_advice_policy(verdict->pconf, verdict->known, merged,
                                       (elsewhere & MOD_CORS_STARTUP_DENIAL)
                                           != 0);
    }
}

bool mod_cors_startup_verdict_pair(mod_cors_startup_verdict_t *verdict,
                                   const cors_settings_t *merged,
                                   const mod_cors_startup_section_t *section)
{
    return search_faults(verdict, merged, section, NULL);
}

/* --- the settings of one section ---------------------------------------- */

static void judge_list(mod_cors_startup_verdict_t *verdict,
                       const char *directive, const cors_rule_list_t *list)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (add_pointer(verdict->sets, list->sets[i])) {
            mod_cors_startup_advice_covered(verdict->pconf, verdict->known,
                                            directive, list->sets[i]);
        }
    }
}

void mod_cors_startup_verdict_own(mod_cors_startup_verdict_t *verdict,
                                  const cors_settings_t *settings)
{
    judge_list(verdict, "CorsAllowOrigin", &settings->origin_rules);
    judge_list(verdict, "CorsEnforceExcept", &settings->enforce_except);
    mod_cors_startup_advice_exceptions(verdict->pconf, verdict->known,
                                       settings);
    mod_cors_startup_advice_engine(verdict->pconf, verdict->known, settings);
}

/* --- results ------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    return cors_place_compare((*(found_t *const *)a)->place,
                              (*(found_t *const *)b)->place);
}

int mod_cors_startup_verdict_write(mod_cors_startup_verdict_t *verdict,
                                   server_rec *main_server)
{
    int stopping = 0;
    int i;

    qsort(verdict->faults->elts, verdict->faults->nelts, sizeof(found_t *),
          by_place);
    for (i = 0; i < verdict->faults->nelts; ++i) {
        const found_t *found = APR_ARRAY_IDX(verdict->faults, i, found_t *);

        if (found->stops) {
            ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, main_server,
                         "%s:%d: %s", found->place->file, found->place->line,
                         found->sentence);
            ++stopping;
        }
        else {
            mod_cors_warnings_add(
                verdict->pconf, found->place,
                apr_pstrcat(verdict->pconf, found->sentence,
                            "; requests to which both apply are "
                            "refused",
                            NULL));
        }
    }
    mod_cors_startup_idle_warn(verdict->idle, verdict->known);
    return stopping;
}

int mod_cors_startup_verdict_policies(const mod_cors_startup_verdict_t *verdict)
{
    return (int)apr_hash_count(verdict->policies);
}
