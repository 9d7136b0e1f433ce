/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_idle.h"

#include <apr_strings.h>

#include "glue/mod_cors_warnings.h"

struct mod_cors_startup_idle_t {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    apr_hash_t *places; /* place to idle_t */
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
    "if no .htaccess or <Proxy> does";

static const char lacks_enforcement[] =
    "no enforcement is in force with it; write 'CorsEnforce', or remove it if "
    "no .htaccess or <Proxy> does";

static void note_idle(mod_cors_startup_idle_t *table, const char *directive,
                      const char *lacks, const cors_place_t *place, bool used)
{
    idle_t *idle;

    if (!place) {
        return;
    }
    idle = apr_hash_get(table->places, &place, sizeof(place));
    if (!idle) {
        idle = apr_pcalloc(table->ptemp, sizeof(*idle));
        idle->directive = directive;
        idle->lacks = lacks;
        idle->place = place;
        apr_hash_set(table->places, &idle->place, sizeof(idle->place), idle);
    }
    idle->used = idle->used || used;
}

static void note_names(mod_cors_startup_idle_t *table, const char *directive,
                       const cors_name_list_t *list, bool used)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        note_idle(table, directive, lacks_rules,
                  cors_names_place(list->sets[i]), used);
    }
}

static void note_switch(mod_cors_startup_idle_t *table, const char *directive,
                        const cors_switch_t *field, bool used)
{
    note_idle(table, directive, lacks_rules, field->on ? field->place : NULL,
              used);
}

static void note_exceptions(mod_cors_startup_idle_t *table,
                            const cors_rule_list_t *list, bool used)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        note_idle(table, "CorsEnforceExcept", lacks_enforcement,
                  cors_origin_set_place(list->sets[i]), used);
    }
}

void mod_cors_startup_idle_note(mod_cors_startup_idle_t *table,
                                const cors_settings_t *s, bool rules,
                                bool enforcement)
{
    rules = rules || s->origin_rules.list.count > 0;
    enforcement = enforcement || s->enforce.level != CORS_ENFORCE_OFF
                  || s->configured_enforce.level != CORS_ENFORCE_OFF;

    note_names(table, "CorsAllowMethods", &s->methods, rules);
    note_names(table, "CorsAllowHeaders", &s->request_headers, rules);
    note_names(table, "CorsExposeHeaders", &s->exposed_headers, rules);
    note_switch(table, "CorsAllowCredentials", &s->credentials, rules);
    note_idle(table, "CorsMaxAge", lacks_rules,
              s->max_age.text ? s->max_age.place : NULL, rules);
    note_switch(table, "CorsTimingAllowOrigin", &s->timing, rules);
    note_switch(table, "CorsPreflight", &s->forward, rules);
    note_idle(table, "CorsPreflightStatus", lacks_rules,
              s->preflight_status.place, rules);
    note_switch(table, "CorsPreserveExisting", &s->preserve, rules);
    note_exceptions(table, &s->enforce_except, enforcement);
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
