/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes random sections with containers, and tells which settings govern an
 * origin in them: a model that knows the rules of docs/directives.md and
 * nothing of the code. It reads the sections as text.
 */
#ifndef GOVERNING_MODEL_H
#define GOVERNING_MODEL_H

#include "settings.h"
#include "unit.h"

#define SECTIONS 4
#define LINES 12

/* --- random sections ---------------------------------------------------- */

static unsigned seed;

static int draw(int below)
{
    seed = seed * 1103515245u + 12345u;
    return (int)((seed >> 16) % (unsigned)below);
}

/* One line of a section. container: its number in the section, from 1, or 0. */
typedef struct {
    int container;
    const char *directive, *value;
    bool extends;
} line_t;

typedef struct {
    line_t lines[LINES];
    int count;
    int containers;
    const char *patterns[4]; /* of each container */
    bool extends;            /* the origin rules do */
} section_t;

static const char *const patterns[] = {"https://x.a.ex",   "https://*.a.ex",
                                       "https://*.a.ex:*", "https://*.ex",
                                       "https://x.a.ex:*", "*",
                                       "app://*",          "app://q"};

static const char *const origins[] = {"https://x.a.ex", "https://x.a.ex:81",
                                      "https://y.a.ex", "https://y.x.a.ex:82",
                                      "https://b.ex",   "https://b.ex:1",
                                      "http://x.a.ex",  "app://q",
                                      "app://r",        "null",
                                      "nonsense"};

static void add_line(section_t *section, int container, const char *directive,
                     const char *value, bool extends)
{
    line_t line = {container, directive, value, extends};

    if (section->count < LINES) {
        section->lines[section->count++] = line;
    }
}

/* Adds random settings, those that a container may have. */
static void add_settings(section_t *section, int container)
{
    static const char *const lists[] = {"CorsAllowMethods", "CorsAllowHeaders",
                                        "CorsExposeHeaders"};
    static const char *const names[] = {"A", "B", "C", "D", "E"};
    static const char *const tolerances[] = {"InsecureOrigins", "NullOrigin",
                                             "None"};
    static const char *const ages[] = {"1", "2", "None"};

    if (draw(3) == 0) {
        add_line(section, container, "CorsAllowCredentials",
                 draw(2) ? "On" : "Off", false);
    }
    if (draw(4) == 0) {
        add_line(section, container, "CorsMaxAge", ages[draw(3)], false);
    }
    if (draw(4) == 0) {
        add_line(section, container, "CorsDangerouslyTolerate",
                 tolerances[draw(3)], false);
    }
    if (draw(2) == 0) {
        bool none = draw(5) == 0;

        add_line(section, container, lists[draw(3)],
                 none ? "None" : names[draw(5)], !none && draw(2));
    }
}

static bool has_pattern(const section_t *section, const char *pattern)
{
    int i;

    for (i = 1; i < ROWS(section->patterns) && section->patterns[i]; ++i) {
        if (strcmp(section->patterns[i], pattern) == 0) {
            return true;
        }
    }
    for (i = 0; i < section->count; ++i) {
        if (strcmp(section->lines[i].value, pattern) == 0) {
            return true;
        }
    }
    return false;
}

static void make_section(section_t *section)
{
    int rules = draw(4);

    memset(section, 0, sizeof(*section));
    section->extends = draw(3) > 0;
    add_settings(section, 0);
    while (rules-- > 0) {
        const char *pattern = patterns[draw(ROWS(patterns))];

        if (has_pattern(section, pattern)) {
            continue;
        }
        if (draw(3) == 0) {
            add_line(section, 0, "CorsAllowOrigin", pattern, section->extends);
        }
        else {
            section->patterns[++section->containers] = pattern;
            add_settings(section, section->containers);
        }
    }
}

/* Returns the section as settings_section reads it. */
static const char *text_of_lines(const section_t *section, int container)
{
    const char *text = "";
    int i;

    for (i = 0; i < section->count; ++i) {
        const line_t *line = &section->lines[i];

        if (line->container == container) {
            text =
                apr_pstrcat(unit_pool, text, line->directive, " ",
                            line->extends ? "+" : "", line->value, "; ", NULL);
        }
    }
    return text;
}

static const char *text_of(const section_t *section)
{
    const char *text = text_of_lines(section, 0);
    int i;

    for (i = 1; i <= section->containers; ++i) {
        text =
            apr_pstrcat(unit_pool, "<CorsOrigin ", section->extends ? "+" : "",
                        section->patterns[i], ">; ", text_of_lines(section, i),
                        "</CorsOrigin>; ", text, NULL);
    }
    return text;
}

