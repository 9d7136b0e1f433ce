/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "naive.h"

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

/* Returns the directive whose values the patterns of a container are; NULL if
 * the word does not begin one. */
static const char *directive_of_patterns(const char *word)
{
    return strcasecmp(word, "<CorsOrigin") == 0        ? "CorsAllowOrigin"
           : strcasecmp(word, "<CorsOriginMatch") == 0 ? "CorsAllowOriginMatch"
                                                       : NULL;
}

static void add_value(case_section_t *section, const char *directive,
                      char *value, int number, bool heads)
{
    case_value_t *added = &section->values[section->count];
    size_t length = strlen(value);

    if (heads && value[length - 1] == '>') {
        value[--length] = '\0';
    }
    if (length > 0 && section->count < CASE_VALUES_MAX) {
        added->directive = directive;
        added->value = value;
        added->line = number;
        added->container = section->open;
        added->heads = heads;
        ++section->count;
    }
}

/* A container in a container remains as a directive that is not legal there. */
static void add_values(case_section_t *section, char *line, int number)
{
    char *words;
    const char *directive = apr_strtok(line, " \t", &words);
    const char *patterns =
        directive && !section->open ? directive_of_patterns(directive) : NULL;
    char *value;

    if (!directive) {
        return;
    }
    if (naive_is_one_of_any_case("</CorsOrigin>|</CorsOriginMatch>",
                                 directive)) {
        section->open = 0;
        return;
    }
    if (patterns) {
        section->open = ++section->containers;
    }
    while ((value = apr_strtok(NULL, " \t", &words)) != NULL) {
        add_value(section, patterns ? patterns : directive, value, number,
                  patterns != NULL);
    }
}

/* Both belong to the text of the section and to the list of its values. */
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

/* The first "||" starts the sections of the other URL. */
static case_section_t *next_section(case_t *parsed, const char *mark, int line,
                                    apr_pool_t *pool)
{
    if (mark[1] == '|' && !parsed->other) {
        parsed->other = apr_pcalloc(pool, sizeof(*parsed->other));
    }
    return begin_section(parsed->other ? parsed->other : parsed, mark, line);
}

static void add_word(case_request_t *request, const char *word)
{
    if (strcmp(word, "if") == 0) {
        request->conditional = request->conditional_policy = true;
    }
    else if (strcmp(word, "if-setting") == 0) {
        request->conditional = true;
    }
    else if (strcmp(word, "tls") == 0) {
        request->has_tls = true;
    }
    else {
        request->method = word;
    }
}

/* Of two lists with one name, the first counts. */
static void add_list(case_t *parsed, char *mark)
{
    char *words;
    const char *name = apr_strtok(mark + 1, " \t\r", &words);
    case_list_t *list;
    char *row;

    if (!name || parsed->list_count == CASE_LISTS_MAX) {
        return;
    }
    list = &parsed->lists[parsed->list_count++];
    list->name = name;
    while ((row = apr_strtok(NULL, " \t\r", &words)) != NULL) {
        list->available = true;
        if (strcmp(row, "#") != 0 && list->count < CASE_ROWS_MAX) {
            list->rows[list->count++] = row;
        }
    }
}

static const case_list_t *find_list(const case_t *parsed, const char *name)
{
    int i;

    for (i = 0; i < parsed->list_count; ++i) {
        if (strcmp(parsed->lists[i].name, name) == 0) {
            return &parsed->lists[i];
        }
    }
    return NULL;
}

static void name_list(case_value_t *value, const case_t *parsed)
{
    bool denies = strcasecmp(value->directive, "CorsDenyOrigin") == 0;
    const char *text = value->value + (!denies && value->value[0] == '+');

    if (strncmp(text, "list:", 5) == 0
        && (denies
            || naive_is_one_of_any_case("CorsAllowOrigin|CorsEnforceExcept",
                                        value->directive))) {
        value->list = find_list(parsed, text + 5);
    }
}

/* A list may be defined after the lines that name it. */
static void name_lists(case_t *url, const case_t *parsed)
{
    int i, j;

    for (i = 0; i < url->section_count; ++i) {
        for (j = 0; j < url->sections[i].count; ++j) {
            name_list(&url->sections[i].values[j], parsed);
        }
    }
}

static case_request_t *begin_request(case_t *parsed, char *mark)
{
    case_request_t *request;
    char *words, *word;

    if (parsed->request_count == CASE_REQUESTS_MAX) {
        return NULL;
    }
    request = &parsed->requests[parsed->request_count++];
    request->method = "GET";
    for (word = apr_strtok(mark + 1, " \t\r", &words); word;
         word = apr_strtok(NULL, " \t\r", &words)) {
        add_word(request, word);
    }
    return request;
}

static void set_text(case_request_t *request, const char *name,
                     const char *value)
{
    const struct {
        const char *name;
        const char **text;
    } fields[] = {
        {"Origin", &request->origin},
        {"Access-Control-Request-Method", &request->requested_method},
        {"Access-Control-Request-Headers", &request->requested_headers},
        {"Sec-Fetch-Site", &request->sec_fetch_site},
        {"Sec-Fetch-Mode", &request->sec_fetch_mode},
        {"Host", &request->host},
        {"ServerName", &request->server_name},
    };
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        if (strcmp(name, fields[i].name) == 0) {
            *fields[i].text = value;
        }
    }
}

static void add_field(case_request_t *request, char *line)
{
    char *value = strstr(line, ": ");

    if (!value) {
        return;
    }
    *value = '\0';
    value += 2;
    if (strcmp(line, "Cookie") == 0) {
        request->has_cookie = true;
    }
    else if (strcmp(line, "Authorization") == 0) {
        request->has_authorization = true;
    }
    else if (strcmp(line, "Upgrade") == 0) {
        request->is_websocket = strcmp(value, "websocket") == 0;
    }
    else {
        set_text(request, line, value);
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
            section = next_section(parsed, line, number + 1, pool);
            request = NULL;
        }
        else if (line[0] == '@') {
            add_list(parsed, line);
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
    name_lists(parsed, parsed);
    if (parsed->other) {
        name_lists(parsed->other, parsed);
    }
    return parsed;
}
