/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "<CorsOrigin>".
 */
#include "model_container.h"

#include <string.h>
#include <strings.h>

#include "naive.h"

static bool is_rule(const case_value_t *value)
{
    return naive_is_one_of_any_case(MODEL_ORIGIN_RULES, value->directive)
           && (value->heads || value->container == 0);
}

static void add_rule(model_rules_t *rules, const case_t *whole, int section,
                     const case_value_t *value)
{
    model_rule_t *rule = &rules->rules[rules->count];

    rule->value.directive = value->directive;
    rule->value.text = value->value + (value->value[0] == '+');
    rule->value.list = value->list;
    rule->value.in_htaccess = whole->sections[section].in_htaccess;
    rule->section = section;
    rule->container = value->container;
    rule->is_row = false;
    rule->number = rules->count++;
}

/* "Without '+' the section replaces the inherited list with all its containers,
 * with '+' it extends it." */
model_rules_t model_container_rules(const case_t *whole)
{
    model_rules_t rules;
    int i, j;

    rules.whole = whole;
    rules.count = 0;
    for (i = 0; i < whole->section_count; ++i) {
        const case_section_t *section = &whole->sections[i];
        bool seen = false;

        for (j = 0; j < section->count; ++j) {
            const case_value_t *value = &section->values[j];
            bool none = strcasecmp(value->value, "None") == 0;

            if (!is_rule(value)) {
                continue;
            }
            if (none || (!seen && value->value[0] != '+')) {
                rules.count = 0;
            }
            seen = true;
            if (!none) {
                add_rule(&rules, whole, i, value);
            }
        }
    }
    return rules;
}

bool model_container_has_any(const case_t *whole)
{
    int i;

    for (i = 0; i < whole->section_count; ++i) {
        if (whole->sections[i].containers > 0) {
            return true;
        }
    }
    return false;
}

bool model_container_is_any(const model_rules_t *rules)
{
    int i;

    for (i = 0; i < rules->count; ++i) {
        if (rules->rules[i].container > 0) {
            return true;
        }
    }
    return false;
}

/* A pattern that is listed twice in one section is one rule. */
const model_rule_t *model_container_only(const model_rules_t *rules)
{
    const model_rule_t *only = rules->rules;
    int i;

    for (i = 1; i < rules->count; ++i) {
        const model_rule_t *rule = &rules->rules[i];

        if (rule->section != only->section
            || strcasecmp(rule->value.directive, only->value.directive) != 0
            || strcmp(rule->value.text, only->value.text) != 0) {
            return NULL;
        }
    }
    return rules->count > 0 && only->container > 0 ? only : NULL;
}

/* --- the choice --------------------------------------------------------- */

typedef enum { EXACT, HOSTS, SCHEME, REGEX, ANY } kind_e;

static kind_e kind_of(const model_rule_t *rule)
{
    const char *text = rule->value.text;
    const char *host = strstr(text, "://");

    if (strcasecmp(rule->value.directive, "CorsAllowOriginMatch") == 0) {
        return REGEX;
    }
    if (strcmp(text, "*") == 0) {
        return ANY;
    }
    if (host && strcmp(host + 3, "*") == 0) {
        return SCHEME;
    }
    return strchr(text, '*') ? HOSTS : EXACT;
}

/* The number of bytes of the host, without "*." and port. */
static size_t host_length(const model_rule_t *rule)
{
    const char *host = strstr(rule->value.text, "://") + 3;

    host += strncmp(host, "*.", 2) == 0 ? 2 : 0;
    return *host == '[' ? strcspn(host, "]") : strcspn(host, ":");
}

static bool has_any_port(const model_rule_t *rule)
{
    const char *text = rule->value.text;

    return strcmp(text + strlen(text) - 2, ":*") == 0;
}

/* "The exact origin; then the pattern with the longest host, not counting '*.'
 * and the port (of equal hosts, a fixed port before ':*'); then all hosts of a
 * scheme; then regular expressions; then '*'. If two sections have the same
 * pattern, the one that is merged last counts, and of regular expressions in
 * one section the first." And docs/lists.md: "A row has the same
 * rank as a pattern in the configuration; if the configuration has an equal
 * pattern, the pattern in the configuration decides." */
