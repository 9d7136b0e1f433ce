/* SPDX-License-Identifier: Apache-2.0
 *
 * What was found is remembered by the places in the configuration that form
 * it, so that a thousand virtual hosts that inherit one fault report it once.
 */
#include "startup/mod_cors_startup_verdict.h"

#include <stdlib.h>

#include <http_log.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "policy/cors_fault.h"
#include "startup/mod_cors_startup_advice.h"
#include "startup/mod_cors_startup_idle.h"
#include "glue/mod_cors_warnings.h"

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

struct mod_cors_judge_t {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *known; /* what was found, by its words */
    mod_cors_startup_idle_t *idle;
    apr_hash_t *policies;       /* places of origin rules in force */
    apr_hash_t *rules;          /* sets whose rules were judged */
    apr_array_header_t *faults; /* of found_t * */
};

typedef struct {
    const cors_place_t *place;
    const char *sentence;
    bool certain;
} found_t;

mod_cors_judge_t *mod_cors_judge_create(apr_pool_t *pconf, apr_pool_t *ptemp)
{
    mod_cors_judge_t *judge = apr_pcalloc(ptemp, sizeof(*judge));

    judge->pconf = pconf;
    judge->ptemp = ptemp;
    judge->known = apr_hash_make(ptemp);
    judge->idle = mod_cors_startup_idle_create(pconf, ptemp);
    judge->policies = apr_hash_make(ptemp);
    judge->rules = apr_hash_make(ptemp);
    judge->faults = apr_array_make(ptemp, 4, sizeof(found_t *));
    return judge;
}

/* One pass over the faults of some settings. */
typedef struct {
    mod_cors_judge_t *judge;
    const cors_settings_t *settings;
    const mod_cors_doubt_t *doubt;
} pass_t;

typedef struct {
    const cors_fault_t *wanted;
    bool found;
} comparison_t;

static bool compare_fault(void *baton, const cors_fault_t *fault)
{
    comparison_t *comparison = baton;
    const cors_fault_t *wanted = comparison->wanted;

    comparison->found = fault->kind == wanted->kind
                        && fault->place == wanted->place
                        && fault->other == wanted->other
                        && strcmp(fault->value, wanted->value) == 0;
    return !comparison->found;
}

static bool has_fault(const cors_settings_t *settings,
                      const cors_fault_t *fault)
{
    comparison_t comparison = {fault, false};

    if (settings && cors_policy_is_in_force(settings)) {
        cors_fault_each(settings, compare_fault, &comparison);
    }
    return comparison.found;
}

static bool is_certain(const pass_t *pass, const cors_fault_t *fault)
{
    const mod_cors_doubt_t *doubt = pass->doubt;

    if (!doubt || (cors_fault_tolerance(fault->kind) & doubt->tolerances)) {
        return false;
    }
    if (doubt->sure != pass->settings && !has_fault(doubt->sure, fault)) {
        return false;
    }
    return !doubt->off || has_fault(doubt->alone, fault);
}

static bool keep_fault(void *baton, const cors_fault_t *fault)
{
    const pass_t *pass = baton;
    mod_cors_judge_t *judge = pass->judge;
    const char *words = mod_cors_warnings_key(
        judge->ptemp,
        apr_psprintf(judge->ptemp, "%d '%s'", (int)fault->kind, fault->value),
        fault->place, fault->other);
    found_t *found = apr_hash_get(judge->known, words, APR_HASH_KEY_STRING);

    if (!found) {
        found = apr_pcalloc(judge->ptemp, sizeof(*found));
        found->place = fault->place;
        found->sentence = cors_fault_sentence(fault, judge->pconf);
        apr_hash_set(judge->known, words, APR_HASH_KEY_STRING, found);
        APR_ARRAY_PUSH(judge->faults, found_t *) = found;
    }
    found->certain = found->certain || is_certain(pass, fault);
    return true;
}

/* Policies are counted by where their origin rules were written. */
static void note_policy(mod_cors_judge_t *judge,
                        const cors_settings_t *settings)
{
    const cors_place_t *place = settings->origin_rules.place;

    if (!apr_hash_get(judge->policies, &place, sizeof(place))) {
        apr_hash_set(judge->policies,
                     apr_pmemdup(judge->ptemp, &place, sizeof(place)),
                     sizeof(place), place);
    }
}

