/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_idle.h"

#include "glue/mod_cors_warnings.h"

/* A setting that has no effect without another one. The table is keyed by
 * its place. */
typedef struct {
    const char *directive;
    const cors_place_t *place;
    cors_needs_e needs;
    bool used;
} idle_t;

/* The baton of the callback that records a setting. */
typedef struct {
    apr_hash_t *table;
    unsigned has;
} note_t;

unsigned mod_cors_startup_idle_flags(const cors_settings_t *settings)
{
    return (settings->origin_rules.list.count > 0 ? MOD_CORS_STARTUP_HAS_RULES
                                                  : 0U)
           | (settings->enforce.level != CORS_ENFORCE_OFF
                      || settings->configured_enforce.level != CORS_ENFORCE_OFF
                  ? MOD_CORS_STARTUP_HAS_ENFORCEMENT
                  : 0U)
           | (settings->deny_rules.list.count > 0
                  ? MOD_CORS_STARTUP_HAS_DENY_RULES
                  : 0U);
}

static void note_dependent(void *baton, const char *directive,
                           cors_needs_e needs, const cors_place_t *place)
{
    const note_t *note = baton;
    idle_t *idle = apr_hash_get(note->table, &place, sizeof(place));

    if (!idle) {
        idle = apr_pcalloc(apr_hash_pool_get(note->table), sizeof(*idle));
        idle->directive = directive;
        idle->place = place;
        idle->needs = needs;
        apr_hash_set(note->table, &idle->place, sizeof(idle->place), idle);
    }
    if (note->has
        & (needs == CORS_NEEDS_ENFORCEMENT ? MOD_CORS_STARTUP_HAS_ENFORCEMENT
                                           : MOD_CORS_STARTUP_HAS_RULES)) {
        idle->used = true;
    }
}

void mod_cors_startup_idle_note(apr_hash_t *table,
                                const cors_settings_t *settings, unsigned has)
{
    note_t note = {table, has};

    cors_settings_each_dependent(settings, note_dependent, &note);
}

static const char *words_for(cors_needs_e needs)
{
    return needs == CORS_NEEDS_ENFORCEMENT
               ? "no 'CorsEnforce' applies to the same requests; write "
                 "'CorsEnforce', or remove it unless a "
                 ".htaccess or <Proxy> has 'CorsEnforce'"
               : "no origin rule applies to the same requests; write "
                 "'CorsAllowOrigin', or remove it unless a .htaccess or "
                 "<Proxy> has an origin rule";
}

void mod_cors_startup_idle_warn(apr_hash_t *table, apr_pool_t *pconf)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(apr_hash_pool_get(table), table); i;
         i = apr_hash_next(i)) {
        const idle_t *idle = apr_hash_this_val(i);

        if (!idle->used) {
            mod_cors_warnings_add_once(pconf, idle->directive, idle->place,
                                       NULL, "%s does nothing, %s",
                                       idle->directive, words_for(idle->needs));
        }
    }
}
