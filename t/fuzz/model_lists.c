/* SPDX-License-Identifier: Apache-2.0 */
#include "model_lists.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "naive.h"

static void append(model_list_t *list, model_value_t value)
{
    if (list->count < MODEL_VALUES_MAX) {
        list->values[list->count++] = value;
    }
}

/* Deny rules have neither '+' nor "None". */
static void read_section(const case_section_t *section, const char *directives,
                         bool denies, model_list_t *list)
{
    bool seen = false;
    int i;

    for (i = 0; i < section->count; ++i) {
        const case_value_t *value = &section->values[i];
        bool extends = !denies && value->value[0] == '+';
        bool none = !denies && strcasecmp(value->value, "None") == 0;

        if (!naive_is_one_of_any_case(directives, value->directive)) {
            continue;
        }
        if (none || (!seen && !extends && !denies)) {
            list->count = 0;
        }
        seen = true;
        if (!none) {
            model_value_t added = {value->directive, value->value + extends,
                                   value->list, section->in_htaccess};

            append(list, added);
        }
    }
}

model_list_t model_list(const case_t *whole, const char *directives)
{
    bool denies = strcmp(directives, "CorsDenyOrigin") == 0;
    model_list_t list;
    int i;

    list.count = 0;
    for (i = 0; i < whole->section_count; ++i) {
        read_section(&whole->sections[i], directives, denies, &list);
    }
    return list;
}

/* The last value, and its section; NULL if there is none. */
static const case_value_t *find_last(const case_t *whole, const char *directive,
                                     bool configured,
                                     const case_section_t **section)
{
    int i, j;

    for (i = whole->section_count - 1; i >= 0; --i) {
        *section = &whole->sections[i];
        for (j = (*section)->count - 1; j >= 0; --j) {
            if (strcasecmp((*section)->values[j].directive, directive) == 0
                && !(configured && (*section)->in_htaccess)) {
                return &(*section)->values[j];
            }
        }
    }
    return NULL;
}

const char *model_last(const case_t *whole, const char *directive,
                       const char *by_default, bool configured)
{
    const case_section_t *section;
    const case_value_t *last =
        find_last(whole, directive, configured, &section);

    return last ? last->value : by_default;
}

model_line_t model_last_line(const case_t *whole, const char *directive,
                             bool configured)
{
    model_line_t words = {"", ""};
    const case_section_t *section;
    const case_value_t *last =
        find_last(whole, directive, configured, &section);
    int i;

    for (i = 0; last && i < section->count; ++i) {
        const case_value_t *value = &section->values[i];

        if (value->line == last->line
            && strcasecmp(value->directive, directive) == 0) {
            words.second = *words.first ? value->value : "";
            words.first = *words.first ? words.first : value->value;
        }
    }
    return words;
}

bool model_last_is_tenants(const case_t *whole, const char *directive)
{
    const case_section_t *section;

    return find_last(whole, directive, false, &section) && section->in_htaccess;
}

bool model_last_lists(const case_t *whole, const char *directive,
                      const char *value)
{
    const case_section_t *section;
    int i;

    if (!find_last(whole, directive, false, &section)) {
        return false;
    }
    for (i = 0; i < section->count; ++i) {
        if (strcasecmp(section->values[i].directive, directive) == 0
            && strcasecmp(section->values[i].value, value) == 0) {
            return true;
        }
    }
    return false;
}

bool model_has(const model_list_t *list, const char *text, bool any_case)
{
    int i;

    for (i = 0; i < list->count; ++i) {
        if ((any_case ? strcasecmp : strcmp)(list->values[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

const char *model_join(const model_list_t *list, bool any_case,
                       apr_pool_t *pool)
{
    model_list_t once;
    const char *joined = "";
    int i;

    once.count = 0;
    for (i = 0; i < list->count; ++i) {
        const char *text = list->values[i].text;

        if (!model_has(&once, text, any_case)) {
            append(&once, list->values[i]);
            joined = apr_pstrcat(pool, joined, *joined ? ", " : "", text, NULL);
        }
    }
    return joined;
}

model_list_t model_elements(const char *value, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, value ? value : "");
    model_list_t list;
    char *state;
    char *text = apr_strtok(copy, ",", &state);

    list.count = 0;
    for (; text; text = apr_strtok(NULL, ",", &state)) {
        char *end;

        text += strspn(text, " \t");
        for (end = text + strlen(text); end > text && strchr(" \t", end[-1]);) {
            *--end = '\0';
        }
        if (*text) {
            model_value_t element = {NULL, text, NULL, false};

            append(&list, element);
        }
    }
    return list;
}
