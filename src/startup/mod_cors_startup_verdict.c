/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_verdict.h"

#include <stdlib.h>
#include <string.h>

#include <http_config.h>
#include <http_log.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "policy/cors_fault.h"
#include "startup/mod_cors_startup_container_faults.h"
#include "startup/mod_cors_startup_containers.h"
#include "startup/mod_cors_startup_idle.h"
#include "startup/mod_cors_startup_warn.h"
#include "glue/mod_cors_warnings.h"
#include "glue/mod_cors_private.h"

struct mod_cors_startup_verdict_t {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *known;    /* faults (found_t) and warnings, by their keys */
    apr_hash_t *idle;     /* see mod_cors_startup_idle_note */
    apr_hash_t *policies; /* places of the origin rules in force */
    apr_hash_t *sets;     /* sets that were checked by themselves */
    apr_pool_t *scratch;
    apr_pool_t *copies; /* the settings for one container at a time */
    mod_cors_startup_container_faults_t *container_faults;
    apr_array_header_t *faults; /* of found_t * */
};

typedef struct {
    cors_fault_t fault;
    const char *sentence;
    bool stops;
} found_t;

/* One search for the faults of merged settings. */
typedef struct {
    mod_cors_startup_verdict_t *verdict;
    const mod_cors_startup_setters_t *setters;
    const mod_cors_startup_section_t *section;
    /* A section of the other kind, whose settings are merged too; NULL: none.
     * Then only combinations of the two kinds are faults. */
    const mod_cors_startup_section_t *directory;
    unsigned others_have; /* flags of other settings that may apply, too */
    bool has_rules;       /* the settings have origin rules */
    /* The sections that have the value at fault and CorsAllowCredentials; one
     * section if the value is at fault without credentials. */
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
    verdict->idle = apr_hash_make(ptemp);
    verdict->policies = apr_hash_make(ptemp);
    verdict->sets = apr_hash_make(ptemp);
    apr_pool_create(&verdict->scratch, ptemp);
    apr_pool_create(&verdict->copies, ptemp);
    verdict->container_faults = mod_cors_startup_container_faults_create(ptemp);
    verdict->faults = apr_array_make(ptemp, 4, sizeof(found_t *));
    return verdict;
}

