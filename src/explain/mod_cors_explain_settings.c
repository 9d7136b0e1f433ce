/* SPDX-License-Identifier: Apache-2.0
 *
 * The reverse of reading a directive. One function for each kind of field.
 */
#include "explain/mod_cors_explain_settings.h"

#include <string.h>

#include <apr_strings.h>

#include "base/cors_text.h"
#include "explain/cors_explanation.h"

typedef struct {
    mod_cors_explain_settings_found_t *found;
    void *baton;
    apr_pool_t *pool;
    const char *directive;     /* of the rules that are collected */
    cors_text_t text;          /* of these rules */
    const cors_place_t *place; /* of these rules, or NULL */
} visit_t;

const char *mod_cors_explain_settings_engine(cors_engine_e mode)
{
    static const char *const names[] = {[CORS_ENGINE_ON] = "On",
                                        [CORS_ENGINE_OFF] = "Off",
                                        [CORS_ENGINE_REPORT_ONLY] =
                                            "ReportOnly"};

    return names[mode];
}

const char *mod_cors_explain_settings_enforce(const cors_enforce_t *enforcement)
{
    static const char *const names[][2] = {
        [CORS_ENFORCE_OFF] = {"Off", "Off"},
        [CORS_ENFORCE_UNSAFE] = {"Unsafe", "Unsafe Credentials"},
        [CORS_ENFORCE_ON] = {"On", "On Credentials"},
    };

    return names[enforcement->level][enforcement->credentials];
}

static const char *switch_value(const char *directive, bool on)
{
    if (strcmp(directive, "CorsPreflight") == 0) {
        return on ? "Forward" : "Answer";
    }
    return on ? "On" : "Off";
}

static const char *tolerance_value(unsigned flags, apr_pool_t *pool)
{
    static const char *const names[CORS_TOLERATE_FLAGS] = {
        " InsecureOrigins", " PublicSuffixes", " NullOrigin",
        " AnyInstallation"};
    const char *value = "";
    int i;

    for (i = 0; i < CORS_TOLERATE_FLAGS; ++i) {
        if (flags & (1u << i)) {
            value = apr_pstrcat(pool, value, names[i], NULL);
        }
    }
    return *value ? value + 1 : "None";
}

static void flush(visit_t *visit)
{
    if (visit->place) {
        visit->found(visit->baton, visit->directive, visit->text.bytes,
                     visit->place);
    }
    visit->place = NULL;
    cors_text_init(&visit->text, visit->pool);
}

/* Collects the rules of one line. */
static void add_rule(void *baton, const cors_rule_t *rule)
{
    visit_t *visit = baton;
    const char *directive = visit->directive;

    if (rule->container) {
        return;
    }
    if (strcmp(directive, "CorsAllowOrigin") == 0
        && rule->kind == CORS_RULE_MATCHER) {
        directive = "CorsAllowOriginMatch";
    }
    if (rule->place != visit->place || directive != visit->directive) {
        flush(visit);
        visit->directive = directive;
        visit->place = rule->place;
    }
    if (visit->text.length > 0) {
        cors_text_add(&visit->text, " ");
    }
    cors_text_add(&visit->text, rule->text);
}

static void visit_set(visit_t *visit, const char *directive,
                      const cors_origin_set_t *set)
{
    visit->directive = directive;
    cors_origin_set_each(set, add_rule, visit);
    flush(visit);
}

static const char *names_value(const cors_names_t *names, apr_pool_t *pool)
{
    char *value = apr_pstrdup(pool, cors_names_value(names));
    char *comma;

    while ((comma = strchr(value, ',')) != NULL) {
        memmove(comma, comma + 1, strlen(comma)); /* leaves the blank */
    }
    return value;
}

static void visit_list(visit_t *visit, const char *directive,
                       cors_setting_kind_e kind, const void *field)
{
    const cors_value_list_t *list = field;
    int i;

    if (list->count == 0) {
        visit->found(visit->baton, directive, "None", list->place);
    }
    for (i = 0; i < list->count; ++i) {
        if (kind == CORS_SETTING_RULES) {
            visit_set(visit, directive,
                      ((const cors_rule_list_t *)field)->sets[i]);
        }
        else if (kind == CORS_SETTING_DENIED) {
            visit_set(visit, directive,
                      ((const cors_deny_list_t *)field)->sets[i]->set);
        }
        else {
            const cors_names_t *names =
                ((const cors_name_list_t *)field)->sets[i];

            visit->found(visit->baton, directive,
                         names_value(names, visit->pool),
                         cors_names_place(names));
        }
    }
}

/* Returns the value of a field that is not a list. */
static const char *single_value(const char *directive, cors_setting_kind_e kind,
                                const void *field, apr_pool_t *pool)
{
    const cors_number_t *number = field;

    switch (kind) {
    case CORS_SETTING_ENGINE:
        return mod_cors_explain_settings_engine(
            ((const cors_engine_t *)field)->mode);
    case CORS_SETTING_SWITCH:
        return switch_value(directive, ((const cors_switch_t *)field)->on);
    case CORS_SETTING_ENFORCE:
        return mod_cors_explain_settings_enforce(field);
    case CORS_SETTING_NUMBER:
        return number->text ? number->text : "None";
    case CORS_SETTING_TOLERANCE:
        return tolerance_value(((const cors_tolerance_t *)field)->flags, pool);
    case CORS_SETTING_RULES:
    case CORS_SETTING_DENIED:
    case CORS_SETTING_NAMES:
        break;
    }
    return NULL;
}

