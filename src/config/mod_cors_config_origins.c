/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the directives that list origins. They compile each value and
 * add it to a set of origins in the settings of its section.
 */
#include "config/mod_cors_config_origins.h"

#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"
#include "origin/cors_pattern_remedy.h"
#include "origin/cors_rule_warning.h"
#include "config/mod_cors_config_lists.h"
#include "config/mod_cors_config_value.h"
#include "lists/mod_cors_lists.h"
#include "policy/cors_container.h"

#define MATCH_STEPS 100000 /* usual expressions need a few hundred */
#define GROUPS_PER_STEP 32 /* copying these takes as long as the step itself */

/* Warns about a pattern that its list, or its container, has already; if
 * another container of the section has it, returns a sentence. */
static const char *take_known(cmd_parms *cmd,
                              const cors_rule_group_t *container,
                              const char *value, const cors_place_t *place,
                              const cors_rule_t *known)
{
    if (known->container != container) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise(
                apr_psprintf(cmd->temp_pool,
                             "is already listed %s (%s:%d), and a section can "
                             "list a pattern only once if it is in a container",
                             !known->container ? "outside the container"
                             : container       ? "in another container"
                                               : "in a container",
                             known->place->file, known->place->line),
                "remove one"));
    }
    mod_cors_config_value_warn(
        cmd, place, value,
        cors_remedy_advise(apr_psprintf(cmd->temp_pool,
                                        "is listed twice (%s:%d)",
                                        known->place->file, known->place->line),
                           "remove one"));
    return NULL;
}

static const char *add_pattern(cmd_parms *cmd,
                               mod_cors_config_section_t *section,
                               cors_origin_set_t *set,
                               const cors_pattern_t *pattern,
                               cors_remedy_t warning)
{
    cors_rule_group_t *container =
        section->container ? &section->container->rules : NULL;
    const char *value = pattern->text;
    const cors_place_t *place;
    const cors_rule_t *known;
    const char *sentence =
        mod_cors_config_value_count(cmd, section, value, MOD_CORS_PATTERNS);

    if (sentence) {
        return sentence;
    }
    place = mod_cors_config_value_place(cmd, section);
    mod_cors_config_value_warn(cmd, place, value, warning);
    known = cors_origin_set_add_contained(set, container, pattern, place);
    return known ? take_known(cmd, container, value, place, known) : NULL;
}

/* "list:name" asks an origin list; "list://name" is an origin. */
static bool is_list(const char *value)
{
    return strncasecmp(value, "list:", strlen("list:")) == 0
           && strncasecmp(value, "list://", strlen("list://")) != 0;
}

/* Returns a sentence about a name that no list can have, or NULL. plus is "+"
 * if the value was written with it, otherwise "". */
static const char *name_sentence(cmd_parms *cmd, const char *value,
                                 const char *name, const char *plus)
{
    int length = (int)mod_cors_config_lists_name_span(name);

    if (!*name) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("names no origin list",
                               "write the name of a CorsOriginList directly "
                               "after it"));
    }
    if (!name[length]) {
        return NULL;
    }
    return mod_cors_config_value_error(
        cmd, value,
        cors_remedy_advise(
            "has a character that no name of a list has",
            length > 0
                ? apr_psprintf(cmd->temp_pool,
                               "write '%slist:%.*s', and other values after "
                               "white space",
                               plus, length, name)
                : "write letters, digits, '-', '_' or '.'"));
}

/* In configuration files, the CorsOriginList may follow. */
static const cors_origin_list_t *find_list(cmd_parms *cmd, const char *name,
                                           const cors_place_t *place)
{
    return mod_cors_config_value_is_in_htaccess(cmd)
               ? mod_cors_lists_find(name)
               : mod_cors_lists_use(
                   cmd->pool, name,
                   strcmp(cmd->cmd->name, "CorsDenyOrigin") == 0, place);
}

