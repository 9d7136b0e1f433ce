/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of directives, and the handlers of those with one value. A handler
 * parses the value and stores it in the settings of its section, with file and
 * line. If the value is invalid, the handler returns a sentence, which stops
 * "httpd -t".
 */
#include "config/mod_cors_config.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "config/mod_cors_config_container.h"
#include "config/mod_cors_config_lists.h"
#include "config/mod_cors_config_names.h"
#include "config/mod_cors_config_origins.h"
#include "config/mod_cors_config_value.h"
#include "status/mod_cors_status.h"

#define MAX_AGE_LIMIT 86400 /* seconds; no browser caches a preflight longer */

static const mod_cors_config_keyword_t switch_keywords[] = {
    {"On", 1}, {"Off", 0}, {NULL, 0}};

static const mod_cors_config_keyword_t engine_keywords[] = {
    {"On", CORS_ENGINE_ON},
    {"Off", CORS_ENGINE_OFF},
    {"ReportOnly", CORS_ENGINE_REPORT_ONLY},
    {NULL, 0},
};

static const mod_cors_config_keyword_t preflight_keywords[] = {
    {"Answer", 0}, {"Forward", 1}, {NULL, 0}};

static const mod_cors_config_keyword_t enforce_keywords[] = {
    {"On", CORS_ENFORCE_ON},
    {"Unsafe", CORS_ENFORCE_UNSAFE},
    {"Off", CORS_ENFORCE_OFF},
    {NULL, 0},
};

static const mod_cors_config_keyword_t enforce_credentials_keywords[] = {
    {"Credentials", 1}, {NULL, 0}};

static const mod_cors_config_keyword_t tolerance_keywords[] = {
    {"InsecureOrigins", CORS_TOLERATE_INSECURE_ORIGINS},
    {"PublicSuffixes", CORS_TOLERATE_PUBLIC_SUFFIXES},
    {"NullOrigin", CORS_TOLERATE_NULL_ORIGIN},
    {"AnyInstallation", CORS_TOLERATE_ANY_INSTALLATION},
    {"None", 0},
    {NULL, 0},
};

static const mod_cors_config_keyword_t status_keywords[] = {
    {"204", 204}, {"200", 200}, {NULL, 0}};

void *mod_cors_config_create(apr_pool_t *pool, char *section)
{
    (void)section;
    return apr_pcalloc(pool, sizeof(mod_cors_config_section_t));
}

void *mod_cors_config_merge(apr_pool_t *pool, void *base, void *add)
{
    return (void *)cors_settings_merge(base, add, pool);
}

static const char *take_keyword(cmd_parms *cmd,
                                const mod_cors_config_keyword_t *keywords,
                                const char *value, unsigned *found)
{
    const char *sentence = mod_cors_config_value_check(cmd, value);

    return sentence ? sentence
                    : mod_cors_config_value_find_keyword(cmd, keywords, value,
                                                         found);
}

static const char *set_two_way(cmd_parms *cmd,
                               mod_cors_config_section_t *section,
                               const mod_cors_config_keyword_t *keywords,
                               cors_switch_t *field, const char *value)
{
    unsigned on = 0;
    const char *sentence = take_keyword(cmd, keywords, value, &on);

    if (!sentence) {
        field->on = on != 0;
        field->place = mod_cors_config_value_place(cmd, section);
    }
    return sentence;
}

static const char *set_switch(cmd_parms *cmd,
                              mod_cors_config_section_t *section,
                              cors_switch_t *field, const char *value)
{
    return set_two_way(cmd, section, switch_keywords, field, value);
}

static const char *set_engine(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_settings_t *settings = &section->settings;
    unsigned mode = 0;
    const char *sentence = take_keyword(cmd, engine_keywords, value, &mode);

    if (sentence) {
        return sentence;
    }
    settings->engine.mode = (cors_engine_e)mode;
    settings->engine.place = mod_cors_config_value_place(cmd, section);
    if (!mod_cors_config_value_is_in_htaccess(cmd)) {
        settings->configured_engine = settings->engine;
    }
    return NULL;
}

static const char *set_credentials(cmd_parms *cmd, void *config,
                                   const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_switch(cmd, section, &section->settings.credentials, value);
}

static const char *set_timing(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_switch(cmd, section, &section->settings.timing, value);
}

static const char *set_preserve(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_switch(cmd, section, &section->settings.preserve, value);
}

static const char *set_preflight(cmd_parms *cmd, void *config,
                                 const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_two_way(cmd, section, preflight_keywords,
                       &section->settings.forward, value);
}

/* Parses the second argument; word is NULL if there is none. */
static const char *take_enforce_credentials(cmd_parms *cmd, const char *word,
                                            cors_enforce_t *enforce)
{
    unsigned credentials = 0;
    const char *sentence = NULL;

    if (word) {
        sentence =
            take_keyword(cmd, enforce_credentials_keywords, word, &credentials);
    }
    if (!sentence && credentials && enforce->level == CORS_ENFORCE_OFF) {
        sentence = mod_cors_config_value_error(
            cmd, word,
            cors_remedy_advise("cannot follow 'Off', which refuses nothing",
                               "remove it, or write 'On' or 'Unsafe'"));
    }
    enforce->credentials = credentials != 0;
    return sentence;
}

