/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole decision: the core's setters make settings from the input, which
 * are merged and used for requests. See case.h for the text. The argument of
 * CorsAllowOriginMatch is not a regular expression here: it matches the origins
 * that start with it.
 */
#include "fuzz.h"

#include <strings.h>

#include "policy/cors_container.h"
#include "policy/cors_decision.h"
#include "origin/cors_public_suffix.h"
#include "images.h"
#include "naive.h"
#include "outcome.h"

const char fuzz_name[] = "decision";

static bool begins(const void *baton, const char *origin, apr_size_t length)
{
    FUZZ_REQUIRE(strlen(origin) == length, "a matcher gets a wrong length");
    FUZZ_REQUIRE(naive_is_origin(origin) && strcmp(origin, "file://") != 0,
                 "a matcher is asked '%s'", origin);
    return strncmp(origin, baton, strlen(baton)) == 0;
}

static bool model_begins(const char *regex, const char *origin)
{
    return strncmp(origin, regex, strlen(regex)) == 0;
}

static model_reach_e reach(const char *regex)
{
    return outcome_reach(cors_matcher_reach(begins, regex, regex));
}

static bool is_public_suffix(const char *host)
{
    return cors_public_suffix_contains(host, strlen(host));
}

static const model_world_t world = {model_begins, reach, is_public_suffix};

static bool is(const case_value_t *value, const char *directive)
{
    return strcasecmp(value->directive, directive) == 0;
}

static void set_switch(cors_switch_t *field, const case_value_t *value,
                       const cors_place_t *place)
{
    field->on = strcasecmp(value->value, "On") == 0
                || strcasecmp(value->value, "Forward") == 0;
    field->place = place;
}

static void set_engine(cors_settings_t *settings, const case_value_t *value,
                       const cors_place_t *place)
{
    settings->engine.mode =
        strcasecmp(value->value, "Off") == 0          ? CORS_ENGINE_OFF
        : strcasecmp(value->value, "ReportOnly") == 0 ? CORS_ENGINE_REPORT_ONLY
                                                      : CORS_ENGINE_ON;
    settings->engine.place = place;
    if (!place->in_htaccess) {
        settings->configured_engine = settings->engine;
    }
}

/* A level, or the word "Credentials" after a level. */
static void set_enforce(cors_settings_t *settings, const case_value_t *value,
                        const cors_place_t *place)
{
    cors_enforce_t *enforce = &settings->enforce;

    enforce->credentials = strcasecmp(value->value, "Credentials") == 0;
    if (!enforce->credentials) {
        enforce->level = strcasecmp(value->value, "On") == 0 ? CORS_ENFORCE_ON
                         : strcasecmp(value->value, "Unsafe") == 0
                             ? CORS_ENFORCE_UNSAFE
                             : CORS_ENFORCE_OFF;
    }
    enforce->place = place;
    if (!place->in_htaccess) {
        settings->configured_enforce = *enforce;
    }
}

static void set_number(cors_number_t *number, const case_value_t *value,
                       const cors_place_t *place, apr_pool_t *pool)
{
    bool none = strcasecmp(value->value, "None") == 0;

    number->value = strtol(value->value, NULL, 10);
    number->text = none ? NULL : apr_ltoa(pool, number->value);
    number->place = place;
}

static void set_tolerance(cors_tolerance_t *tolerance,
                          const case_value_t *value, const cors_place_t *place)
{
    static const struct {
        const char *word;
        unsigned flag;
    } flags[] = {
        {"InsecureOrigins", CORS_TOLERATE_INSECURE_ORIGINS},
        {"PublicSuffixes", CORS_TOLERATE_PUBLIC_SUFFIXES},
        {"NullOrigin", CORS_TOLERATE_NULL_ORIGIN},
        {"AnyInstallation", CORS_TOLERATE_ANY_INSTALLATION},
    };
    size_t i;

    for (i = 0; i < sizeof(flags) / sizeof(flags[0]); ++i) {
        if (strcasecmp(value->value, flags[i].word) == 0) {
            tolerance->flags |= flags[i].flag;
        }
    }
    tolerance->place = place;
}