static const char *add_list(cmd_parms *cmd, mod_cors_config_section_t *section,
                            cors_origin_set_t *set, const char *value,
                            const char *plus)
{
    cors_rule_group_t *container =
        section->container ? &section->container->rules : NULL;
    const char *name = value + strlen("list:");
    const cors_origin_list_t *list;
    const cors_place_t *place;
    const cors_rule_t *known;
    const char *sentence =
        mod_cors_config_value_count(cmd, section, value, MOD_CORS_PATTERNS);

    if (!sentence) {
        sentence = name_sentence(cmd, value, name, plus);
    }
    if (sentence) {
        return sentence;
    }
    place = mod_cors_config_value_place(cmd, section);
    list = find_list(cmd, name, place);
    if (!list) {
        return mod_cors_config_value_error(
            cmd, value, mod_cors_lists_unknown(NULL, name, cmd->temp_pool));
    }
    known = cors_origin_set_add_list(set, container, list, value, place);
    return known ? take_known(cmd, container, value, place, known) : NULL;
}

/* Adds one value to a list of origins: a pattern, which may have a '+', or
 * "None". values_name: see cors_pattern_remedy. */
static const char *take_pattern(cmd_parms *cmd,
                                mod_cors_config_section_t *section,
                                cors_rule_list_t *rules, const char *value,
                                const char *values_name)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    const char *sentence =
        mod_cors_config_value_enter_list(cmd, section, &rules->list, &value);

    if (sentence || !value) {
        return sentence;
    }
    if (is_list(value)) {
        return add_list(cmd, section, cors_value_list_rules(rules, cmd->pool),
                        value, rules->list.extends ? "+" : "");
    }
    if (cors_pattern_parse(value, &pattern, &stop, cmd->pool)
        == CORS_PATTERN_OK) {
        return add_pattern(
            cmd, section, cors_value_list_rules(rules, cmd->pool), &pattern,
            cors_rule_warning_of_pattern(&pattern, cmd->temp_pool));
    }
    return mod_cors_config_value_error_in_list(
        cmd, &rules->list, value,
        cors_pattern_remedy(value, &stop, values_name,
                            section->container ? "<CorsOriginMatch>"
                                               : "CorsAllowOriginMatch",
                            cmd->temp_pool));
}

static const char *take_allowed(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;
    const char *sentence = mod_cors_config_value_check(cmd, value);

    return sentence
               ? sentence
               : take_pattern(cmd, section, &section->settings.origin_rules,
                              value, NULL);
}

const char *mod_cors_config_origins_allow(cmd_parms *cmd, void *config,
                                          const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_allowed);
}

static bool is_letter_or_digit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* Whether an unescaped '.' is between letters or digits, where it is probably
 * intended to match only a dot. */
static bool has_loose_dot(const char *regex)
{
    bool in_class = false;
    const char *p;

    for (p = regex; *p; ++p) {
        if (strncmp(p, "\\Q", 2) == 0 && strstr(p, "\\E")) {
            p = strstr(p, "\\E") + 1;
        }
        else if (*p == '\\' && p[1] != '\0') {
            ++p;
        }
        else if (*p == '[' || *p == ']') {
            in_class = *p == '[';
        }
        else if (*p == '.' && !in_class && p > regex
                 && is_letter_or_digit(p[-1]) && is_letter_or_digit(p[1])) {
            return true;
        }
    }
    return false;
}

static bool matches_regex(const void *baton, const char *origin,
                          apr_size_t length)
{
    ap_regmatch_t match;

    return ap_regexec(baton, origin, 1, &match, 0) == 0 && match.rm_so == 0
           && (apr_size_t)match.rm_eo == length;
}

/* Returns the maximum number of steps for one match. Each step copies the
 * contents of the groups, so a tenant's expression with many groups gets fewer
 * steps. */
static int steps_for(const cmd_parms *cmd, const ap_regex_t *regex)
{
    return mod_cors_config_value_is_in_htaccess(cmd)
               ? MATCH_STEPS / (1 + (int)(regex->re_nsub / GROUPS_PER_STEP))
               : MATCH_STEPS;
}

/* Compiles an expression so that it matches only whole origins: puts it into a
 * group between '^' and '$'. Returns NULL if it is invalid. The expression must
 * also compile without the group: "a)|(b" does not, and would end the group.
 * Under PCRE's default limits, one match can take seconds of processor time and
 * gigabytes of memory. That is too much, since strangers choose the text that
 * is matched. */
