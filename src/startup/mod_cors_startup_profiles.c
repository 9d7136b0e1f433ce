/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_profiles.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "policy/cors_fault.h"

struct mod_cors_startup_profiles_t {
    apr_pool_t *pool;
    apr_pool_t *copies;   /* the settings for one profile at a time */
    apr_hash_t *sections; /* of apr_array_header_t of profile_t *; keyed by the
                             pointer to the containers of a section */
};

/* All that decides whether a container can be at fault. */
typedef struct {
    unsigned risks; /* CORS_RISK_... of its rules */
    unsigned tolerance;
    bool tolerates, has_credentials, credentials, exposes, extends, exposes_any;
} profile_key_t;

typedef struct {
    profile_key_t key;
    apr_array_header_t *containers;
} profile_t;

mod_cors_startup_profiles_t *mod_cors_startup_profiles_create(apr_pool_t *pool)
{
    mod_cors_startup_profiles_t *profiles = apr_palloc(pool, sizeof(*profiles));

    profiles->pool = pool;
    profiles->sections = apr_hash_make(pool);
    apr_pool_create(&profiles->copies, pool);
    return profiles;
}

/* All bytes of the key are set, since it is compared as a whole. */
static void set_key(profile_key_t *key, const cors_container_t *container)
{
    const cors_name_list_t *exposed =
        &container->names[CORS_CUT_OF_EXPOSED_HEADERS];

    memset(key, 0, sizeof(*key));
    key->risks = cors_rule_group_risks(&container->rules);
    key->tolerance = container->tolerance.flags;
    key->tolerates = container->tolerance.place != NULL;
    key->has_credentials = container->credentials.place != NULL;
    key->credentials = container->credentials.on;
    key->exposes = exposed->list.place != NULL;
    key->extends = exposed->list.extends;
    key->exposes_any = cors_name_list_any(exposed) != NULL;
}

static profile_t *add_profile(mod_cors_startup_profiles_t *profiles,
                              apr_array_header_t *of_section,
                              const profile_key_t *key)
{
    profile_t *profile = apr_palloc(profiles->pool, sizeof(*profile));

    profile->key = *key;
    profile->containers =
        apr_array_make(profiles->pool, 4, sizeof(const cors_container_t *));
    APR_ARRAY_PUSH(of_section, profile_t *) = profile;
    return profile;
}

static profile_t *profile_for(mod_cors_startup_profiles_t *profiles,
                              apr_array_header_t *of_section,
                              const cors_container_t *container)
{
    profile_key_t key;
    int i;

    set_key(&key, container);
    for (i = 0; i < of_section->nelts; ++i) {
        profile_t *profile = APR_ARRAY_IDX(of_section, i, profile_t *);

        if (memcmp(&profile->key, &key, sizeof(key)) == 0) {
            return profile;
        }
    }
    return add_profile(profiles, of_section, &key);
}

static const apr_array_header_t *
profiles_of(mod_cors_startup_profiles_t *profiles,
            const cors_containers_t *containers)
{
    apr_array_header_t *of_section =
        apr_hash_get(profiles->sections, &containers, sizeof(containers));
    const cors_container_t *container;

    if (of_section) {
        return of_section;
    }
    of_section = apr_array_make(profiles->pool, 4, sizeof(profile_t *));
    for (container = containers->first; container;
         container = container->next) {
        const profile_t *profile = profile_for(profiles, of_section, container);

        APR_ARRAY_PUSH(profile->containers, const cors_container_t *) =
            container;
    }
    apr_hash_set(profiles->sections,
                 apr_pmemdup(profiles->pool, &containers, sizeof(containers)),
                 sizeof(containers), of_section);
    return of_section;
}

static const cors_container_t *container_at(const profile_t *profile, int i)
{
    return APR_ARRAY_IDX(profile->containers, i, const cors_container_t *);
}

static bool is_at_fault(const mod_cors_startup_profiles_t *profiles,
                        const cors_settings_t *settings, int set,
                        const profile_t *profile)
{
    bool fault = cors_fault_is_in(
        cors_container_settings(settings, set, container_at(profile, 0),
                                profiles->copies),
        profile->key.risks);

    apr_pool_clear(profiles->copies);
    return fault;
}

static void visit_section(mod_cors_startup_profiles_t *profiles,
                          const cors_settings_t *settings, int set,
                          cors_container_visit_t *visit, void *baton)
{
    const apr_array_header_t *of_section =
        profiles_of(profiles, settings->cuts[set].containers);
    int i, j;

    for (i = 0; i < of_section->nelts; ++i) {
        const profile_t *profile = APR_ARRAY_IDX(of_section, i, profile_t *);

        if (is_at_fault(profiles, settings, set, profile)) {
            for (j = 0; j < profile->containers->nelts; ++j) {
                visit(baton, set, container_at(profile, j));
            }
        }
    }
}

void mod_cors_startup_profiles_each(mod_cors_startup_profiles_t *profiles,
                                    const cors_settings_t *settings,
                                    cors_container_visit_t *visit, void *baton)
{
    int set;

    for (set = 0; settings->cuts && set < settings->origin_rules.list.count;
         ++set) {
        if (settings->cuts[set].containers) {
            visit_section(profiles, settings, set, visit, baton);
        }
    }
}