/* Returns false if the value of the directive is a list. */
static bool set_single(cors_settings_t *settings, const case_value_t *value,
                       const cors_place_t *place, apr_pool_t *pool)
{
    if (is(value, "CorsEngine")) {
        set_engine(settings, value, place);
    }
    else if (is(value, "CorsAllowCredentials")) {
        set_switch(&settings->credentials, value, place);
    }
    else if (is(value, "CorsTimingAllowOrigin")) {
        set_switch(&settings->timing, value, place);
    }
    else if (is(value, "CorsPreflight")) {
        set_switch(&settings->forward, value, place);
    }
    else if (is(value, "CorsPreserveExisting")) {
        set_switch(&settings->preserve, value, place);
    }
    else if (is(value, "CorsExplain")) {
        set_switch(&settings->explain, value, place);
    }
    else if (is(value, "CorsStatus")) {
        set_switch(&settings->status, value, place);
    }
    else if (is(value, "CorsEnforce")) {
        set_enforce(settings, value, place);
    }
    else if (is(value, "CorsMaxAge")) {
        set_number(&settings->max_age, value, place, pool);
    }
    else if (is(value, "CorsPreflightStatus")) {
        set_number(&settings->preflight_status, value, place, pool);
    }
    else if (is(value, "CorsDangerouslyTolerate")) {
        set_tolerance(&settings->tolerance, value, place);
    }
    else {
        return false;
    }
    return true;
}

/* container: NULL for none. */
static void add_pattern(cors_origin_set_t *set, cors_rule_group_t *container,
                        const case_value_t *value, const char *text,
                        const cors_place_t *place, apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    if (value->list) {
        cors_origin_set_add_list(set, container, images_list(value->list), text,
                                 place);
        return;
    }
    FUZZ_REQUIRE(cors_pattern_parse(text, &pattern, &stop, pool)
                     == CORS_PATTERN_OK,
                 "'%s' is not an origin pattern", text);
    cors_origin_set_add_contained(set, container, &pattern, place);
}

/* Removes the '+' from a value; NULL for "None". */
static const char *enter(cors_value_list_t *list, const case_value_t *value,
                         const cors_place_t *place)
{
    bool extends = value->value[0] == '+';

    if (strcasecmp(value->value, "None") == 0) {
        list->place = place;
        return NULL;
    }
    if (!list->place) {
        list->place = place;
        list->extends = extends;
    }
    return value->value + extends;
}

static void add_origin(cors_rule_list_t *rules, cors_rule_group_t *container,
                       const case_value_t *value, const cors_place_t *place,
                       apr_pool_t *pool)
{
    const char *text = enter(&rules->list, value, place);

    if (!text) {
        return;
    }
    if (is(value, "CorsAllowOriginMatch")) {
        cors_origin_set_add_contained_matcher(
            cors_value_list_rules(rules, pool), container, begins, text, text,
            place);
    }
    else {
        add_pattern(cors_value_list_rules(rules, pool), container, value, text,
                    place, pool);
    }
}

static void add_denied(cors_deny_list_t *denied, const case_value_t *value,
                       const cors_place_t *place, apr_pool_t *pool)
{
    if (!denied->list.place) {
        denied->list.place = place;
        denied->list.extends = true;
    }
    add_pattern(cors_value_list_denied(denied, pool)->set, NULL, value,
                value->value, place, pool);
}

static void add_name(cors_name_list_t *names, cors_names_kind_e kind,
                     const case_value_t *value, const cors_place_t *place,
                     apr_pool_t *pool)
{
    const char *text = enter(&names->list, value, place);

    if (text) {
        cors_names_add(cors_value_list_names(names, kind, pool), text, place);
    }
}

