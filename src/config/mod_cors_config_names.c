/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the directives that fill lists of methods and header names.
 * Fetch 2.2.1 "Methods" and 2.2.2 "Headers".
 */
#include "config/mod_cors_config_names.h"

#include <apr_strings.h>

#include "config/mod_cors_config_value.h"
#include "glue/mod_cors_warnings.h"

#define SEPARATORS ",; \t" /* what people put between names */

static void *create_methods(const cmd_parms *cmd)
{
    return cors_names_create(CORS_METHOD_NAMES, cmd->pool);
}

static void *create_headers(const cmd_parms *cmd)
{
    return cors_names_create(CORS_HEADER_NAMES, cmd->pool);
}

/* Several names in one value. */
static const char *list_sentence(cmd_parms *cmd, const char *value,
                                 const char *separator)
{
    char *state;
    char *copy = apr_pstrdup(cmd->temp_pool, value);
    apr_array_header_t *names =
        apr_array_make(cmd->temp_pool, 8, sizeof(char *));
    const char *name;

    for (name = apr_strtok(copy, SEPARATORS, &state); name;
         name = apr_strtok(NULL, SEPARATORS, &state)) {
        APR_ARRAY_PUSH(names, const char *) =
            apr_pstrcat(cmd->temp_pool, "'", name, "'", NULL);
    }
    return apr_psprintf(cmd->temp_pool,
                        "'%s' has %s, values are separated by white space; "
                        "write %s",
                        value, separator,
                        names->nelts > 0
                            ? apr_array_pstrcat(cmd->temp_pool, names, ' ')
                            : "them one by one");
}

/* What is wrong with a value that is no token. */
static const char *token_sentence(cmd_parms *cmd, const char *value,
                                  const char *what)
{
    const char *separator = strpbrk(value, SEPARATORS);

    if (separator) {
        return list_sentence(cmd, value,
                             strchr(value, ',')   ? "a comma"
                             : strchr(value, ';') ? "a semicolon"
                                                  : "white space in quotes");
    }
    return apr_psprintf(cmd->temp_pool,
                        "'%s' is not a token, so it cannot be %s; write "
                        "letters, digits and '-'",
                        value, what);
}

/* A '*' is a token's character, but nobody means it as one. */
static const char *star_sentence(cmd_parms *cmd, const char *value)
{
    return strchr(value, '*')
               ? apr_psprintf(cmd->temp_pool,
                              "'%s' is no wildcard to browsers; write the "
                              "names one by one, or '*' alone for all",
                              value)
               : NULL;
}

static const char *method_sentence(cmd_parms *cmd, const char *value)
{
    apr_size_t length = strlen(value);
    const char *normalized = cors_method_normalized(value, length);

    if (!cors_is_token(value, length)) {
        return token_sentence(cmd, value, "a method");
    }
    if (cors_method_is_forbidden(value, length)) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' is a forbidden method, no browser sends it; "
                            "remove it",
                            value);
    }
    if (normalized
        && cors_method_is_safelisted(normalized, strlen(normalized))) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' never matches, browsers send '%s', which is "
                            "always granted; remove it",
                            value, normalized);
    }
    return normalized ? apr_psprintf(cmd->temp_pool,
                                     "'%s' never matches, browsers send '%s'; "
                                     "write '%s'",
                                     value, normalized, normalized)
                      : NULL;
}

static bool is_cors_response_field(const char *name)
{
    return strncasecmp(name, "Access-Control-", 15) == 0
           || strcasecmp(name, "Timing-Allow-Origin") == 0;
}

static bool is_request_field(const char *name)
{
    static const char *const fields[] = {"Cookie", "Host", "Origin", "Referer"};
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        if (strcasecmp(name, fields[i]) == 0) {
            return true;
        }
    }
    return strncasecmp(name, "Access-Control-Request-", 23) == 0;
}

static const char *request_header_sentence(cmd_parms *cmd, const char *value)
{
    apr_size_t length = strlen(value);

    if (!cors_is_token(value, length)) {
        return token_sentence(cmd, value, "a header name");
    }
    if (cors_request_header_is_forbidden(value, length)) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' is a forbidden request-header, browsers let "
                            "no script set it; remove it",
                            value);
    }
    if (is_cors_response_field(value)) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' is a response field, no script sends it; "
                            "remove it",
                            value);
    }
    return NULL;
}

static const char *response_header_sentence(cmd_parms *cmd, const char *value)
{
    apr_size_t length = strlen(value);

    if (!cors_is_token(value, length)) {
        return token_sentence(cmd, value, "a header name");
    }
    if (cors_response_header_is_forbidden(value, length)) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' is a forbidden response-header name, "
                            "browsers let no script read it; remove it",
                            value);
    }
    if (is_request_field(value)) {
        return apr_psprintf(cmd->temp_pool,
                            "'%s' is a request field, no response has it; "
                            "remove it",
                            value);
    }
    return NULL;
}

