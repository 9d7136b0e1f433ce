/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns "Permitted" and "Prohibited" of docs/directives.md.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "naive.h"

#define LISTS                                                                  \
    "CorsAllowOrigin|CorsAllowOriginMatch|CorsAllowMethods|CorsAllowHeaders|"  \
    "CorsExposeHeaders|CorsEnforceExcept"

#define INSIDE                                                                 \
    "CorsAllowMethods|CorsAllowHeaders|CorsExposeHeaders|"                     \
    "CorsAllowCredentials|CorsMaxAge|CorsDangerouslyTolerate"

static const struct {
    const char *directive;
    const char *words;
} keywords[] = {
    {"CorsEngine", "On|Off|ReportOnly"},
    {"CorsAllowCredentials", "On|Off"},
    {"CorsTimingAllowOrigin", "On|Off"},
    {"CorsPreserveExisting", "On|Off"},
    {"CorsEnforce", "On|Unsafe|Off|Credentials"},
    {"CorsPreflight", "Answer|Forward"},
    {"CorsPreflightStatus", "200|204"},
    {"CorsExplain", "On|Off"},
    {"CorsStatus", "On|Off"},
    {"CorsDangerouslyTolerate",
     "InsecureOrigins|PublicSuffixes|NullOrigin|AnyInstallation|None"},
};

static bool is_max_age(const char *text)
{
    return strcasecmp(text, "None") == 0
           || (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0'
               && strtol(text, NULL, 10) <= 86400);
}

static bool is_legal_in_list(const case_value_t *value)
{
    const char *directive = value->directive;
    const char *text = value->value;
    bool list = value->list != NULL;
    bool extends = text[0] == '+';

    if (text[0] == '#') {
        return false;
    }
    if (strcasecmp(text, "None") == 0) {
        return true;
    }
    text += extends;
    if (text[0] == '\0' || (extends && strcasecmp(text, "None") == 0)) {
        return false;
    }
    if (strcasecmp(directive, "CorsAllowOrigin") == 0) {
        return list || naive_is_pattern(text);
    }
    if (strcasecmp(directive, "CorsEnforceExcept") == 0) {
        return list || (naive_is_pattern(text) && strcmp(text, "*") != 0);
    }
    if (strcasecmp(directive, "CorsAllowMethods") == 0) {
        return naive_is_method(text);
    }
    if (strcasecmp(directive, "CorsAllowHeaders") == 0) {
        return naive_is_request_header(text);
    }
    return strcasecmp(directive, "CorsExposeHeaders") != 0
           || naive_is_response_header(text);
}

bool model_is_legal(const case_value_t *value, bool in_htaccess)
{
    size_t i;

    if (value->heads
            ? strcasecmp(value->value, "None") == 0
            : value->container > 0
                  && !naive_is_one_of_any_case(INSIDE, value->directive)) {
        return false;
    }
    if (in_htaccess
        && naive_is_one_of_any_case("CorsDangerouslyTolerate|CorsEnforceExcept|"
                                    "CorsExplain|CorsStatus",
                                    value->directive)) {
        return false;
    }
    if (naive_is_one_of_any_case(LISTS, value->directive)) {
        return is_legal_in_list(value);
    }
    if (strcasecmp(value->directive, "CorsDenyOrigin") == 0) {
        return value->list || naive_is_pattern(value->value);
    }
    if (strcasecmp(value->directive, "CorsMaxAge") == 0) {
        return is_max_age(value->value);
    }
    for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); ++i) {
        if (strcasecmp(value->directive, keywords[i].directive) == 0) {
            return naive_is_one_of_any_case(keywords[i].words, value->value);
        }
    }
    return false;
}

bool model_is_legal_row(const char *row)
{
    const char *host = strstr(row, "://");

    return naive_is_pattern(row) && !naive_is_one_of("*|null|file://", row)
           && !(host && strcmp(host + 3, "*") == 0);
}

static bool are_of_one_list(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0
           || (strncasecmp(a, "CorsAllowOrigin", 15) == 0
               && strncasecmp(b, "CorsAllowOrigin", 15) == 0);
}

static bool is_origin_rule(const case_value_t *value)
{
    return strncasecmp(value->directive, "CorsAllowOrigin", 15) == 0;
}

/* Two rules for the same pattern, not both in the same container and not both
 * in none. */
static bool repeats(const case_value_t *a, const case_value_t *b)
{
    return is_origin_rule(a) && a->container != b->container
           && strcasecmp(a->directive, b->directive) == 0
           && strcmp(a->value, b->value) == 0;
}

/* The settings in a container are combined with each other, its patterns with
 * the rules of the section. */
static int scope_of(const case_value_t *value)
{
    return value->heads ? 0 : value->container;
}

/* A level, and "Credentials" as the second word of a line with another level
 * than "Off". */
static bool is_enforcement(const case_section_t *section, int at)
{
    const case_value_t *value = &section->values[at];
    const case_value_t *before = at > 0 ? value - 1 : NULL;
    bool is_word = strcasecmp(value->value, "Credentials") == 0;

    if (!before || before->line != value->line) {
        return !is_word;
    }
    return is_word && naive_is_one_of_any_case("On|Unsafe", before->value);
}

/* Two values of one section, of the same directive or list. */
static bool can_stand_together(const case_value_t *a, const case_value_t *b)
{
    bool a_none = strcasecmp(a->value, "None") == 0;
    bool b_none = strcasecmp(b->value, "None") == 0;

    if (strcasecmp(a->directive, "CorsDangerouslyTolerate") == 0) {
        return a_none == b_none;
    }
    if (naive_is_one_of_any_case(LISTS, a->directive)) {
        return !a_none && !b_none
               && (a->value[0] == '+') == (b->value[0] == '+');
    }
    return naive_is_one_of_any_case("CorsDenyOrigin|CorsEnforce", a->directive)
           || a->line != b->line;
}

bool model_is_sound(const case_section_t *section)
{
    int i, j;

    for (i = 0; i < section->count; ++i) {
        if (strcasecmp(section->values[i].directive, "CorsEnforce") == 0
            && !is_enforcement(section, i)) {
            return false;
        }
        for (j = 0; j < i; ++j) {
            const case_value_t *a = &section->values[i];
            const case_value_t *b = &section->values[j];

            if (scope_of(a) == scope_of(b)
                && are_of_one_list(a->directive, b->directive)
                && (!can_stand_together(a, b) || repeats(a, b))) {
                return false;
            }
        }
    }
    return true;
}
