/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_container_faults.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "policy/cors_fault.h"

struct mod_cors_startup_container_faults_t {
    apr_pool_t *pool;
    apr_pool_t *copies;  /* the settings for one container at a time */
    apr_hash_t *results; /* by case_t: those of the containers at fault */
};

enum {
    RELEVANT =
        CORS_CUT_CREDENTIALS | CORS_CUT_TOLERANCE | CORS_CUT_EXPOSED_HEADERS
};

/* All that decides which containers of a section are at fault. It is compared
 * as a whole, and has no bytes between its members. */
typedef struct {
    const cors_containers_t *containers;
    unsigned credentials;
    unsigned tolerance;
    unsigned later;       /* of the cut, those that are RELEVANT */
    unsigned exposed_any; /* bits: "*" is in a set before or after theirs */
} case_t;

mod_cors_startup_container_faults_t *
mod_cors_startup_container_faults_create(apr_pool_t *pool)
{
    mod_cors_startup_container_faults_t *faults =
        apr_palloc(pool, sizeof(*faults));

    faults->pool = pool;
    faults->results = apr_hash_make(pool);
    apr_pool_create(&faults->copies, pool);
    return faults;
}

static unsigned exposed_any(const cors_name_list_t *list, const cors_cut_t *cut)
{
    int after = list->list.count - cut->added[CORS_CUT_OF_EXPOSED_HEADERS];
    unsigned found = 0;
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (cors_names_any(list->sets[i])) {
            found |= i < after ? 1U : 2U;
        }
    }
    return found;
}

static apr_array_header_t *
check_each(const mod_cors_startup_container_faults_t *faults,
           const cors_settings_t *settings, int set)
{
    apr_array_header_t *found =
        apr_array_make(faults->pool, 4, sizeof(const cors_container_t *));
    const cors_container_t *container = settings->cuts[set].containers->first;

    for (; container; container = container->next) {
        if (cors_fault_is_in(cors_container_settings(settings, set, container,
                                                     faults->copies),
                             cors_rule_group_risks(&container->rules))) {
            APR_ARRAY_PUSH(found, const cors_container_t *) = container;
        }
        apr_pool_clear(faults->copies);
    }
    return found;
}

/* Returns the containers of a set that are at fault. */
static const apr_array_header_t *
faults_of(const mod_cors_startup_container_faults_t *faults,
          const cors_settings_t *settings, int set)
{
    const cors_cut_t *cut = &settings->cuts[set];
    const case_t key = {cut->containers, settings->credentials.on,
                        settings->tolerance.flags, cut->later & RELEVANT,
                        exposed_any(&settings->exposed_headers, cut)};
    apr_array_header_t *found =
        apr_hash_get(faults->results, &key, sizeof(key));

    if (!found) {
        found = check_each(faults, settings, set);
        apr_hash_set(faults->results,
                     apr_pmemdup(faults->pool, &key, sizeof(key)), sizeof(key),
                     found);
    }
    return found;
}

void mod_cors_startup_container_faults_each(
    mod_cors_startup_container_faults_t *faults,
    const cors_settings_t *settings, cors_container_visit_t *visit, void *baton)
{
    int set, i;

    for (set = 0; settings->cuts && set < settings->origin_rules.list.count;
         ++set) {
        const apr_array_header_t *found = cors_fault_is_possible(settings, set)
                                              ? faults_of(faults, settings, set)
                                              : NULL;

        for (i = 0; found && i < found->nelts; ++i) {
            visit(baton, set,
                  APR_ARRAY_IDX(found, i, const cors_container_t *));
        }
    }
}