static void add_to_list(cors_settings_t *settings, const case_value_t *value,
                        const cors_place_t *place, apr_pool_t *pool)
{
    if (is(value, "CorsDenyOrigin")) {
        add_denied(&settings->deny_rules, value, place, pool);
    }
    else if (is(value, "CorsEnforceExcept")) {
        add_origin(&settings->enforce_except, NULL, value, place, pool);
    }
    else if (is(value, "CorsAllowMethods")) {
        add_name(&settings->methods, CORS_METHOD_NAMES, value, place, pool);
    }
    else if (is(value, "CorsAllowHeaders")) {
        add_name(&settings->request_headers, CORS_HEADER_NAMES, value, place,
                 pool);
    }
    else if (is(value, "CorsExposeHeaders")) {
        add_name(&settings->exposed_headers, CORS_HEADER_NAMES, value, place,
                 pool);
    }
    else {
        add_origin(&settings->origin_rules, NULL, value, place, pool);
    }
}

/* A section that is being read, and its containers by their numbers. */
typedef struct {
    cors_settings_t settings;
    cors_container_t *containers[CASE_VALUES_MAX + 1];
    cors_settings_t inside[CASE_VALUES_MAX + 1];
} reader_t;

/* The settings to which the value belongs; NULL if it is in a container whose
 * patterns were all removed. */
static cors_settings_t *settings_for(reader_t *reader,
                                     const case_value_t *value)
{
    if (value->container == 0) {
        return &reader->settings;
    }
    return reader->containers[value->container]
               ? &reader->inside[value->container]
               : NULL;
}

static void add_to_container(reader_t *reader, const case_value_t *value,
                             const cors_place_t *place, apr_pool_t *pool)
{
    cors_container_t **container = &reader->containers[value->container];

    if (!*container) {
        *container = cors_container_add(&reader->settings, place, pool);
    }
    add_origin(&reader->settings.origin_rules, &(*container)->rules, value,
               place, pool);
}

static void read_value(reader_t *reader, const case_value_t *value,
                       const cors_place_t *place, apr_pool_t *pool)
{
    cors_settings_t *settings = settings_for(reader, value);

    if (value->heads) {
        add_to_container(reader, value, place, pool);
    }
    else if (settings && !set_single(settings, value, place, pool)) {
        add_to_list(settings, value, place, pool);
    }
}

static cors_settings_t *end_reading(reader_t *reader)
{
    int i;

    for (i = 1; i <= CASE_VALUES_MAX; ++i) {
        if (reader->containers[i]) {
            cors_container_set(&reader->settings, reader->containers[i],
                               &reader->inside[i]);
        }
    }
    return &reader->settings;
}

/* Removes values that the directives' handlers would refuse. */
static cors_settings_t *settings_of(case_section_t *section, apr_pool_t *pool)
{
    reader_t *reader = apr_pcalloc(pool, sizeof(*reader));
    int count = section->count;
    int i;

    section->count = 0;
    for (i = 0; i < count; ++i) {
        const case_value_t value = section->values[i];
        cors_place_t *place = apr_palloc(pool, sizeof(*place));

        place->file = section->in_htaccess ? ".htaccess" : "fuzz.conf";
        place->line = value.line;
        place->in_htaccess = section->in_htaccess;
        section->values[section->count++] = value;
        if (!model_is_legal(&value, section->in_htaccess)
            || !model_is_sound(section)) {
            --section->count;
        }
        else {
            read_value(reader, &value, place, pool);
        }
    }
    return end_reading(reader);
}

/* The sections of one URL. */
static void read_url(case_t *url, cors_settings_t **sections, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < url->section_count; ++i) {
        sections[i] = settings_of(&url->sections[i], pool);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    case_t *whole = case_parse(fuzz_text(data, size, pool), pool);
    cors_settings_t *sections[CASE_SECTIONS_MAX];
    cors_settings_t *other_sections[CASE_SECTIONS_MAX];

    images_build(whole, pool);
    read_url(whole, sections, pool);
    if (whole->other) {
        read_url(whole->other, other_sections, pool);
    }
    outcome_check(sections, other_sections, whole, &world, pool);
    apr_pool_destroy(pool);
    return 0;
}