static const char *set_enforce(cmd_parms *cmd, void *config, const char *value,
                               const char *credentials)
{
    mod_cors_config_section_t *section = config;
    cors_settings_t *settings = &section->settings;
    cors_enforce_t enforce = {NULL, CORS_ENFORCE_OFF, false};
    unsigned level = 0;
    const char *sentence = take_keyword(cmd, enforce_keywords, value, &level);

    enforce.level = (cors_enforce_level_e)level;
    if (!sentence) {
        sentence = take_enforce_credentials(cmd, credentials, &enforce);
    }
    if (sentence) {
        return sentence;
    }
    enforce.place = mod_cors_config_value_place(cmd, section);
    settings->enforce = enforce;
    if (!mod_cors_config_value_is_in_htaccess(cmd)) {
        settings->configured_enforce = enforce;
    }
    return NULL;
}

/* Returns the seconds of a value such as "1h", or -1. */
static long seconds_of(const char *value)
{
    static const char units[] = "smhd";
    static const long seconds[] = {1, 60, 3600, 86400};
    size_t digits = strspn(value, "0123456789");
    const char *unit = strchr(units, apr_tolower(value[digits]));

    return digits > 0 && digits < 6 && digits + 1 == strlen(value) && unit
               ? strtol(value, NULL, 10) * seconds[unit - units]
               : -1;
}

static cors_remedy_t max_age_remedy(const char *value, apr_pool_t *pool)
{
    long seconds = seconds_of(value);

    if (value[0] != '\0' && value[strspn(value, "0123456789")] == '\0') {
        return cors_remedy_replace("is more than a day, no browser keeps an "
                                   "answer longer",
                                   apr_ltoa(pool, MAX_AGE_LIMIT), pool);
    }
    if (value[0] == '-') {
        seconds = 0;
    }
    return cors_remedy_advise(
        "is not a number of seconds",
        apr_psprintf(pool, "write '%ld' (0 disables caching)",
                     seconds < 0               ? 600L
                     : seconds > MAX_AGE_LIMIT ? (long)MAX_AGE_LIMIT
                                               : seconds));
}

static const char *set_max_age(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_number_t *max_age = &section->settings.max_age;
    const char *sentence = mod_cors_config_value_check(cmd, value);
    size_t digits = strspn(value, "0123456789");
    long seconds = strtol(value, NULL, 10);

    if (sentence) {
        return sentence;
    }
    if (strcasecmp(value, "None") == 0) {
        max_age->text = NULL;
    }
    else if (digits == 0 || value[digits] != '\0' || seconds > MAX_AGE_LIMIT) {
        return mod_cors_config_value_error(
            cmd, value, max_age_remedy(value, cmd->temp_pool));
    }
    else {
        max_age->value = seconds;
        max_age->text = apr_ltoa(cmd->pool, seconds);
    }
    max_age->place = mod_cors_config_value_place(cmd, section);
    return NULL;
}

static const char *set_preflight_status(cmd_parms *cmd, void *config,
                                        const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_number_t *status = &section->settings.preflight_status;
    unsigned found = 0;
    const char *sentence = take_keyword(cmd, status_keywords, value, &found);

    if (!sentence) {
        status->value = (long)found;
        status->text = value;
        status->place = mod_cors_config_value_place(cmd, section);
    }
    return sentence;
}

static const char *set_tolerance(cmd_parms *cmd, void *config,
                                 const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_tolerance_t *tolerance = &section->settings.tolerance;
    unsigned flag = 0;
    const char *sentence = mod_cors_config_value_check(cmd, value);

    if (!sentence && mod_cors_config_value_is_in_htaccess(cmd)) {
        sentence = mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("cannot be tolerated by a .htaccess",
                               "ask the administrator to write it into a "
                               "configuration file"));
    }
    if (!sentence) {
        sentence = mod_cors_config_value_find_keyword(cmd, tolerance_keywords,
                                                      value, &flag);
    }
    if (sentence) {
        return sentence;
    }
    if (tolerance->place && (tolerance->flags == 0) != (flag == 0)) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise(
                apr_psprintf(cmd->temp_pool,
                             "cannot be used with the values at %s:%d, "
                             "'None' must be the only value",
                             tolerance->place->file, tolerance->place->line),
                "remove one of them"));
    }
    tolerance->flags |= flag;
    tolerance->place = mod_cors_config_value_place(cmd, section);
    return NULL;
}

static const char *set_tolerances(cmd_parms *cmd, void *config,
                                  const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, set_tolerance);
}

/* A .htaccess must not open a page that shows data of the whole server. */
static const char *set_page(cmd_parms *cmd, mod_cors_config_section_t *section,
                            cors_switch_t *field, const char *value)
{
    if (mod_cors_config_value_is_in_htaccess(cmd)) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("cannot be set by a .htaccess",
                               "ask the administrator to write it into a "
                               "configuration file"));
    }
    return set_switch(cmd, section, field, value);
}

