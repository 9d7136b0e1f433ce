/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <string.h>

#include <apr_strings.h>

static char *next_line(char **rest)
{
    char *line = *rest;
    char *end = line ? strchr(line, '\n') : NULL;

    if (end) {
        *end++ = '\0';
    }
    *rest = end;
    return line;
}

static void add_values(case_section_t *section, char *line, int number)
{
    char *words;
    char *directive = apr_strtok(line, " \t", &words);
    char *value = directive ? apr_strtok(NULL, " \t", &words) : NULL;

    for (; value && section->count < CASE_VALUES_MAX;
         value = apr_strtok(NULL, " \t", &words)) {
        case_value_t *added = &section->values[section->count++];

        added->directive = directive;
        added->value = value;
        added->line = number;
    }
}

/* Both belong to the section's own text and to the list of its values. */
static void add_line(case_section_t *section, char *line, int number,
                     apr_pool_t *pool)
{
    section->text = apr_pstrcat(pool, section->text, line, "\n", NULL);
    add_values(section, line, number);
}

static case_section_t *begin_section(case_t *parsed, const char *mark, int line)
{
    case_section_t *section;

    if (parsed->section_count == CASE_SECTIONS_MAX) {
        return NULL;
    }
    section = &parsed->sections[parsed->section_count++];
    section->text = "";
    section->line = line;
    section->in_htaccess = strstr(mark, ".htaccess") != NULL;
    return section;
}

static case_request_t *begin_request(case_t *parsed, const char *mark)
{
    case_request_t *request;

    if (parsed->request_count == CASE_REQUESTS_MAX) {
        return NULL;
    }
    request = &parsed->requests[parsed->request_count++];
    request->is_options = strstr(mark, "OPTIONS") != NULL;
    request->conditional = strstr(mark, "if") != NULL;
    return request;
}

static void add_field(case_request_t *request, char *line)
{
    char *value = strstr(line, ": ");

    if (!value) {
        return;
    }
    *value = '\0';
    value += 2;
    if (strcmp(line, "Origin") == 0) {
        request->origin = value;
    }
    else if (strcmp(line, "Access-Control-Request-Method") == 0) {
        request->method = value;
    }
    else if (strcmp(line, "Access-Control-Request-Headers") == 0) {
        request->headers = value;
    }
}

case_t *case_parse(const char *text, apr_pool_t *pool)
{
    case_t *parsed = apr_pcalloc(pool, sizeof(*parsed));
    char *rest = apr_pstrdup(pool, text);
    case_section_t *section = begin_section(parsed, "", 1);
    case_request_t *request = NULL;
    char *line;
    int number = 0;

    while ((line = next_line(&rest)) != NULL) {
        ++number;
        if (line[0] == '|') {
            section = begin_section(parsed, line, number + 1);
            request = NULL;
        }
        else if (line[0] == '=') {
            request = begin_request(parsed, line);
            section = NULL;
        }
        else if (section) {
            add_line(section, line, number, pool);
        }
        else if (request) {
            add_field(request, line);
        }
    }
    return parsed;
}
