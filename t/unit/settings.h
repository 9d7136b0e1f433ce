/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings for tests, written as an administrator writes them. ';' separates
 * lines, and '|' separates sections; each section is merged into the ones
 * before it. A section that begins with ".htaccess:" is a tenant's:
 *
 *     CorsAllowOrigin https://a.example; CorsMaxAge 600 | CorsEngine Off
 *
 * A container begins with a line "<CorsOrigin https://a https://b>" and ends
 * with a line "</CorsOrigin>"; likewise "<CorsOriginMatch".
 *
 * Values are not checked. "list:a" asks a list of named_lists.h.
 * CorsAllowOriginMatch takes a text instead of a regular expression: it matches
 * the origins that begin with the text. Lines are numbered through all
 * sections.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "policy/cors_container.h"
#include "policy/cors_policy.h"

#include "named_lists.h"
#include "unit.h"

static inline bool settings_begins(const void *baton, const char *origin,
                                   apr_size_t length)
{
    return length >= strlen(baton) && memcmp(origin, baton, strlen(baton)) == 0;
}

static inline void settings_add_contained(cors_origin_set_t *set,
                                          cors_rule_group_t *container,
                                          const char *value,
                                          const cors_place_t *place)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    if (strncmp(value, "list:", 5) == 0) {
        cors_origin_set_add_list(set, container, lists_named(value + 5), value,
                                 place);
        return;
    }
    ck_assert_msg(cors_pattern_parse(value, &pattern, &stop, unit_pool)
                      == CORS_PATTERN_OK,
                  "'%s' is refused", value);
    cors_origin_set_add_contained(set, container, &pattern, place);
}

static inline void settings_add_pattern(cors_origin_set_t *set,
                                        const char *value,
                                        const cors_place_t *place)
{
    settings_add_contained(set, NULL, value, place);
}

static inline cors_rule_list_t *settings_rules(cors_settings_t *settings,
                                               const char *directive)
{
    if (strncmp(directive, "CorsAllowOrigin", 15) == 0) {
        return &settings->origin_rules;
    }
    return strcmp(directive, "CorsEnforceExcept") == 0
               ? &settings->enforce_except
               : NULL;
}

static inline cors_name_list_t *settings_names(cors_settings_t *settings,
                                               const char *directive)
{
    if (strcmp(directive, "CorsAllowMethods") == 0) {
        return &settings->methods;
    }
    if (strcmp(directive, "CorsAllowHeaders") == 0) {
        return &settings->request_headers;
    }
    ck_assert_msg(strcmp(directive, "CorsExposeHeaders") == 0,
                  "'%s' is no directive", directive);
    return &settings->exposed_headers;
}

/* Returns the value without its '+'; NULL for "None". */
static inline const char *settings_enter(cors_value_list_t *list,
                                         const char *value,
                                         const cors_place_t *place)
{
    bool extends = value[0] == '+';

    if (strcmp(value, "None") == 0) {
        list->place = place;
        return NULL;
    }
    if (!list->place) {
        list->place = place;
        list->extends = extends;
    }
    return value + extends;
}

static inline void settings_add_rule(cors_rule_list_t *rules,
                                     const char *directive, const char *value,
                                     const cors_place_t *place)
{
    cors_origin_set_t *set;

    value = settings_enter(&rules->list, value, place);
    if (!value) {
        return;
    }
    set = cors_value_list_rules(rules, unit_pool);
    if (strcmp(directive, "CorsAllowOriginMatch") == 0) {
        cors_origin_set_add_matcher(set, settings_begins, value, value, place);
    }
    else {
        settings_add_pattern(set, value, place);
    }
}

static inline void settings_add_denied(cors_deny_list_t *denied,
                                       const char *value,
                                       const cors_place_t *place)
{
    ck_assert_ptr_nonnull(denied);
    value = settings_enter(&denied->list, value, place);
    denied->list.extends = true;
    settings_add_pattern(cors_value_list_denied(denied, unit_pool)->set, value,
                         place);
}