bool model_container_precedes(const model_rule_t *one,
                              const model_rule_t *other)
{
    kind_e kind = kind_of(one);

    if (kind != kind_of(other)) {
        return kind < kind_of(other);
    }
    if (kind == HOSTS && host_length(one) != host_length(other)) {
        return host_length(one) > host_length(other);
    }
    if (kind == HOSTS && has_any_port(one) != has_any_port(other)) {
        return has_any_port(other);
    }
    if (one->is_row != other->is_row) {
        return other->is_row;
    }
    return one->section != other->section ? one->section > other->section
                                          : one->number < other->number;
}

/* --- the settings ------------------------------------------------------- */

static void add_value(case_section_t *section, const case_value_t *value)
{
    section->values[section->count] = *value;
    section->values[section->count].container = 0;
    ++section->count;
}

static case_section_t *add_section(case_t *result, const case_section_t *like)
{
    case_section_t *section = &result->sections[result->section_count++];

    section->text = "";
    section->line = like->line;
    section->in_htaccess = like->in_htaccess;
    return section;
}

/* Adds the settings of a section, or of a container in it, without origin
 * rules. */
static void add_settings(case_section_t *to, const case_section_t *from,
                         int container)
{
    int i;

    for (i = 0; i < from->count; ++i) {
        const case_value_t *value = &from->values[i];

        if (!is_rule(value) && !value->heads && value->container == container) {
            add_value(to, value);
        }
    }
}

static bool is_tolerance(const case_value_t *value)
{
    return strcasecmp(value->directive, "CorsDangerouslyTolerate") == 0;
}

static bool has_tolerance(const case_section_t *section, const char *word)
{
    int i;

    for (i = 0; i < section->count; ++i) {
        if (is_tolerance(&section->values[i])
            && (!word || strcasecmp(section->values[i].value, word) == 0)) {
            return true;
        }
    }
    return false;
}

static void copy_tolerances(case_section_t *to, const case_section_t *from)
{
    int i;

    for (i = 0; i < from->count; ++i) {
        const case_value_t *value = &from->values[i];

        if (is_tolerance(value) && strcasecmp(value->value, "None") != 0
            && !has_tolerance(to, value->value)) {
            add_value(to, value);
        }
    }
}

/* "A tolerance inside adds to those that are merged up to then, and None lifts
 * them": adds those of the last section that has any, to the section that was
 * made of the container. */
static void add_tolerances(case_t *result)
{
    int last = result->section_count - 1;
    case_section_t *inside = &result->sections[last];
    int i;

    if (!has_tolerance(inside, NULL) || has_tolerance(inside, "None")) {
        return;
    }
    for (i = last - 1; i >= 0; --i) {
        if (has_tolerance(&result->sections[i], NULL)) {
            copy_tolerances(inside, &result->sections[i]);
            return;
        }
    }
}

model_list_t model_container_list(const model_rules_t *rules,
                                  const model_rule_t *rule)
{
    int container = rule ? rule->container : 0;
    model_list_t list;
    int i;

    list.count = 0;
    for (i = 0; i < rules->count; ++i) {
        const model_rule_t *other = &rules->rules[i];

        if (other->container == container
            && (container == 0 || other->section == rule->section)) {
            list.values[list.count++] = other->value;
        }
    }
    return list;
}

const case_t *model_container_case(const model_rules_t *rules,
                                   const model_rule_t *rule, apr_pool_t *pool)
{
    case_t *result = apr_pcalloc(pool, sizeof(*result));
    int i;

    for (i = 0; i < rules->whole->section_count; ++i) {
        const case_section_t *section = &rules->whole->sections[i];

        add_settings(add_section(result, section), section, 0);
        if (rule && rule->container > 0 && rule->section == i) {
            add_settings(add_section(result, section), section,
                         rule->container);
            add_tolerances(result);
        }
    }
    return result;
}
