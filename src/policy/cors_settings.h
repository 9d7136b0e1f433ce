/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings: the values of the directives of a section, each with its place, and
 * how sections merge. cors_policy.h says what merged settings put in force.
 *
 * Settings do not change once their section has been read. Merged settings
 * share the compiled sets of the settings that they were merged from.
 */
#ifndef CORS_SETTINGS_H
#define CORS_SETTINGS_H

#include "policy/cors_cut.h"
#include "policy/cors_value_list.h"
#include "base/cors_place.h"

/* Every field below begins with its place; NULL means "unset". */

typedef struct {
    const cors_place_t *place;
    bool on;
} cors_switch_t;

typedef enum {
    CORS_ENGINE_ON,
    CORS_ENGINE_OFF,
    CORS_ENGINE_REPORT_ONLY /* decides, but does not change responses */
} cors_engine_e;

typedef struct {
    const cors_place_t *place;
    cors_engine_e mode;
} cors_engine_t;

/* Which requests of origins that are not allowed CorsEnforce refuses; each
 * level includes the ones before it. */
typedef enum {
    CORS_ENFORCE_OFF,
    CORS_ENFORCE_UNSAFE, /* unsafe methods and WebSocket handshakes */
    CORS_ENFORCE_ON
} cors_enforce_level_e;

typedef struct {
    const cors_place_t *place;
    cors_enforce_level_e level;
    bool credentials; /* the value has the word Credentials */
} cors_enforce_t;

/* A number, with the text for a response field. */
typedef struct {
    const cors_place_t *place;
    long value;
    const char *text; /* NULL: set to "None" */
} cors_number_t;

enum {
    CORS_TOLERATE_INSECURE_ORIGINS = 1,
    CORS_TOLERATE_PUBLIC_SUFFIXES = 2,
    CORS_TOLERATE_NULL_ORIGIN = 4,
    CORS_TOLERATE_ANY_INSTALLATION = 8,
    CORS_TOLERATE_FLAGS = 4 /* the number of flags */
};

typedef struct {
    const cors_place_t *place;
    unsigned flags;
} cors_tolerance_t;

/* If all bytes are zero, nothing is set. */
typedef struct cors_settings_t {
    cors_engine_t engine;
    cors_engine_t configured_engine; /* as without .htaccess files */
    cors_rule_list_t origin_rules;
    cors_deny_list_t deny_rules; /* always extends */
    cors_name_list_t methods;
    cors_name_list_t request_headers;
    cors_name_list_t exposed_headers;
    cors_switch_t credentials;
    cors_switch_t timing;   /* Timing-Allow-Origin */
    cors_switch_t forward;  /* the application answers preflights */
    cors_switch_t preserve; /* keeps the application's fields */
    cors_enforce_t enforce;
    cors_enforce_t configured_enforce; /* as without .htaccess files */
    cors_rule_list_t enforce_except;   /* never from .htaccess */
    cors_number_t max_age;             /* seconds */
    cors_number_t preflight_status;    /* unset: 204 */
    cors_tolerance_t tolerance;
    cors_switch_t explain; /* cors-explain answers; never from .htaccess */
    cors_switch_t status;  /* cors-status answers; never from .htaccess */
    const struct cors_stance_t *stance; /* NULL: not computed yet */
    const void *shared; /* a context of src/request that requests share, or
                           NULL */
    /* Parallel to the sets of origin_rules; NULL: no rule is in a container. */
    const cors_cut_t *cuts;
    /* Only in the settings for one origin (cors_container.h), which are never
     * merged; NULL in others. */
    const struct cors_chosen_t *chosen;
} cors_settings_t;

/* The container that an origin has chosen. */
typedef struct cors_chosen_t {
    const struct cors_container_t *container;
    const cors_cut_t *cut;        /* of the container's set */
    const cors_settings_t *plain; /* the settings that hold for other origins */
} cors_chosen_t;

/* Returns the settings of the URL: those that the settings for one origin were
 * made from, or else settings. */
static inline const cors_settings_t *
cors_settings_plain(const cors_settings_t *settings)
{
    return settings->chosen ? settings->chosen->plain : settings;
}

/* Merges the settings add of an inner section into the settings base of an
 * outer one, and returns the result. A field that is set in add replaces that
 * of base. A list with '+' extends that of base, and one without replaces it;
 * deny rules are joined. Merging is associative. Makes one allocation from
 * pool; if one side is empty, makes none and returns the other side. Does not
 * change base and add, which must live as long as the result. */
const cors_settings_t *cors_settings_merge(const cors_settings_t *base,
                                           const cors_settings_t *add,
                                           apr_pool_t *pool);

/* Returns the list of names with this index (CORS_CUT_OF_...). */
static inline const cors_name_list_t *
cors_settings_names(const cors_settings_t *settings, int list)
{
    switch (list) {
    case CORS_CUT_OF_METHODS:
        return &settings->methods;
    case CORS_CUT_OF_REQUEST_HEADERS:
        return &settings->request_headers;
    default:
        return &settings->exposed_headers;
    }
}

/* Returns what the cuts of merged settings depend on. It points into
 * settings. */
cors_cut_side_t cors_settings_cut_side(const cors_settings_t *settings);

/* Whether both were merged from the same directives, so that all decisions are
 * the same. Of settings for one origin, compares those that they were made
 * from. Allocates nothing. */
bool cors_settings_are_same(const cors_settings_t *one,
                            const cors_settings_t *other);

/* What a field of the settings is. */
typedef enum {
    CORS_SETTING_RULES,    /* cors_rule_list_t */
    CORS_SETTING_DENIED,   /* cors_deny_list_t */
    CORS_SETTING_NAMES,    /* cors_name_list_t */
    CORS_SETTING_ENGINE,   /* cors_engine_t */
    CORS_SETTING_SWITCH,   /* cors_switch_t */
    CORS_SETTING_ENFORCE,  /* cors_enforce_t */
    CORS_SETTING_NUMBER,   /* cors_number_t */
    CORS_SETTING_TOLERANCE /* cors_tolerance_t */
} cors_setting_kind_e;

/* Calls found for each field that is set, with its directive. If a directive
 * sets two fields, only the first is found. */
typedef void cors_settings_found_t(void *baton, const char *directive,
                                   cors_setting_kind_e kind, const void *field);
void cors_settings_each(const cors_settings_t *settings,
                        cors_settings_found_t *found, void *baton);

/* What else must be in force for a directive to have an effect. */
typedef enum {
    CORS_NEEDS_NOTHING,
    CORS_NEEDS_ORIGIN_RULES,
    CORS_NEEDS_ENFORCEMENT
} cors_needs_e;

/* Calls found for each directive in the settings that needs something else,
 * with its place. Calls it for a list once for each section that has values in
 * it. Does not call it for values without effect ("Off", "Answer", "None"). */
typedef void cors_settings_dependent_t(void *baton, const char *directive,
                                       cors_needs_e needs,
                                       const cors_place_t *place);
void cors_settings_each_dependent(const cors_settings_t *settings,
                                  cors_settings_dependent_t *found,
                                  void *baton);

#endif
