/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_idle.h"

#include <apr_strings.h>

#include "glue/mod_cors_warnings.h"

struct mod_cors_startup_idle_t {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *places; /* of idle_t; keyed by its place */
};

/* A setting that has no effect without others. */
typedef struct {
    const char *directive;
    const char *lacks; /* what is missing, and what to write */
    const cors_place_t *place;
    bool used;
} idle_t;

mod_cors_startup_idle_t *mod_cors_startup_idle_create(apr_pool_t *pconf,
                                                      apr_pool_t *ptemp)
{
    mod_cors_startup_idle_t *table = apr_palloc(ptemp, sizeof(*table));

    table->pconf = pconf;
    table->ptemp = ptemp;
    table->places = apr_hash_make(ptemp);
    return table;
}

static const char lacks_rules[] =
    "no origin rule is in force with it; write 'CorsAllowOrigin', or remove it "
    "unless a .htaccess or <Proxy> has an origin rule";

static const char lacks_enforcement[] =
    "no enforcement is in force with it; write 'CorsEnforce', or remove it "
    "unless a .htaccess or <Proxy> has 'CorsEnforce'";

/* The baton of the callback that records a setting: whether origin rules, or
 * enforcement, are in force with it. */
typedef struct {
    mod_cors_startup_idle_t *table;
    bool rules, enforcement;
} in_force_t;

static void record_dependent(void *baton, const char *directive,
                             cors_needs_e needs, const cors_place_t *place)
{
    const in_force_t *in_force = baton;
    bool enforcement = needs == CORS_NEEDS_ENFORCEMENT;
    mod_cors_startup_idle_t *table = in_force->table;
    idle_t *idle = apr_hash_get(table->places, &place, sizeof(place));

    if (!idle) {
        idle = apr_pcalloc(table->ptemp, sizeof(*idle));
        idle->directive = directive;
        idle->lacks = enforcement ? lacks_enforcement : lacks_rules;
        idle->place = place;
        apr_hash_set(table->places, &idle->place, sizeof(idle->place), idle);
    }
    idle->used =
        idle->used || (enforcement ? in_force->enforcement : in_force->rules);
}

void mod_cors_startup_idle_note(mod_cors_startup_idle_t *table,
                                const cors_settings_t *s, bool rules,
                                bool enforcement)
{
    in_force_t in_force = {table, rules || s->origin_rules.list.count > 0,
                           enforcement || s->enforce.level != CORS_ENFORCE_OFF
                               || s->configured_enforce.level
                                      != CORS_ENFORCE_OFF};

    cors_settings_each_dependent(s, record_dependent, &in_force);
}

void mod_cors_startup_idle_warn(const mod_cors_startup_idle_t *table,
                                apr_hash_t *known)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(table->ptemp, table->places); i;
         i = apr_hash_next(i)) {
        const idle_t *idle = apr_hash_this_val(i);

        if (!idle->used
            && mod_cors_warnings_is_new(known, idle->directive, idle->place,
                                        NULL)) {
            mod_cors_warnings_add(table->pconf, idle->place,
                                  apr_pstrcat(table->pconf, idle->directive,
                                              " does nothing, ", idle->lacks,
                                              NULL));
        }
    }
}