void mod_cors_judge(mod_cors_judge_t *judge, const cors_settings_t *settings,
                    const mod_cors_doubt_t *doubt, mod_cors_gain_t gain)
{
    bool policy = cors_policy_is_in_force(settings);
    pass_t pass = {judge, settings, doubt};

    mod_cors_startup_idle_note(judge->idle, settings, gain.rules,
                               gain.enforcement);
    if (policy) {
        note_policy(judge, settings);
        cors_fault_each(settings, keep_fault, &pass);
        mod_cors_startup_advice_policy(judge->pconf, judge->known, settings,
                                       gain.denial);
    }
}

/* The state of one pass over the rules of a set. */
typedef struct {
    mod_cors_judge_t *judge;
    const char *directive;
} rules_t;

static void warn_covered(void *baton, const cors_rule_t *covered,
                         const cors_rule_t *by)
{
    const rules_t *rules = baton;
    mod_cors_judge_t *judge = rules->judge;

    if (!mod_cors_warnings_is_new(judge->known, covered->text, covered->place,
                                  by->place)) {
        return;
    }
    mod_cors_warnings_add(judge->pconf, covered->place,
                          apr_psprintf(judge->pconf,
                                       "%s '%s' is already covered by '%s' "
                                       "(%s:%d); remove it",
                                       rules->directive, covered->text,
                                       by->text, by->place->file,
                                       by->place->line));
}

void mod_cors_judge_set(mod_cors_judge_t *judge, const char *directive,
                        const cors_origin_set_t *set)
{
    rules_t rules = {judge, directive};

    if (!apr_hash_get(judge->rules, &set, sizeof(set))) {
        apr_hash_set(judge->rules, apr_pmemdup(judge->ptemp, &set, sizeof(set)),
                     sizeof(set), set);
        cors_origin_set_each_covered(set, warn_covered, &rules);
    }
}

void mod_cors_judge_engine(mod_cors_judge_t *judge,
                           const cors_settings_t *settings)
{
    mod_cors_startup_advice_engine(judge->pconf, judge->known, settings);
}

static void judge_list(mod_cors_judge_t *judge, const char *directive,
                       const cors_list_t *list)
{
    int i;

    for (i = 0; i < list->count; ++i) {
        mod_cors_judge_set(judge, directive, list->sets[i]);
    }
}

void mod_cors_judge_section(mod_cors_judge_t *judge,
                            const cors_settings_t *settings)
{
    if (settings) {
        judge_list(judge, "CorsAllowOrigin", &settings->origin_rules);
        judge_list(judge, "CorsEnforceExcept", &settings->enforce_except);
        mod_cors_startup_advice_exceptions(judge->pconf, judge->known,
                                           settings);
        mod_cors_judge_engine(judge, settings);
    }
}

void mod_cors_judge_idle(mod_cors_judge_t *judge)
{
    mod_cors_startup_idle_warn(judge->idle, judge->known);
}

static int by_place(const void *a, const void *b)
{
    return cors_place_compare((*(found_t *const *)a)->place,
                              (*(found_t *const *)b)->place);
}

int mod_cors_judge_write(mod_cors_judge_t *judge, server_rec *main_server)
{
    int certain = 0;
    int i;

    qsort(judge->faults->elts, judge->faults->nelts, sizeof(found_t *),
          by_place);
    for (i = 0; i < judge->faults->nelts; ++i) {
        const found_t *found = APR_ARRAY_IDX(judge->faults, i, found_t *);

        if (found->certain) {
            ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, main_server,
                         "%s:%d: %s", found->place->file, found->place->line,
                         found->sentence);
            ++certain;
        }
        else {
            mod_cors_warnings_add(
                judge->pconf, found->place,
                apr_pstrcat(judge->pconf, found->sentence,
                            "; requests that both hold for are "
                            "refused",
                            NULL));
        }
    }
    return certain;
}

int mod_cors_judge_policies(const mod_cors_judge_t *judge)
{
    return (int)apr_hash_count(judge->policies);
}