static const char *set_explain(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_page(cmd, section, &section->settings.explain, value);
}

static const char *set_status(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;

    return set_page(cmd, section, &section->settings.status, value);
}

/* The table of refused origins exists once, for all servers. */
static const char *set_status_origins(cmd_parms *cmd, void *config,
                                      const char *value)
{
    const char *sentence = mod_cors_config_value_check(cmd, value);
    size_t digits = strspn(value, "0123456789");
    long origins = strtol(value, NULL, 10);

    (void)config;
    if (!sentence) {
        sentence = ap_check_cmd_context(cmd, GLOBAL_ONLY | NOT_IN_HTACCESS);
    }
    if (sentence) {
        return sentence;
    }
    if (digits == 0 || value[digits] != '\0'
        || (origins != 0 && (origins < 64 || origins > 4096))) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("is not 0 or a number from 64 to 4096",
                               "write '256'"));
    }
    mod_cors_status_set_origins(cmd->pool, (int)origins);
    return NULL;
}

const command_rec mod_cors_directives[] = {
    AP_INIT_TAKE1("CorsEngine", set_engine, NULL, OR_FILEINFO,
                  "On, Off or ReportOnly"),
    AP_INIT_RAW_ARGS("CorsAllowOrigin", mod_cors_config_origins_allow, NULL,
                     OR_FILEINFO,
                     "the patterns of origins that may read responses"),
    AP_INIT_RAW_ARGS("CorsAllowOriginMatch",
                     mod_cors_config_origins_allow_match, NULL, OR_FILEINFO,
                     "the regular expressions for whole origins that may read "
                     "responses"),
    AP_INIT_RAW_ARGS("<CorsOrigin", mod_cors_config_container_read_origins,
                     NULL, OR_FILEINFO,
                     "the patterns of origins that have settings of their own"),
    AP_INIT_RAW_ARGS("<CorsOriginMatch",
                     mod_cors_config_container_read_expressions, NULL,
                     OR_FILEINFO,
                     "the regular expressions for whole origins that have "
                     "settings of their own"),
    AP_INIT_RAW_ARGS("CorsDenyOrigin", mod_cors_config_origins_deny, NULL,
                     OR_FILEINFO,
                     "the patterns of origins that are always refused"),
    AP_INIT_RAW_ARGS("CorsAllowMethods", mod_cors_config_names_allow_methods,
                     NULL, OR_FILEINFO,
                     "the methods that a preflight may be granted, or *"),
    AP_INIT_RAW_ARGS("CorsAllowHeaders", mod_cors_config_names_allow_headers,
                     NULL, OR_FILEINFO,
                     "the request-header names that a preflight may be "
                     "granted, or *"),
    AP_INIT_RAW_ARGS("CorsExposeHeaders", mod_cors_config_names_expose_headers,
                     NULL, OR_FILEINFO,
                     "the response-header names that scripts may read, or *"),
    AP_INIT_TAKE1("CorsAllowCredentials", set_credentials, NULL, OR_FILEINFO,
                  "On or Off"),
    AP_INIT_TAKE12("CorsEnforce", set_enforce, NULL, OR_FILEINFO,
                   "On, Unsafe, On Credentials, Unsafe Credentials or "
                   "Off"),
    AP_INIT_RAW_ARGS("CorsEnforceExcept",
                     mod_cors_config_origins_enforce_except, NULL, OR_FILEINFO,
                     "the patterns of origins whose requests CorsEnforce "
                     "lets through"),
    AP_INIT_TAKE1("CorsMaxAge", set_max_age, NULL, OR_FILEINFO,
                  "0 to 86400 seconds, or None"),
    AP_INIT_TAKE1("CorsTimingAllowOrigin", set_timing, NULL, OR_FILEINFO,
                  "On or Off"),
    AP_INIT_TAKE1("CorsPreflight", set_preflight, NULL, OR_FILEINFO,
                  "Answer or Forward"),
    AP_INIT_TAKE1("CorsPreserveExisting", set_preserve, NULL, OR_FILEINFO,
                  "On or Off"),
    AP_INIT_TAKE1("CorsPreflightStatus", set_preflight_status, NULL,
                  OR_FILEINFO, "204 or 200"),
    AP_INIT_RAW_ARGS("CorsDangerouslyTolerate", set_tolerances, NULL,
                     OR_FILEINFO,
                     "InsecureOrigins, PublicSuffixes, NullOrigin, "
                     "AnyInstallation, or None"),
    AP_INIT_TAKE1("CorsExplain", set_explain, NULL, OR_FILEINFO, "On or Off"),
    AP_INIT_TAKE1("CorsStatus", set_status, NULL, OR_FILEINFO, "On or Off"),
    AP_INIT_TAKE1("CorsStatusOrigins", set_status_origins, NULL, RSRC_CONF,
                  "0, or a number from 64 to 4096"),
    AP_INIT_RAW_ARGS("CorsOriginList", mod_cors_config_lists_define, NULL,
                     RSRC_CONF,
                     "a name, a source such as file:PATH or dbd:QUERY, and "
                     "options"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL},
};
