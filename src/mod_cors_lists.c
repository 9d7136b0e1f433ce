/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the directives that fill lists: origin rules, deny rules,
 * methods, header names. Each compiles one value into its section's own set.
 */
#include "mod_cors_lists.h"

#include <apr_strings.h>

#include "mod_cors_section.h"

static void *create_origin_set(const cmd_parms *cmd)
{
    return cors_origin_set_create(cmd->pool);
}

static const char *add_pattern(cmd_parms *cmd, mod_cors_section_t *section,
                               cors_origin_set_t *set, const char *value)
{
    cors_pattern_t pattern;
    const char *sentence = cors_pattern_parse(value, &pattern, cmd->pool);

    if (sentence) {
        return mod_cors_complain(cmd, sentence);
    }
    sentence = mod_cors_count_in_htaccess(cmd, section, value, false);
    if (!sentence) {
        cors_origin_set_add(set, &pattern, mod_cors_place_of(cmd, section));
    }
    return sentence;
}

const char *mod_cors_set_allow_origin(cmd_parms *cmd, void *config,
                                      const char *value)
{
    mod_cors_section_t *section = config;
    cors_list_t *list = &section->settings.origin_rules;
    const char *sentence = mod_cors_check_context(cmd, value);

    if (!sentence) {
        sentence =
            mod_cors_enter_list(cmd, section, list, &value, create_origin_set);
    }
    if (sentence || !value) {
        return sentence;
    }
    return add_pattern(cmd, section, list->sets[0], value);
}

static bool matches_regex(const void *baton, const char *origin,
                          apr_size_t length)
{
    ap_regmatch_t match;

    return ap_regexec(baton, origin, 1, &match, 0) == 0 && match.rm_so == 0
           && (apr_size_t)match.rm_eo == length;
}

const char *mod_cors_set_allow_origin_match(cmd_parms *cmd, void *config,
                                            const char *value)
{
    mod_cors_section_t *section = config;
    cors_list_t *list = &section->settings.origin_rules;
    const char *sentence = mod_cors_check_context(cmd, value);
    const ap_regex_t *whole = NULL;

    if (!sentence) {
        sentence =
            mod_cors_enter_list(cmd, section, list, &value, create_origin_set);
    }
    if (!sentence && value) {
        sentence = mod_cors_count_in_htaccess(cmd, section, value, true);
    }
    if (sentence || !value) {
        return sentence;
    }
    /* Alone first: what breaks out of the group does not compile alone. */
    if (ap_pregcomp(cmd->temp_pool, value, AP_REG_EXTENDED)) {
        whole = ap_pregcomp(cmd->pool,
                            apr_psprintf(cmd->temp_pool, "^(?:%s)$", value),
                            AP_REG_EXTENDED);
    }
    if (!whole) {
        return mod_cors_complain(
            cmd, apr_psprintf(cmd->temp_pool,
                              "'%s' is not a regular expression "
                              "that can stand in a group; write "
                              "one for the whole origin, as in "
                              "'https://[a-z]+\\.example\\.com'",
                              value));
    }
    cors_origin_set_add_matcher(list->sets[0], matches_regex, whole, value,
                                mod_cors_place_of(cmd, section));
    return NULL;
}

static void *create_deny(const cmd_parms *cmd)
{
    cors_deny_t *deny = apr_pcalloc(cmd->pool, sizeof(*deny));

    deny->set = cors_origin_set_create(cmd->pool);
    return deny;
}

const char *mod_cors_set_deny_origin(cmd_parms *cmd, void *config,
                                     const char *value)
{
    mod_cors_section_t *section = config;
    cors_list_t *list = &section->settings.deny_rules;
    const char *sentence = mod_cors_check_context(cmd, value);
    cors_deny_t *deny;

    if (!sentence && (value[0] == '+' || strcasecmp(value, "None") == 0)) {
        sentence = mod_cors_complain(
            cmd, apr_psprintf(cmd->temp_pool,
                              "'%s' is not an origin pattern, deny rules "
                              "always add to the inherited ones and never "
                              "lift them; %s",
                              value,
                              value[0] == '+' ? "write it without '+'"
                                              : "remove it"));
    }
    if (sentence) {
        return sentence;
    }
    if (!list->place) {
        sentence = mod_cors_enter_list(cmd, section, list, &value, create_deny);
        list->extends = true;
        deny = list->sets[0];
        deny->place = list->place;
    }
    deny = list->sets[0];
    return sentence ? sentence : add_pattern(cmd, section, deny->set, value);
}

static void *create_methods(const cmd_parms *cmd)
{
    return cors_names_create(CORS_METHOD_NAMES, cmd->pool);
}

static void *create_headers(const cmd_parms *cmd)
{
    return cors_names_create(CORS_HEADER_NAMES, cmd->pool);
}

/* What is wrong with a value that is no token. */
static const char *token_sentence(cmd_parms *cmd, const char *value,
                                  const char *what)
{
    char *p, *spaced;

    if (strchr(value, ',')) {
        spaced = apr_pstrdup(cmd->temp_pool, value);
        for (p = spaced; *p; ++p) {
            if (*p == ',') {
                *p = ' ';
            }
        }
        return apr_psprintf(cmd->temp_pool,
                            "'%s' has a comma, values are separated by white "
                            "space; write '%s'",
                            value, spaced);
    }
    return apr_psprintf(cmd->temp_pool,
                        "'%s' is not a token, so it cannot be %s; write "
                        "letters, digits and '-'",
                        value, what);
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
    return normalized ? apr_psprintf(cmd->temp_pool,
                                     "'%s' never matches, browsers send '%s'; "
                                     "write '%s'",
                                     value, normalized, normalized)
                      : NULL;
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
    return NULL;
}

/* Adds one value to a list of names, "*" included. */
static const char *
set_name(cmd_parms *cmd, mod_cors_section_t *section, cors_list_t *list,
         const char *value, void *(*create)(const cmd_parms *cmd),
         const char *(*judge)(cmd_parms *cmd, const char *value))
{
    const char *sentence = mod_cors_check_context(cmd, value);

    if (!sentence) {
        sentence = mod_cors_enter_list(cmd, section, list, &value, create);
    }
    if (sentence || !value) {
        return sentence;
    }
    sentence = strcmp(value, "*") == 0 ? NULL : judge(cmd, value);
    if (sentence) {
        return mod_cors_complain(cmd, sentence);
    }
    cors_names_add(list->sets[0], value);
    return NULL;
}

const char *mod_cors_set_allow_methods(cmd_parms *cmd, void *config,
                                       const char *value)
{
    mod_cors_section_t *section = config;

    return set_name(cmd, section, &section->settings.methods, value,
                    create_methods, method_sentence);
}

const char *mod_cors_set_allow_headers(cmd_parms *cmd, void *config,
                                       const char *value)
{
    mod_cors_section_t *section = config;

    return set_name(cmd, section, &section->settings.request_headers, value,
                    create_headers, request_header_sentence);
}

const char *mod_cors_set_expose_headers(cmd_parms *cmd, void *config,
                                        const char *value)
{
    mod_cors_section_t *section = config;

    return set_name(cmd, section, &section->settings.exposed_headers, value,
                    create_headers, response_header_sentence);
}