static const ap_regex_t *compile_whole(const cmd_parms *cmd, const char *regex)
{
    /* The first is for PCRE2, in KB. PCRE 1 does not know it, and uses only the
     * stack: the second limits how deep its calls nest. */
    static const char *const room[] = {"(*LIMIT_HEAP=4096)",
                                       "(*LIMIT_RECURSION=5000)"};
    const ap_regex_t *alone =
        ap_pregcomp(cmd->temp_pool, regex, AP_REG_EXTENDED);
    const ap_regex_t *whole = NULL;
    int i;

    for (i = 0; i < 2 && alone && !whole; ++i) {
        whole = ap_pregcomp(cmd->pool,
                            apr_psprintf(cmd->temp_pool,
                                         "%s(*LIMIT_MATCH=%d)^(?:%s)$", room[i],
                                         steps_for(cmd, alone), regex),
                            AP_REG_EXTENDED);
    }
    return whole;
}

static const char *add_regex(cmd_parms *cmd, mod_cors_config_section_t *section,
                             cors_origin_set_t *set, const char *value)
{
    const cors_place_t *place = mod_cors_config_value_place(cmd, section);
    const ap_regex_t *whole = compile_whole(cmd, value);
    cors_rule_group_t *container =
        section->container ? &section->container->rules : NULL;
    const cors_rule_t *known;

    if (!whole) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("is not a valid regular expression inside "
                               "'^(?:...)$'",
                               "write one for the whole origin, as in "
                               "'https://[a-z]+[.]example[.]com'"));
    }
    known = cors_origin_set_add_contained_matcher(set, container, matches_regex,
                                                  whole, value, place);
    if (known) {
        return take_known(cmd, container, value, place, known);
    }
    mod_cors_config_value_warn(
        cmd, place, value,
        cors_rule_warning_of_expression(value, cmd->temp_pool));
    if (has_loose_dot(value)) {
        mod_cors_config_value_warn(
            cmd, place, value,
            cors_remedy_advise("has a '.' between letters, which matches any "
                               "character",
                               "write '[.]'"));
    }
    return NULL;
}

/* Returns a sentence about a value that CorsAllowOrigin accepts, but that means
 * something else as an expression: the name of a list would match no origin. */
static const char *pattern_sentence(cmd_parms *cmd,
                                    const mod_cors_config_section_t *section,
                                    const char *value)
{
    const char *plus = section->settings.origin_rules.list.extends ? "+" : "";
    bool names_list = is_list(value);
    const char *pattern =
        names_list
            ? value
            : cors_pattern_correction_of_expression(value, cmd->temp_pool);

    if (!pattern) {
        return NULL;
    }
    return mod_cors_config_value_error(
        cmd, value,
        cors_remedy_advise(
            names_list ? "names an origin list, and is not a regular expression"
                       : "is an origin pattern, and not a regular expression",
            apr_psprintf(cmd->temp_pool,
                         section->container ? "write '<CorsOrigin %s%s>'"
                                            : "write 'CorsAllowOrigin %s%s'",
                         plus, pattern)));
}

static const char *take_regex(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_rule_list_t *rules = &section->settings.origin_rules;
    const char *sentence = mod_cors_config_value_check(cmd, value);

    if (!sentence) {
        sentence = mod_cors_config_value_enter_list(cmd, section, &rules->list,
                                                    &value);
    }
    if (!sentence && value) {
        sentence = pattern_sentence(cmd, section, value);
    }
    if (!sentence && value) {
        sentence =
            mod_cors_config_value_count(cmd, section, value, MOD_CORS_REGEXES);
    }
    if (sentence || !value) {
        return sentence;
    }
    return add_regex(cmd, section, cors_value_list_rules(rules, cmd->pool),
                     value);
}

const char *mod_cors_config_origins_allow_match(cmd_parms *cmd, void *config,
                                                const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_regex);
}