static void visit_field(void *baton, const char *directive,
                        cors_setting_kind_e kind, const void *field)
{
    visit_t *visit = baton;
    const char *value = single_value(directive, kind, field, visit->pool);

    if (value) {
        visit->found(visit->baton, directive, value,
                     *(const cors_place_t *const *)field);
    }
    else {
        visit_list(visit, directive, kind, field);
    }
}

void mod_cors_explain_settings_each(const cors_settings_t *settings,
                                    mod_cors_explain_settings_found_t *found,
                                    void *baton, apr_pool_t *pool)
{
    visit_t visit = {found, baton, pool, NULL, {NULL, 0, 0, NULL}, NULL};

    cors_text_init(&visit.text, pool);
    cors_settings_each(settings, visit_field, &visit);
}

const char *
mod_cors_explain_settings_directive(const cors_container_t *container)
{
    return container->rules.matcher ? "<CorsOriginMatch" : "<CorsOrigin";
}

/* The baton of the calls for one container. */
typedef struct {
    const cors_settings_t *settings;
    mod_cors_explain_settings_container_t *container;
    mod_cors_explain_settings_found_t *found;
    void *baton;
    apr_pool_t *pool;
    const char *line;
} contained_t;

static void add_pattern(void *baton, const cors_rule_t *rule)
{
    contained_t *contained = baton;

    contained->line =
        apr_pstrcat(contained->pool, contained->line, " ", rule->text, NULL);
}

/* Returns the settings of a container that no section replaces which is merged
 * later. */
static cors_settings_t in_force(const cors_container_t *container,
                                unsigned later)
{
    cors_settings_t own = {.max_age = {NULL, 0, NULL}};

    if (!(later & CORS_CUT_METHODS)) {
        own.methods = container->names[CORS_CUT_OF_METHODS];
    }
    if (!(later & CORS_CUT_REQUEST_HEADERS)) {
        own.request_headers = container->names[CORS_CUT_OF_REQUEST_HEADERS];
    }
    if (!(later & CORS_CUT_EXPOSED_HEADERS)) {
        own.exposed_headers = container->names[CORS_CUT_OF_EXPOSED_HEADERS];
    }
    if (!(later & CORS_CUT_CREDENTIALS)) {
        own.credentials = container->credentials;
    }
    if (!(later & CORS_CUT_MAX_AGE)) {
        own.max_age = container->max_age;
    }
    if (!(later & CORS_CUT_TOLERANCE)) {
        own.tolerance = container->tolerance;
    }
    return own;
}

static void visit_container(void *baton, int set,
                            const cors_container_t *container)
{
    contained_t *contained = baton;
    cors_settings_t own =
        in_force(container, contained->settings->cuts[set].later);

    contained->line = mod_cors_explain_settings_directive(container);
    cors_rule_group_each(&container->rules, add_pattern, contained);
    contained->container(
        contained->baton,
        apr_pstrcat(contained->pool, contained->line, ">", NULL),
        container->rules.place);
    mod_cors_explain_settings_each(&own, contained->found, contained->baton,
                                   contained->pool);
}

void mod_cors_explain_settings_each_container(
    const cors_settings_t *settings,
    mod_cors_explain_settings_container_t *container,
    mod_cors_explain_settings_found_t *found, void *baton, apr_pool_t *pool)
{
    contained_t contained = {settings, container, found, baton, pool, NULL};

    cors_container_each(settings, visit_container, &contained);
}

static const cors_place_t *place_of_set(cors_setting_kind_e kind,
                                        const void *field, int set)
{
    switch (kind) {
    case CORS_SETTING_RULES:
        return cors_origin_set_place(
            ((const cors_rule_list_t *)field)->sets[set]);
    case CORS_SETTING_DENIED:
        return ((const cors_deny_list_t *)field)->sets[set]->place;
    default:
        return cors_names_place(((const cors_name_list_t *)field)->sets[set]);
    }
}

const char *mod_cors_explain_settings_places(cors_setting_kind_e kind,
                                             const void *field,
                                             apr_pool_t *pool)
{
    const cors_place_t *place = *(const cors_place_t *const *)field;
    bool is_list = kind == CORS_SETTING_RULES || kind == CORS_SETTING_DENIED
                   || kind == CORS_SETTING_NAMES;
    int count = is_list ? ((const cors_value_list_t *)field)->count : 0;
    const char *places = NULL;
    int i;

    for (i = 0; i < count; ++i) {
        const char *one =
            cors_explanation_place(place_of_set(kind, field, i), pool);

        places = places ? apr_pstrcat(pool, places, " and ", one, NULL) : one;
    }
    return places ? places : cors_explanation_place(place, pool);
}