void mod_cors_startup_verdict_count(mod_cors_startup_setters_t *setters,
                                    const cors_settings_t *settings, int by)
{
    int i;

    setters->origins += settings->origin_rules.list.place ? by : 0;
    setters->exposed_headers += settings->exposed_headers.list.place ? by : 0;
    setters->credentials += settings->credentials.place ? by : 0;
    setters->engine_off += settings->engine.mode == CORS_ENGINE_OFF ? by : 0;
    for (i = 0; i < CORS_TOLERATE_FLAGS; ++i) {
        setters->tolerance[i] += settings->tolerance.flags >> i & 1U ? by : 0;
    }
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

/* Whether a section other than the two of a fault sets one of its directives,
 * to a value that may prevent the fault. The settings of servers are not
 * counted: httpd merges them before all sections, so they cannot prevent a
 * combination that sections make. */
static bool third_section_prevents_it(const search_t *search,
                                      const cors_fault_t *fault)
{
    mod_cors_startup_setters_t others = *search->setters;
    unsigned flag = cors_fault_tolerance(fault->kind);
    int i;

    if (!search->value->is_server) {
        mod_cors_startup_verdict_count(&others, search->value->settings, -1);
    }
    if (!search->credentials->is_server) {
        mod_cors_startup_verdict_count(&others, search->credentials->settings,
                                       -1);
    }
    for (i = 0; i < CORS_TOLERATE_FLAGS; ++i) {
        if ((flag >> i & 1U) && others.tolerance[i] > 0) {
            return true;
        }
    }
    return others.credentials > 0 || others.engine_off > 0
           || (fault->rule ? others.origins : others.exposed_headers) > 0;
}

static bool stops(const search_t *search, const cors_fault_t *fault)
{
    if (search->directory || search->value->is_inherited
        || search->credentials->is_inherited) {
        return false;
    }
    return search->value == search->credentials
           || (search->has_rules && !third_section_prevents_it(search, fault));
}

static bool has_containers(const cors_settings_t *settings,
                           const cors_containers_t *containers)
{
    int i;

    for (i = 0; settings->cuts && i < settings->origin_rules.list.count; ++i) {
        if (settings->cuts[i].containers == containers) {
            return true;
        }
    }
    return false;
}

/* Whether a place of the fault is in its container. */
static bool is_inside(const cors_fault_t *fault, const cors_place_t *place)
{
    const cors_container_t *container = fault->container;

    return container
           && (place == container->rules.place
               || place == container->credentials.place
               || place
                      == container->names[CORS_CUT_OF_EXPOSED_HEADERS]
                             .list.place);
}

/* Returns a section that has one of the two places of a fault: that of a
 * CorsAllowCredentials or a list of origin rules or of exposed header names,
 * also in a container. It is section, or one around it. If the main server and
 * a virtual host have the same, returns the main server. */
static const mod_cors_startup_section_t *
section_with(const mod_cors_startup_section_t *section,
             const cors_fault_t *fault, const cors_place_t *place)
{
    const mod_cors_startup_section_t *found = NULL;
    bool inside = is_inside(fault, place);

    for (; section; section = section->outer) {
        const cors_settings_t *settings = section->settings;

        if (inside ? has_containers(settings, fault->siblings)
                   : settings->credentials.place == place
                         || settings->origin_rules.list.place == place
                         || settings->exposed_headers.list.place == place) {
            found = section;
        }
    }
    return found;
}

static bool find_pair(search_t *search, const cors_fault_t *fault)
{
    const mod_cors_startup_section_t *value =
        section_with(search->directory, fault, fault->list);
    bool in_directory = value && !value->is_server;

    search->value = in_directory
                        ? value
                        : section_with(search->section, fault, fault->list);
    search->credentials =
        section_with(in_directory ? search->section : search->directory, fault,
                     fault->other);
    return search->value && !search->value->is_server && search->credentials
           && !search->credentials->is_server;
}

static bool find_sections(search_t *search, const cors_fault_t *fault)
{
    if (search->directory) {
        return fault->other && find_pair(search, fault);
    }
    search->value = section_with(search->section, fault, fault->list);
    search->credentials =
        fault->other ? section_with(search->section, fault, fault->other)
                     : search->value;
    /* The settings of servers are merged with all sections that have rules. */
    return search->value && search->credentials
           && (search->has_rules || !search->value->is_server
               || !search->credentials->is_server);
}

/* Returns a key of the fault, allocated from the scratch pool. */
static const char *key_of(const mod_cors_startup_verdict_t *verdict,
                          const cors_fault_t *fault, const cors_place_t *other)
{
    return mod_cors_warnings_key(verdict->scratch,
                                 apr_psprintf(verdict->scratch, "%d '%s'",
                                              (int)fault->kind, fault->value),
                                 fault->place, other);
}

static found_t *find_or_add(mod_cors_startup_verdict_t *verdict,
                            const cors_fault_t *fault, const char *key)
{
    found_t *found = apr_hash_get(verdict->known, key, APR_HASH_KEY_STRING);

    if (!found) {
        found = apr_pcalloc(verdict->ptemp, sizeof(*found));
        found->fault = *fault;
        found->sentence = cors_fault_sentence(fault, verdict->pconf);
        apr_hash_set(verdict->known, apr_pstrdup(verdict->ptemp, key),
                     APR_HASH_KEY_STRING, found);
        APR_ARRAY_PUSH(verdict->faults, found_t *) = found;
    }
    return found;
}

static bool add_fault(void *baton, const cors_fault_t *fault)
{
    search_t *search = baton;
    mod_cors_startup_verdict_t *verdict = search->verdict;
    const char *key;
    found_t *found;

    if (!find_sections(search, fault)) {
        return true;
    }
    key = key_of(verdict, fault, fault->other);
    if (search->value->is_inherited
        && !apr_hash_get(verdict->known, key, APR_HASH_KEY_STRING)) {
        /* One warning, regardless of how many virtual hosts there are. */
        key = key_of(verdict, fault, NULL);
    }
    found = find_or_add(verdict, fault, key);
    apr_pool_clear(verdict->scratch);
    found->stops = found->stops || stops(search, fault);
    search->found = true;
    return true;
}

/* The search in the containers of merged settings. */
typedef struct {
    search_t *search;
    const cors_settings_t *settings;
} contained_t;

static void search_in_container(void *baton, int set,
                                const cors_container_t *container)
{
    const contained_t *contained = baton;
    apr_pool_t *pool = contained->search->verdict->copies;

    cors_fault_each(
        cors_container_settings(contained->settings, set, container, pool),
        add_fault, contained->search);
    apr_pool_clear(pool);
}

/* Returns whether there is a fault. */
static bool search_faults(search_t *search, const cors_settings_t *settings)
{
    search->has_rules = settings->origin_rules.list.count > 0;
    if (settings->engine.mode != CORS_ENGINE_OFF
        && (search->has_rules
            || (search->others_have & MOD_CORS_STARTUP_HAS_RULES))) {
        contained_t contained = {search, settings};

        cors_fault_each(settings, add_fault, search);
        mod_cors_startup_container_faults_each(
            search->verdict->container_faults, settings, search_in_container,
            &contained);
    }
    return search->found;
}

void mod_cors_startup_verdict_check_section(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere)
{
    unsigned others_have = mod_cors_startup_idle_flags(merged) | elsewhere;
    search_t search = {
        .verdict = verdict, .section = section, .others_have = others_have};
    cors_settings_t settings = *section->settings;

    mod_cors_startup_idle_note(verdict->idle, &settings,
                               mod_cors_startup_idle_flags(&settings)
                                   | others_have);
    settings.engine = merged->engine;
    settings.tolerance = merged->tolerance;
    search_faults(&search, &settings);
}

/* What never applies in one virtual host may apply in others. */
static void warn_of_containers(const mod_cors_startup_verdict_t *verdict,
                               const cors_settings_t *merged,
                               const mod_cors_startup_section_t *section)
{
    if (!section->is_inherited) {
        mod_cors_startup_containers_warn(verdict->pconf, verdict->known, merged,
                                         section->settings);
    }
}

void mod_cors_startup_verdict_check_merged(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section,
    const mod_cors_startup_setters_t *setters, unsigned elsewhere)
{
    search_t search = {.verdict = verdict,
                       .setters = setters,
                       .section = section,
                       .others_have = elsewhere};

    mod_cors_startup_idle_note(verdict->idle, merged,
                               mod_cors_startup_idle_flags(merged) | elsewhere);
    search_faults(&search, merged);
    if (cors_policy_is_in_force(merged)) {
        add_pointer(verdict->policies, merged->origin_rules.list.place);
        mod_cors_startup_warn_policy(
            verdict->pconf, verdict->known, merged,
            (elsewhere & MOD_CORS_STARTUP_HAS_DENY_RULES) != 0);
        warn_of_containers(verdict, merged, section);
    }
}

void mod_cors_startup_verdict_check_same_path(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *earlier,
    const mod_cors_startup_section_t *later)
{
    if (cors_policy_is_in_force(merged)) {
        warn_of_containers(verdict, merged, earlier);
    }
    if (earlier->is_inherited == later->is_inherited) {
        mod_cors_startup_containers_compare(verdict->pconf, verdict->known,
                                            earlier->settings, later->settings);
    }
}

bool mod_cors_startup_verdict_check_pair(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *directory,
    const mod_cors_startup_section_t *location, unsigned elsewhere)
{
    search_t search = {.verdict = verdict,
                       .section = location,
                       .directory = directory,
                       .others_have = elsewhere};

    return search_faults(&search, merged);
}

/* --- the settings of one section ---------------------------------------- */

static void warn_of_redundant(mod_cors_startup_verdict_t *verdict,
                              const char *directive,
                              const cors_rule_list_t *list)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (add_pointer(verdict->sets, list->sets[i])) {
            mod_cors_startup_warn_covered(verdict->pconf, verdict->known,
                                          directive, list->sets[i]);
        }
    }
}