/* A container without origins would have no effect. */
static const char *none_sentence(cmd_parms *cmd, const char *value)
{
    return strcasecmp(value, "None") == 0 ? mod_cors_config_value_error(
               cmd, value,
               cors_remedy_advise("is not an origin pattern, a container "
                                  "needs at least one",
                                  "write 'CorsAllowOrigin None' instead of "
                                  "the container, or the patterns of its "
                                  "origins"))
                                          : NULL;
}

const char *mod_cors_config_origins_take_contained(cmd_parms *cmd, void *config,
                                                   const char *value)
{
    const char *sentence = none_sentence(cmd, value);

    return sentence ? sentence : take_allowed(cmd, config, value);
}

const char *mod_cors_config_origins_take_contained_match(cmd_parms *cmd,
                                                         void *config,
                                                         const char *value)
{
    const char *sentence = none_sentence(cmd, value);

    return sentence ? sentence : take_regex(cmd, config, value);
}

/* Deny rules do not accept '+' or "None", since they always add to the
 * inherited ones. */
static const char *deny_sentence(cmd_parms *cmd, const char *value)
{
    bool has_plus = value[0] == '+';

    if (!has_plus && strcasecmp(value, "None") != 0) {
        return NULL;
    }
    return mod_cors_config_value_error(
        cmd, value,
        cors_remedy_advise(
            "is not an origin pattern, deny rules always add to the inherited "
            "ones and never lift them",
            has_plus ? "write it without '+'" : "remove it"));
}

/* Warns about a comma in an opaque host, where it is legal but probably
 * separates values. */
static cors_remedy_t comma_warning(const char *value)
{
    return strchr(value, ',') ? cors_remedy_advise(
               "has a comma, which counts as part of its host",
               "separate values by white space")
                              : cors_remedy_none();
}

static const char *take_denied(cmd_parms *cmd, void *config, const char *value)
{
    mod_cors_config_section_t *section = config;
    cors_deny_list_t *denied = &section->settings.deny_rules;
    const char *sentence = mod_cors_config_value_check(cmd, value);
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;

    if (!sentence) {
        sentence = deny_sentence(cmd, value);
    }
    if (!sentence && !denied->list.place) {
        sentence = mod_cors_config_value_enter_list(cmd, section, &denied->list,
                                                    &value);
        denied->list.extends = true;
    }
    if (sentence) {
        return sentence;
    }
    if (is_list(value)) {
        return add_list(cmd, section,
                        cors_value_list_denied(denied, cmd->pool)->set, value,
                        "");
    }
    if (cors_pattern_parse_denied(value, &pattern, &stop, cmd->pool)
        == CORS_PATTERN_OK) {
        return add_pattern(cmd, section,
                           cors_value_list_denied(denied, cmd->pool)->set,
                           &pattern, comma_warning(value));
    }
    return mod_cors_config_value_error(
        cmd, value,
        cors_pattern_remedy(value, &stop, "deny rules", NULL, cmd->temp_pool));
}

const char *mod_cors_config_origins_deny(cmd_parms *cmd, void *config,
                                         const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_denied);
}

/* Returns a sentence if CorsEnforceExcept does not accept a value that other
 * lists of origins accept; otherwise NULL. */
static const char *except_sentence(cmd_parms *cmd, const char *value)
{
    if (mod_cors_config_value_is_in_htaccess(cmd)) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("cannot be excepted by a .htaccess",
                               "ask the administrator to write it into a "
                               "configuration file"));
    }
    if (strcmp(value, "*") == 0 || strcmp(value, "+*") == 0) {
        return mod_cors_config_value_error(
            cmd, value,
            cors_remedy_advise("would except every origin",
                               "write 'CorsEnforce Off'"));
    }
    return NULL;
}

static const char *take_excepted(cmd_parms *cmd, void *config,
                                 const char *value)
{
    mod_cors_config_section_t *section = config;
    const char *sentence = mod_cors_config_value_check(cmd, value);

    if (!sentence) {
        sentence = except_sentence(cmd, value);
    }
    return sentence
               ? sentence
               : take_pattern(cmd, section, &section->settings.enforce_except,
                              value, "exceptions");
}

const char *mod_cors_config_origins_enforce_except(cmd_parms *cmd, void *config,
                                                   const char *args)
{
    return mod_cors_config_value_each(cmd, config, args, take_excepted);
}