/* Browsers send these methods as scripts write them, while they turn "put" into
 * "PUT". */
static const char *lower_case_warning(cmd_parms *cmd, const char *value)
{
    static const struct {
        const char *lower;
        const char *upper;
    } methods[] = {{"patch", "PATCH"}, {"query", "QUERY"}};
    size_t i;

    for (i = 0; i < sizeof(methods) / sizeof(methods[0]); ++i) {
        if (strcmp(value, methods[i].lower) == 0) {
            return apr_psprintf(cmd->pool,
                                "'%s' is not '%s' to browsers, which send it "
                                "as scripts spell it; write '%s', unless "
                                "scripts do use lower case",
                                value, methods[i].upper, methods[i].upper);
        }
    }
    return NULL;
}

static const char *method_warning(cmd_parms *cmd, const char *value)
{
    return cors_method_is_safelisted(value, strlen(value))
               ? apr_psprintf(cmd->pool,
                              "'%s' is listed for nothing, CORS-safelisted "
                              "methods are always granted; remove it",
                              value)
               : lower_case_warning(cmd, value);
}

/* Many frameworks obey these fields. So one listed name grants every method. */
static const char *request_header_warning(cmd_parms *cmd, const char *value)
{
    static const char *const overrides[] = {
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"};
    size_t i;

    for (i = 0; i < sizeof(overrides) / sizeof(overrides[0]); ++i) {
        if (strcasecmp(value, overrides[i]) == 0) {
            return apr_psprintf(cmd->pool,
                                "'%s' lets a POST act as any other method, "
                                "which CorsAllowMethods does not see; remove "
                                "it, and list the methods in CorsAllowMethods",
                                value);
        }
    }
    return NULL;
}

static const char *response_header_warning(cmd_parms *cmd, const char *value)
{
    return cors_response_header_is_safelisted(value, strlen(value))
               ? apr_psprintf(cmd->pool,
                              "'%s' is listed for nothing, scripts read "
                              "CORS-safelisted response-headers anyway; "
                              "remove it",
                              value)
               : NULL;
}

/* What one of the three lists of names has of its own. */
typedef struct {
    void *(*create)(const cmd_parms *cmd);
    const char *(*sentence)(cmd_parms *cmd, const char *value);
    const char *(*warning)(cmd_parms *cmd, const char *value);
} name_list_t;

/* Adds one value to a list of names, "*" included. */
static const char *set_name(cmd_parms *cmd, mod_cors_config_section_t *section,
                            cors_list_t *list, const char *value,
                            const name_list_t *kind)
{
    const char *sentence = mod_cors_config_value_check(cmd, value);
    const char *warning = NULL;
    const cors_place_t *place;

    if (!sentence) {
        sentence = mod_cors_config_value_enter_list(cmd, section, list, &value,
                                                    kind->create);
    }
    if (sentence || !value) {
        return sentence;
    }
    if (strcmp(value, "*") != 0) {
        sentence = star_sentence(cmd, value);
        if (!sentence) {
            sentence = kind->sentence(cmd, value);
        }
        warning = kind->warning(cmd, value);
    }
    if (sentence) {
        return mod_cors_config_value_keep_plus(
            cmd, list, mod_cors_config_value_error(cmd, sentence));
    }
    sentence = mod_cors_config_value_count(cmd, section, value, MOD_CORS_NAMES);
    if (sentence) {
        return sentence;
    }
    place = mod_cors_config_value_place(cmd, section);
    if (warning) {
        mod_cors_warnings_add_line(cmd, place, warning);
    }
    cors_names_add(list->sets[0], value, place);
    return NULL;
}

static const char *take_allow_methods(cmd_parms *cmd, void *config,
                                      const char *value)
{
    static const name_list_t methods = {create_methods, method_sentence,
                                        method_warning};
    mod_cors_config_section_t *section = config;

    return set_name(cmd, section, &section->settings.methods, value, &methods);
}

static const char *take_allow_headers(cmd_parms *cmd, void *config,
                                      const char *value)
{
    static const name_list_t headers = {create_headers, request_header_sentence,
                                        request_header_warning};
    mod_cors_config_section_t *section = config;

    return set_name(cmd, section, &section->settings.request_headers, value,
                    &headers);
}

static const char *take_expose_headers(cmd_parms *cmd, void *config,
                                       const char *value)
{
    static const name_list_t headers = {
        create_headers, response_header_sentence, response_header_warning};
    mod_cors_config_section_t *section = config;

    return set_name(cmd, section, &section->settings.exposed_headers, value,
                    &headers);
}

const char *mod_cors_config_names_allow_methods(cmd_parms *cmd, void *config,
                                                const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_allow_methods);
}

const char *mod_cors_config_names_allow_headers(cmd_parms *cmd, void *config,
                                                const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_allow_headers);
}

const char *mod_cors_config_names_expose_headers(cmd_parms *cmd, void *config,
                                                 const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_expose_headers);
}
