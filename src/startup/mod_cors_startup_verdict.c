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
    apr_hash_t *known; /* faults (found_t), by their keys */
    apr_hash_t *idle;  /* see mod_cors_startup_idle_note */
    apr_hash_t *seen;  /* pointers to sets and places that were seen */
    int policies;
    apr_pool_t *scratch;
    mod_cors_startup_container_faults_t *container_faults;
    apr_array_header_t *faults; /* of found_t * */
    /* The number of sections of the server that may prevent a fault, by its
     * kind. */
    int preventing[CORS_FAULT_KINDS];
};

typedef struct {
    cors_fault_t fault;
    const char *sentence;
    bool stops;
} found_t;

/* One search for the faults of settings. */
typedef struct {
    mod_cors_startup_verdict_t *verdict;
    const mod_cors_startup_section_t *section;
    /* A section of the other kind, whose settings are merged too; NULL: none.
     * Then only combinations of the two kinds are faults. */
    const mod_cors_startup_section_t *directory;
    const cors_settings_t *settings;
    bool has_rules;
    /* The sections that have the value at fault and CorsAllowCredentials; one
     * section if the value is at fault without credentials. */
    const mod_cors_startup_section_t *value;
    const mod_cors_startup_section_t *credentials;
    bool found;
} search_t;

mod_cors_startup_verdict_t *mod_cors_startup_verdict_create(apr_pool_t *pconf,
                                                            apr_pool_t *ptemp)
{
    mod_cors_startup_verdict_t *verdict = apr_pcalloc(ptemp, sizeof(*verdict));

    verdict->pconf = pconf;
    verdict->ptemp = ptemp;
    verdict->known = apr_hash_make(ptemp);
    verdict->idle = apr_hash_make(ptemp);
    verdict->seen = apr_hash_make(ptemp);
    apr_pool_create(&verdict->scratch, ptemp);
    verdict->container_faults = mod_cors_startup_container_faults_create(ptemp);
    verdict->faults = apr_array_make(ptemp, 4, sizeof(found_t *));
    return verdict;
}

/* Whether a pointer is seen for the first time. */
static bool is_new(mod_cors_startup_verdict_t *verdict, const void *pointer)
{
    if (apr_hash_get(verdict->seen, &pointer, sizeof(pointer))) {
        return false;
    }
    apr_hash_set(verdict->seen,
                 apr_pmemdup(verdict->ptemp, &pointer, sizeof(pointer)),
                 sizeof(pointer), verdict);
    return true;
}

static bool is_server(const mod_cors_startup_section_t *section)
{
    return section->kind == MOD_CORS_STARTUP_SERVER;
}

/* --- third sections ----------------------------------------------------- */

/* Whether a section with these settings may prevent faults of a kind that the
 * settings of two other sections make. */
static bool may_prevent(const cors_settings_t *settings, cors_fault_kind_e kind)
{
    const cors_value_list_t *list =
        kind == CORS_FAULT_EXPOSED_ANY_WITH_CREDENTIALS
            ? &settings->exposed_headers.list
            : &settings->origin_rules.list;

    return list->place || settings->credentials.place
           || settings->engine.mode == CORS_ENGINE_OFF
           || (settings->tolerance.flags & cors_fault_tolerance(kind));
}

void mod_cors_startup_verdict_start_server(mod_cors_startup_verdict_t *verdict)
{
    memset(verdict->preventing, 0, sizeof(verdict->preventing));
}

void mod_cors_startup_verdict_count(mod_cors_startup_verdict_t *verdict,
                                    const cors_settings_t *settings)
{
    int kind;

    for (kind = 0; kind < CORS_FAULT_KINDS; ++kind) {
        verdict->preventing[kind] += may_prevent(settings, kind);
    }
}

/* Whether a section other than the two of a fault may prevent it. The settings
 * of servers are not counted: httpd merges them before all sections, so they
 * cannot prevent what sections cause. */
static bool third_section_prevents_it(const search_t *search,
                                      cors_fault_kind_e kind)
{
    const mod_cors_startup_section_t *two[] = {search->value,
                                               search->credentials};
    int others = search->verdict->preventing[kind];
    int i;

    for (i = 0; i < 2; ++i) {
        others -= !is_server(two[i]) && may_prevent(two[i]->settings, kind);
    }
    return others > 0;
}

/* --- faults ------------------------------------------------------------- */

static bool stops(const search_t *search, const cors_fault_t *fault)
{
    if (search->directory || search->value->is_inherited
        || search->credentials->is_inherited) {
        return false;
    }
    return search->value == search->credentials
           || (search->has_rules
               && !third_section_prevents_it(search, fault->kind));
}

/* Returns the section of a chain that has the list with this place, or
 * CorsAllowCredentials there; NULL: none. If the main server and a virtual host
 * have the same, returns the main server. */
static const mod_cors_startup_section_t *
find_in_chain(const mod_cors_startup_section_t *section,
              const cors_place_t *place)
{
    const mod_cors_startup_section_t *found = NULL;

    for (; section; section = section->outer) {
        const cors_settings_t *settings = section->settings;

        if (settings->credentials.place == place
            || settings->origin_rules.list.place == place
            || settings->exposed_headers.list.place == place) {
            found = section;
        }
    }
    return found;
}