static inline void settings_add_name(cors_name_list_t *names,
                                     cors_names_kind_e kind, const char *value,
                                     const cors_place_t *place)
{
    value = settings_enter(&names->list, value, place);
    if (value) {
        cors_names_add(cors_value_list_names(names, kind, unit_pool), value,
                       place);
    }
}

static inline void settings_add_value(cors_settings_t *settings,
                                      const char *directive, const char *value,
                                      const cors_place_t *place)
{
    cors_rule_list_t *rules = settings_rules(settings, directive);

    if (rules) {
        settings_add_rule(rules, directive, value, place);
    }
    else if (strcmp(directive, "CorsDenyOrigin") == 0) {
        settings_add_denied(&settings->deny_rules, value, place);
    }
    else {
        cors_name_list_t *names = settings_names(settings, directive);

        settings_add_name(names,
                          names == &settings->methods ? CORS_METHOD_NAMES
                                                      : CORS_HEADER_NAMES,
                          value, place);
    }
}

static inline void settings_set_number(cors_number_t *number, const char *value,
                                       const cors_place_t *place)
{
    number->place = place;
    number->value = strtol(value, NULL, 10);
    number->text = strcmp(value, "None") == 0 ? NULL : value;
}

static inline cors_engine_e settings_mode(const char *value)
{
    if (strcmp(value, "ReportOnly") == 0) {
        return CORS_ENGINE_REPORT_ONLY;
    }
    return strcmp(value, "Off") == 0 ? CORS_ENGINE_OFF : CORS_ENGINE_ON;
}

/* Returns the offset of the field of a directive with two values; 0 for all
 * other directives. */
static inline size_t settings_switch(const char *directive)
{
    static const struct {
        const char *directive;
        size_t offset;
    } switches[] = {
        {"CorsAllowCredentials", offsetof(cors_settings_t, credentials)},
        {"CorsTimingAllowOrigin", offsetof(cors_settings_t, timing)},
        {"CorsPreflight", offsetof(cors_settings_t, forward)},
        {"CorsPreserveExisting", offsetof(cors_settings_t, preserve)},
        {"CorsExplain", offsetof(cors_settings_t, explain)},
        {"CorsStatus", offsetof(cors_settings_t, status)},
    };
    size_t i;

    for (i = 0; i < sizeof(switches) / sizeof(switches[0]); ++i) {
        if (strcmp(directive, switches[i].directive) == 0) {
            return switches[i].offset;
        }
    }
    return 0;
}

static inline unsigned settings_flag(const char *value)
{
    static const char *const flags[] = {"InsecureOrigins", "PublicSuffixes",
                                        "NullOrigin", "AnyInstallation"};
    unsigned i;

    for (i = 0; i < 4; ++i) {
        if (strcmp(value, flags[i]) == 0) {
            return 1u << i;
        }
    }
    return 0;
}

/* Stores one word of the value: a level, or "Credentials" after it. */
static inline void settings_enforce(cors_settings_t *settings,
                                    const char *value,
                                    const cors_place_t *place)
{
    cors_enforce_t *enforce = &settings->enforce;

    if (strcmp(value, "Credentials") == 0) {
        enforce->credentials = true;
    }
    else {
        enforce->level = strcmp(value, "On") == 0       ? CORS_ENFORCE_ON
                         : strcmp(value, "Unsafe") == 0 ? CORS_ENFORCE_UNSAFE
                                                        : CORS_ENFORCE_OFF;
    }
    enforce->place = place;
    if (!place->in_htaccess) {
        settings->configured_enforce = *enforce;
    }
}

static inline void settings_add(cors_settings_t *settings,
                                const char *directive, const char *value,
                                const cors_place_t *place)
{
    size_t offset = settings_switch(directive);
    cors_switch_t on_off = {place, strcmp(value, "On") == 0
                                       || strcmp(value, "Forward") == 0};

    if (offset > 0) {
        memcpy((char *)settings + offset, &on_off, sizeof(on_off));
    }
    else if (strcmp(directive, "CorsEnforce") == 0) {
        settings_enforce(settings, value, place);
    }
    else if (strcmp(directive, "CorsEngine") == 0) {
        settings->engine.mode = settings_mode(value);
        settings->engine.place = place;
        if (!place->in_htaccess) {
            settings->configured_engine = settings->engine;
        }
    }
    else if (strcmp(directive, "CorsMaxAge") == 0) {
        settings_set_number(&settings->max_age, value, place);
    }
    else if (strcmp(directive, "CorsPreflightStatus") == 0) {
        settings_set_number(&settings->preflight_status, value, place);
    }
    else if (strcmp(directive, "CorsDangerouslyTolerate") == 0) {
        settings->tolerance.flags |= settings_flag(value);
        settings->tolerance.place = place;
    }
    else {
        settings_add_value(settings, directive, value, place);
    }
}

