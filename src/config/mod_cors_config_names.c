/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the directives that list methods and header names. Fetch
 * 2.2.1 "Methods" and 2.2.2 "Headers".
 */
#include "config/mod_cors_config_names.h"

#include <apr_strings.h>

#include "base/cors_token.h"
#include "config/mod_cors_config_value.h"
#include "policy/cors_header_name.h"
#include "policy/cors_method.h"

#define SEPARATORS ",; \t" /* which some people write between names */

/* Advises to write the names in one value as several values. separator: a
 * description of the one that was found. */
static cors_remedy_t list_remedy(const char *value, const char *separator,
                                 apr_pool_t *pool)
{
    cors_remedy_t remedy = cors_remedy_advise(
        apr_psprintf(pool, "has %s, values are separated by white space",
                     separator),
        "write them one by one");
    apr_array_header_t *names = apr_array_make(pool, 8, sizeof(char *));
    char *copy = apr_pstrdup(pool, value);
    char *state;
    const char *name;

    for (name = apr_strtok(copy, SEPARATORS, &state); name;
         name = apr_strtok(NULL, SEPARATORS, &state)) {
        APR_ARRAY_PUSH(names, const char *) = name;
    }
    if (names->nelts > 0) {
        remedy.advice = NULL;
        remedy.instead = names;
    }
    return remedy;
}

/* Says why a value is not a token. what: "a method" or "a header name". */
static cors_remedy_t token_remedy(const char *value, const char *what,
                                  apr_pool_t *pool)
{
    if (strpbrk(value, SEPARATORS)) {
        return list_remedy(value,
                           strchr(value, ',')   ? "a comma"
                           : strchr(value, ';') ? "a semicolon"
                                                : "white space in quotes",
                           pool);
    }
    return cors_remedy_advise(
        apr_psprintf(pool, "is not a token, so it cannot be %s", what),
        "write letters, digits and '-'");
}