static const mod_cors_startup_section_t *find_section(const search_t *search,
                                                      const cors_place_t *place)
{
    const mod_cors_startup_section_t *found =
        find_in_chain(search->section, place);

    return found ? found : find_in_chain(search->directory, place);
}

/* Finds the sections of a fault. Returns whether this search is about them. It
 * is not about other sections of the same path, which are merged too. The
 * settings of servers are merged with all sections that have rules. */
static bool find_sections(search_t *search, const cors_fault_t *fault)
{
    const mod_cors_startup_section_t *value = find_section(search, fault->list);
    const mod_cors_startup_section_t *credentials =
        find_section(search, fault->other_list);

    search->value = value;
    search->credentials = credentials;
    if (!value || !credentials) {
        return false;
    }
    return search->directory
               ? value->kind != credentials->kind && !is_server(value)
                     && !is_server(credentials)
               : search->has_rules || !is_server(value)
                     || !is_server(credentials);
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
    found->stops = found->stops || stops(search, fault);
    search->found = true;
    return true;
}

static void search_in_container(void *baton, int set,
                                const cors_container_t *container)
{
    search_t *search = baton;
    apr_pool_t *scratch = search->verdict->scratch;

    cors_fault_each(
        cors_container_settings(search->settings, set, container, scratch),
        add_fault, search);
    apr_pool_clear(scratch);
}

bool mod_cors_startup_verdict_check_combinations(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *settings,
    const mod_cors_startup_section_t *section,
    const mod_cors_startup_section_t *directory, unsigned elsewhere)
{
    search_t search = {.verdict = verdict,
                       .settings = settings,
                       .section = section,
                       .directory = directory,
                       .has_rules = settings->origin_rules.list.count > 0};

    if (settings->engine.mode != CORS_ENGINE_OFF
        && (search.has_rules || (elsewhere & MOD_CORS_STARTUP_HAS_RULES))) {
        cors_fault_each(settings, add_fault, &search);
        apr_pool_clear(verdict->scratch);
        mod_cors_startup_container_faults_each(
            verdict->container_faults, settings, search_in_container, &search);
    }
    return search.found;
}

/* --- the settings of one section ---------------------------------------- */

static void warn_of_redundant(mod_cors_startup_verdict_t *verdict,
                              const char *directive,
                              const cors_rule_list_t *list)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (is_new(verdict, list->sets[i])) {
            mod_cors_startup_warn_covered(verdict->pconf, directive,
                                          list->sets[i]);
        }
    }
}

void mod_cors_startup_verdict_check_section(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere)
{
    cors_settings_t settings = *section->settings;

    warn_of_redundant(verdict, "CorsAllowOrigin", &settings.origin_rules);
    warn_of_redundant(verdict, "CorsEnforceExcept", &settings.enforce_except);
    mod_cors_startup_warn_exceptions(verdict->pconf, &settings);
    mod_cors_startup_warn_engine(verdict->pconf, &settings);
    /* What never applies in one virtual host may apply in others. */
    if (cors_policy_is_in_force(merged) && !section->is_inherited) {
        mod_cors_startup_containers_warn(verdict->pconf, merged,
                                         section->settings);
    }
    /* <Files> and <If> are merged last, so merged has all of their settings. */
    if (section->kind == MOD_CORS_STARTUP_INSIDE
        || section->settings == merged) {
        return;
    }
    elsewhere |= mod_cors_startup_idle_flags(merged);
    mod_cors_startup_idle_note(verdict->idle, &settings, elsewhere);
    settings.engine = merged->engine;
    settings.tolerance = merged->tolerance;
    mod_cors_startup_verdict_check_combinations(verdict, &settings, section,
                                                NULL, elsewhere);
}

/* --- the settings of several sections ----------------------------------- */

void mod_cors_startup_verdict_check_same_path(
    mod_cors_startup_verdict_t *verdict,
    const mod_cors_startup_section_t *earlier,
    const mod_cors_startup_section_t *later)
{
    if (earlier->is_inherited == later->is_inherited) {
        mod_cors_startup_containers_compare(verdict->pconf, earlier->settings,
                                            later->settings);
    }
}

void mod_cors_startup_verdict_check_merged(
    mod_cors_startup_verdict_t *verdict, const cors_settings_t *merged,
    const mod_cors_startup_section_t *section, unsigned elsewhere)
{
    mod_cors_startup_idle_note(verdict->idle, merged,
                               mod_cors_startup_idle_flags(merged) | elsewhere);
    mod_cors_startup_verdict_check_combinations(verdict, merged, section, NULL,
                                                elsewhere);
    if (cors_policy_is_in_force(merged)) {
        verdict->policies += is_new(verdict, merged->origin_rules.list.place);
        mod_cors_startup_warn_policy(
            verdict->pconf, merged,
            (elsewhere & MOD_CORS_STARTUP_HAS_DENY_RULES) != 0);
    }
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
    mod_cors_startup_idle_warn(verdict->idle, verdict->pconf);
    return stopping;
}

int mod_cors_startup_verdict_policies(const mod_cors_startup_verdict_t *verdict)
{
    return verdict->policies;
}