/* --- the model ---------------------------------------------------------- */

typedef struct {
    const char *credentials, *age;
    unsigned tolerance;
    const char *lists[3]; /* names, each with a blank before it */
} state_t;

static int list_named(const char *directive)
{
    return strcmp(directive, "CorsAllowMethods") == 0    ? 0
           : strcmp(directive, "CorsAllowHeaders") == 0  ? 1
           : strcmp(directive, "CorsExposeHeaders") == 0 ? 2
                                                         : -1;
}

static void apply(state_t *state, const line_t *line, bool inside)
{
    int list = list_named(line->directive);
    unsigned flag = settings_flag(line->value);

    if (strcmp(line->directive, "CorsAllowCredentials") == 0) {
        state->credentials = line->value;
    }
    else if (strcmp(line->directive, "CorsMaxAge") == 0) {
        state->age = line->value;
    }
    else if (strcmp(line->directive, "CorsDangerouslyTolerate") == 0) {
        state->tolerance = flag | (inside && flag ? state->tolerance : 0);
    }
    else if (list >= 0) {
        const char *before = line->extends ? state->lists[list] : "";

        state->lists[list] =
            strcmp(line->value, "None") == 0
                ? ""
                : apr_pstrcat(unit_pool, before, " ", line->value, NULL);
    }
}

/* How specific a pattern is for an origin; -1 if it does not match. Written
 * without the code: by the text of the pattern. */
static int score(const char *pattern, const char *origin)
{
    cors_origin_t parsed;
    cors_pattern_t compiled;
    cors_pattern_stop_t stop;

    if (strcmp(pattern, "*") == 0) {
        return 0;
    }
    if (strcmp(pattern, origin) == 0) {
        return 10000;
    }
    cors_pattern_parse(pattern, &compiled, &stop, unit_pool);
    if (compiled.kind != CORS_PATTERN_WILDCARD
        || cors_origin_parse(origin, strlen(origin), &parsed) != CORS_ORIGIN_OK
        || !cors_pattern_matches(&compiled, &parsed)) {
        return -1;
    }
    if (strcmp(pattern, "app://*") == 0) {
        return 1;
    }
    return 10 * (int)compiled.origin.host_length
           + (strstr(pattern, ":*") == NULL);
}

typedef struct {
    int section, container;
    int best;
    const char *pattern;
} choice_t;

static void consider(choice_t *choice, int section, int container,
                     const char *pattern, const char *origin)
{
    int value = score(pattern, origin);

    if (value >= 0 && value >= choice->best) {
        choice->section = section;
        choice->container = container;
        choice->best = value;
        choice->pattern = pattern;
    }
}

static bool is_rule(const line_t *line)
{
    return strcmp(line->directive, "CorsAllowOrigin") == 0;
}

static bool has_rules(const section_t *section)
{
    int i;

    for (i = 0; i < section->count; ++i) {
        if (is_rule(&section->lines[i])) {
            return true;
        }
    }
    return section->containers > 0;
}

static choice_t choose(const section_t *sections, const char *origin)
{
    choice_t choice = {-1, 0, -1, NULL};
    int first = 0;
    int s, i;

    for (s = 0; s < SECTIONS; ++s) {
        if (has_rules(&sections[s]) && !sections[s].extends) {
            first = s;
        }
    }
    for (s = first; s < SECTIONS; ++s) {
        for (i = 0; i < sections[s].count; ++i) {
            if (is_rule(&sections[s].lines[i])) {
                consider(&choice, s, 0, sections[s].lines[i].value, origin);
            }
        }
        for (i = 1; i <= sections[s].containers; ++i) {
            consider(&choice, s, i, sections[s].patterns[i], origin);
        }
    }
    return choice;
}

static state_t state_of(const section_t *sections, choice_t choice)
{
    state_t state = {"-", "-", 0, {"", "", ""}};
    int s, i;

    for (s = 0; s < SECTIONS; ++s) {
        for (i = 0; i < sections[s].count; ++i) {
            if (sections[s].lines[i].container == 0) {
                apply(&state, &sections[s].lines[i], false);
            }
        }
        for (i = 0; i < sections[s].count && choice.section == s; ++i) {
            if (choice.container > 0
                && sections[s].lines[i].container == choice.container) {
                apply(&state, &sections[s].lines[i], true);
            }
        }
    }
    return state;
}

static const char *shown_state(state_t state, const char *pattern)
{
    return apr_psprintf(unit_pool, "%s %s %s %u [%s] [%s] [%s]",
                        pattern ? pattern : "-", state.credentials, state.age,
                        state.tolerance, state.lists[0], state.lists[1],
                        state.lists[2]);
}

#endif