static cors_remedy_t method_remedy(const char *value, apr_pool_t *pool)
{
    apr_size_t length = strlen(value);
    const char *normalized = cors_method_normalized(value, length);

    if (!cors_token_is_valid(value, length)) {
        return token_remedy(value, "a method", pool);
    }
    if (cors_method_is_forbidden(value, length)) {
        return cors_remedy_advise("is a forbidden method, no browser sends it",
                                  "remove it");
    }
    if (!normalized) {
        return cors_remedy_none();
    }
    return cors_method_is_safelisted(normalized, strlen(normalized))
               ? cors_remedy_advise(
                   apr_psprintf(pool,
                                "never matches, browsers send '%s', which is "
                                "always granted",
                                normalized),
                   "remove it")
               : cors_remedy_replace(
                   apr_psprintf(pool, "never matches, browsers send '%s'",
                                normalized),
                   normalized, pool);
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

static cors_remedy_t request_header_remedy(const char *value, apr_pool_t *pool)
{
    apr_size_t length = strlen(value);

    if (!cors_token_is_valid(value, length)) {
        return token_remedy(value, "a header name", pool);
    }
    if (cors_header_name_is_forbidden_request(value, length)) {
        return cors_remedy_advise("is a forbidden request-header, no script "
                                  "can set it",
                                  "remove it");
    }
    return is_cors_response_field(value) ? cors_remedy_advise(
               "is a response field, no script sends it", "remove it")
                                         : cors_remedy_none();
}

static cors_remedy_t response_header_remedy(const char *value, apr_pool_t *pool)
{
    apr_size_t length = strlen(value);

    if (!cors_token_is_valid(value, length)) {
        return token_remedy(value, "a header name", pool);
    }
    if (cors_header_name_is_forbidden_response(value, length)) {
        return cors_remedy_advise("is a forbidden response-header name, "
                                  "no script can read it",
                                  "remove it");
    }
    return is_request_field(value) ? cors_remedy_advise(
               "is a request field, no response has it", "remove it")
                                   : cors_remedy_none();
}

/* Browsers change "put" to "PUT", but they send these methods as scripts write
 * them. Fetch, "normalize a method". */
static cors_remedy_t lower_case_warning(const char *value, apr_pool_t *pool)
{
    static const struct {
        const char *lower;
        const char *upper;
    } methods[] = {{"patch", "PATCH"}, {"query", "QUERY"}};
    size_t i;

    for (i = 0; i < sizeof(methods) / sizeof(methods[0]); ++i) {
        if (strcmp(value, methods[i].lower) == 0) {
            return cors_remedy_advise(
                apr_psprintf(pool,
                             "does not allow '%s', browsers send this method "
                             "as scripts spell it",
                             methods[i].upper),
                apr_psprintf(pool, "write '%s', unless scripts use lower case",
                             methods[i].upper));
        }
    }
    return cors_remedy_none();
}

static cors_remedy_t method_warning(const char *value, apr_pool_t *pool)
{
    return cors_method_is_safelisted(value, strlen(value))
               ? cors_remedy_advise(
                   "is listed redundantly, CORS-safelisted methods are always "
                   "granted",
                   "remove it")
               : lower_case_warning(value, pool);
}

/* Many frameworks take the method from these fields. So a page that may send
 * one of them can use every method. */
static cors_remedy_t request_header_warning(const char *value, apr_pool_t *pool)
{
    static const char *const overrides[] = {
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"};
    size_t i;

    (void)pool;
    for (i = 0; i < sizeof(overrides) / sizeof(overrides[0]); ++i) {
        if (strcasecmp(value, overrides[i]) == 0) {
            return cors_remedy_advise(
                "lets a POST act as any other method, which CorsAllowMethods "
                "does not check",
                "remove it, and list the methods in CorsAllowMethods");
        }
    }
    return cors_remedy_none();
}

static cors_remedy_t response_header_warning(const char *value,
                                             apr_pool_t *pool)
{
    (void)pool;
    return cors_header_name_is_safelisted_response(value, strlen(value))
               ? cors_remedy_advise(
                   "is listed redundantly, scripts can always read "
                   "CORS-safelisted response-headers",
                   "remove it")
               : cors_remedy_none();
}

/* One of the three lists of names: their kind, and the functions that check its
 * values. */
typedef struct {
    cors_names_kind_e kind;
    cors_remedy_t (*remedy)(const char *value, apr_pool_t *pool);
    cors_remedy_t (*warning)(const char *value, apr_pool_t *pool);
} name_list_t;

/* Says what is wrong with a value other than "*". A '*' is valid in a token,
 * but is probably intended as a wildcard. */
static cors_remedy_t remedy_for(const name_list_t *list, const char *value,
                                apr_pool_t *pool)
{
    return strchr(value, '*')
               ? cors_remedy_advise("is not a wildcard to browsers",
                                    "write the names one by one, or '*' alone "
                                    "for all")
               : list->remedy(value, pool);
}

/* Adds one value, which may be "*", to a list of names. */
static const char *set_name(cmd_parms *cmd, mod_cors_config_section_t *section,
                            cors_name_list_t *names, const char *value,
                            const name_list_t *list)
{
    const char *sentence = mod_cors_config_value_check(cmd, value);
    cors_remedy_t remedy = cors_remedy_none();
    cors_remedy_t warning = cors_remedy_none();
    const cors_place_t *place;

    if (!sentence) {
        sentence = mod_cors_config_value_enter_list(cmd, section, &names->list,
                                                    &value);
    }
    if (sentence || !value) {
        return sentence;
    }
    if (strcmp(value, "*") != 0) {
        remedy = remedy_for(list, value, cmd->temp_pool);
        warning = list->warning(value, cmd->temp_pool);
    }
    if (remedy.wrong) {
        return mod_cors_config_value_error_in_list(cmd, &names->list, value,
                                                   remedy);
    }
    sentence = mod_cors_config_value_count(cmd, section, value, MOD_CORS_NAMES);
    if (sentence) {
        return sentence;
    }
    place = mod_cors_config_value_place(cmd, section);
    mod_cors_config_value_warn(cmd, place, value, warning);
    cors_names_add(cors_value_list_names(names, list->kind, cmd->pool), value,
                   place);
    return NULL;
}

static const char *take_allow_methods(cmd_parms *cmd, void *config,
                                      const char *value)
{
    static const name_list_t methods = {CORS_METHOD_NAMES, method_remedy,
                                        method_warning};
    mod_cors_config_section_t *section = config;

    return set_name(cmd, section, &section->settings.methods, value, &methods);
}

static const char *take_allow_headers(cmd_parms *cmd, void *config,
                                      const char *value)
{
    static const name_list_t headers = {
        CORS_HEADER_NAMES, request_header_remedy, request_header_warning};
    mod_cors_config_section_t *section = config;

    return set_name(cmd, section, &section->settings.request_headers, value,
                    &headers);
}

static const char *take_expose_headers(cmd_parms *cmd, void *config,
                                       const char *value)
{
    static const name_list_t headers = {
        CORS_HEADER_NAMES, response_header_remedy, response_header_warning};
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