/* Adds the pattern of a container to the section. */
static inline void settings_add_origin(cors_settings_t *settings,
                                       cors_container_t *container,
                                       bool matches, const char *value,
                                       const cors_place_t *place)
{
    cors_rule_list_t *rules = &settings->origin_rules;
    cors_origin_set_t *set;

    value = settings_enter(&rules->list, value, place);
    set = cors_value_list_rules(rules, unit_pool);
    if (matches) {
        cors_origin_set_add_contained_matcher(
            set, &container->rules, settings_begins, value, value, place);
    }
    else {
        settings_add_contained(set, &container->rules, value, place);
    }
}

/* The section that is being read, and the container in it, or NULL. */
typedef struct {
    cors_settings_t *settings;
    cors_container_t *container;
    cors_settings_t *inside; /* what the container has */
} settings_reader_t;

static inline void settings_line(settings_reader_t *reader, char *text,
                                 const cors_place_t *place)
{
    char *words;
    char *directive = apr_strtok(text, " ", &words);
    bool begins = directive && strncmp(directive, "<CorsOrigin", 11) == 0;
    char *value;

    if (directive && strcmp(directive, "</CorsOrigin>") == 0) {
        cors_container_set(reader->settings, reader->container, reader->inside);
        reader->container = NULL;
        return;
    }
    if (begins) {
        reader->container =
            cors_container_add(reader->settings, place, unit_pool);
        reader->inside = apr_pcalloc(unit_pool, sizeof(*reader->inside));
    }
    while (directive && (value = apr_strtok(NULL, " ", &words)) != NULL) {
        if (begins) {
            settings_add_origin(
                reader->settings, reader->container, directive[11] != '\0',
                apr_pstrmemdup(unit_pool, value, strcspn(value, ">")), place);
        }
        else {
            settings_add(reader->container ? reader->inside : reader->settings,
                         directive, value, place);
        }
    }
}

/* Reads one section. *line is the number of the last line before the section,
 * then of its last line. */
static inline cors_settings_t *settings_section(const char *text, int *line)
{
    static const char htaccess[] = ".htaccess:";
    cors_settings_t *settings = apr_pcalloc(unit_pool, sizeof(*settings));
    bool tenant = strncmp(text, htaccess, strlen(htaccess)) == 0;
    char *copy = apr_pstrdup(unit_pool, tenant ? strchr(text, ':') + 1 : text);
    settings_reader_t reader = {settings, NULL, NULL};
    char *state;
    char *next = apr_strtok(copy, ";", &state);

    for (; next; next = apr_strtok(NULL, ";", &state)) {
        cors_place_t *place = apr_palloc(unit_pool, sizeof(*place));

        place->file = tenant ? ".htaccess" : "unit.conf";
        place->line = ++*line;
        place->in_htaccess = tenant;
        settings_line(&reader, next, place);
    }
    return settings;
}

/* Reads all sections, and merges them from left to right. */
static inline const cors_settings_t *settings_of(const char *text)
{
    const cors_settings_t *merged = apr_pcalloc(unit_pool, sizeof(*merged));
    int line = 0;

    while (text) {
        const char *end = strchr(text, '|');
        const char *section = apr_pstrmemdup(
            unit_pool, text, end ? (size_t)(end - text) : strlen(text));

        merged = cors_settings_merge(
            merged, settings_section(section + strspn(section, " "), &line),
            unit_pool);
        text = end ? end + 1 : NULL;
    }
    return merged;
}

#endif