void mod_cors_startup_verdict_check_values(mod_cors_startup_verdict_t *verdict,
                                           const cors_settings_t *settings)
{
    warn_of_redundant(verdict, "CorsAllowOrigin", &settings->origin_rules);
    warn_of_redundant(verdict, "CorsEnforceExcept", &settings->enforce_except);
    mod_cors_startup_warn_exceptions(verdict->pconf, verdict->known, settings);
    mod_cors_startup_warn_engine(verdict->pconf, verdict->known, settings);
}

/* --- results ------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    return cors_place_compare((*(found_t *const *)a)->fault.place,
                              (*(found_t *const *)b)->fault.place);
}

/* Whether the fault advises to tolerate "null", though credentials forbid it
 * too, and that fault is as severe. */
static bool is_said_otherwise(const mod_cors_startup_verdict_t *verdict,
                              const found_t *found)
{
    int i;

    if (found->fault.kind != CORS_FAULT_NULL_NOT_TOLERATED) {
        return false;
    }
    for (i = 0; i < verdict->faults->nelts; ++i) {
        const found_t *other = APR_ARRAY_IDX(verdict->faults, i, found_t *);

        if (other->fault.kind == CORS_FAULT_NULL_WITH_CREDENTIALS
            && other->fault.rule == found->fault.rule
            && (other->stops || !found->stops)) {
            return true;
        }
    }
    return false;
}

int mod_cors_startup_verdict_report(mod_cors_startup_verdict_t *verdict,
                                    server_rec *main_server)
{
    int stopping = 0;
    int i;

    qsort(verdict->faults->elts, verdict->faults->nelts, sizeof(found_t *),
          by_place);
    for (i = 0; i < verdict->faults->nelts; ++i) {
        const found_t *found = APR_ARRAY_IDX(verdict->faults, i, found_t *);
        const cors_place_t *place;

        if (is_said_otherwise(verdict, found)) {
            continue;
        }
        place = found->fault.place;
        if (found->stops) {
            ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, main_server,
                         "%s:%d: %s", place->file, place->line,
                         found->sentence);
            ++stopping;
        }
        else {
            mod_cors_warnings_add(
                verdict->pconf, place,
                apr_pstrcat(verdict->pconf, found->sentence,
                            "; requests to which both apply are refused",
                            NULL));
        }
    }
    mod_cors_startup_idle_warn(verdict->idle, verdict->pconf, verdict->known);
    return stopping;
}

int mod_cors_startup_verdict_policies(const mod_cors_startup_verdict_t *verdict)
{
    return (int)apr_hash_count(verdict->policies);
}
