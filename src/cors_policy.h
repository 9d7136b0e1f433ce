/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings: what the directives of a section say, how sections merge, and
 * what is in force where they have merged. It knows nothing of requests, and
 * leaves it to cors_fault.h which settings must not meet.
 *
 * Everything in here is immutable once its section has been read; merged
 * settings share the compiled sets of what they were merged from.
 */
#ifndef CORS_POLICY_H
#define CORS_POLICY_H

#include "cors_names.h"
#include "cors_origin_set.h"
#include "cors_place.h"

/* In every field below, a place of NULL means "unset". */

typedef struct {
    bool on;
    const cors_place_t *place;
} cors_switch_t;

typedef enum {
    CORS_ENGINE_ON, /* where there is something to do */
    CORS_ENGINE_OFF,
    CORS_ENGINE_REPORT_ONLY /* decides, and does nothing about it */
} cors_engine_e;

typedef struct {
    cors_engine_e mode;
    const cors_place_t *place;
} cors_engine_t;

/* A number, kept as the text that a field or a status takes. */
typedef struct {
    long value;
    const char *text; /* NULL: set to "None" */
    const cors_place_t *place;
} cors_number_t;

/* A list as far as it is merged: sets to be asked one after the other. */
typedef struct {
    const cors_place_t *place; /* of the line that decided; for messages */
    bool extends;              /* the inherited list; else replaces it */
    int count;
    void *const *sets; /* count times cors_origin_set_t * or cors_names_t * */
} cors_list_t;

/* One section's part of the deny rules. */
typedef struct {
    cors_origin_set_t *set;
    const cors_place_t *place; /* of its first line */
} cors_deny_t;

enum {
    CORS_TOLERATE_INSECURE_ORIGINS = 1,
    CORS_TOLERATE_PUBLIC_SUFFIXES = 2,
    CORS_TOLERATE_NULL_ORIGIN = 4
};

typedef struct {
    unsigned flags;
    const cors_place_t *place;
} cors_tolerance_t;

typedef struct {
    cors_engine_t engine;
    cors_engine_t configured_engine; /* what configuration files alone say */
    cors_list_t origin_rules;        /* of cors_origin_set_t */
    cors_list_t deny_rules;          /* of cors_deny_t; always extends */
    cors_list_t methods;             /* of cors_names_t, as are the next two */
    cors_list_t request_headers;
    cors_list_t exposed_headers;
    cors_switch_t credentials;
    cors_switch_t timing;   /* Timing-Allow-Origin */
    cors_switch_t forward;  /* preflights to the application */
    cors_switch_t preserve; /* the application's own fields */
    cors_switch_t enforce;
    cors_switch_t configured_enforce; /* what configuration files alone say */
    cors_number_t max_age;            /* seconds */
    cors_number_t preflight_status;   /* unset: 204 */
    cors_tolerance_t tolerance;
} cors_settings_t;

/* Settings in which nothing is set. */
cors_settings_t *cors_settings_create(apr_pool_t *pool);

/* What holds where add's section lies inside base's: add wins field by field,
 * lists extend or replace, deny rules add up. Associative. One allocation;
 * neither side is written to, and both must live as long as the result. */
cors_settings_t *cors_settings_merge(const cors_settings_t *base,
                                     const cors_settings_t *add,
                                     apr_pool_t *pool);

/* Whether origins may be admitted here: the engine is not off and there are
 * origin rules. */
bool cors_policy_is_in_force(const cors_settings_t *settings);

/* Which protecting settings (CorsDenyOrigin, CorsEnforce) count. */
typedef enum {
    CORS_PROTECT_NONE,       /* the administrator lifted them */
    CORS_PROTECT_CONFIGURED, /* a tenant turned the engine off or to
                                ReportOnly: those of configuration files */
    CORS_PROTECT_ALL
} cors_protect_e;

/* What decisions go by, and what is carried out of them: under ReportOnly all
 * count for the decision, and for the response no more than if it were Off. */
cors_protect_e cors_protection_decided(const cors_settings_t *settings);
cors_protect_e cors_protection_upheld(const cors_settings_t *settings);

/* Whether deny rules are in force, with or without a policy. */
bool cors_denial_is_in_force(const cors_settings_t *settings,
                             cors_protect_e protect);

/* Whether actual requests of origins that are not allowed are refused, with
 * or without a policy. A tenant cannot lift what configuration files enforce. */
bool cors_enforcement_is_in_force(const cors_settings_t *settings,
                                  cors_protect_e protect);

/* Whether either of the two is in force. */
bool cors_protection_is_in_force(const cors_settings_t *settings,
                                 cors_protect_e protect);

/* The first deny rule in force that names the origin, or NULL. A malformed
 * origin is named by none. Allocates nothing. */
const cors_rule_t *cors_settings_denies(const cors_settings_t *settings,
                                        cors_protect_e protect,
                                        cors_origin_lookup_t *lookup);

/* The first origin rule that admits the origin, or NULL, deny rules and
 * faults aside. Allocates nothing. */
const cors_rule_t *cors_settings_admits(const cors_settings_t *settings,
                                        cors_origin_lookup_t *lookup);

/* "*" or the one exact origin (other than "null") that is all that the origin
 * rules name, or NULL. */
const char *cors_policy_only_value(const cors_settings_t *settings);

/* Whether a policy with an only value sends it on every response, whoever
 * asks. Fetch, "CORS protocol and HTTP caches". Asked of a sound policy;
 * conditions around the settings are not seen. */
bool cors_policy_is_constant(const cors_settings_t *settings);

/* All origins that the policy admits, as a list-based field value, if they are
 * few enough to be named (see cors_origin_set_value) and none is denied; else
 * NULL. The value of one set is ready; several are joined without doubles in
 * pool. */
const char *cors_policy_origins_value(const cors_settings_t *settings,
                                      apr_pool_t *pool);

/* The place of a "*" in a list of names, NULL if there is none. */
const cors_place_t *cors_list_any(const cors_list_t *list);

/* Whether a list of names has the name itself. */
bool cors_list_contains(const cors_list_t *list, const char *name,
                        apr_size_t length);

/* The list as a field value, NULL if it is empty. One set's value is ready;
 * several are joined without doubles in pool. */
const char *cors_list_value(const cors_list_t *list, cors_names_kind_e kind,
                            apr_pool_t *pool);

#endif
