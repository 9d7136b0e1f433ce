/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern an origin. Random sections are merged in every order in
 * which httpd may merge them, and compared with a model that knows the rules of
 * docs/directives.md and nothing of the code: it reads the sections as text.
 */
#include "policy/cors_governing.h"

#include "policy/cors_name_list.h"
#include "settings.h"
#include "unit.h"

#define SECTIONS 4
#define ROUNDS 2000
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

/* --- the code ----------------------------------------------------------- */

static const char *names_of(const cors_name_list_t *list)
{
    const char *text = "";
    int i;

    for (i = 0; i < list->list.count; ++i) {
        text = apr_pstrcat(unit_pool, text, " ",
                           cors_names_value(list->sets[i]), NULL);
    }
    return text;
}

static const cors_settings_t *governing_of(const cors_settings_t *settings,
                                           const cors_request_t *request)
{
    cors_decision_t decision;

    return cors_governing_decide(settings, request, &decision, unit_pool);
}

static const char *shown_settings(const cors_settings_t *settings,
                                  const char *origin)
{
    /* Not constant: a constant policy governs other origins too. */
    cors_request_t request = {.origin = origin, .conditional = true};
    const cors_settings_t *governing = governing_of(settings, &request);
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;
    int set;
    state_t state = {"-", "-", 0, {NULL}};
    int i;

    cors_origin_lookup_init(&lookup, origin);
    rule = settings->cuts ? cors_policy_find_admitting(governing, &lookup)
                          : cors_policy_choose(settings, &lookup, &set);
    if (governing->credentials.place) {
        state.credentials = governing->credentials.on ? "On" : "Off";
    }
    if (governing->max_age.place) {
        state.age = governing->max_age.text ? governing->max_age.text : "None";
    }
    state.tolerance = governing->tolerance.flags;
    for (i = 0; i < 3; ++i) {
        state.lists[i] = names_of(cors_settings_names(governing, i));
    }
    return shown_state(state, rule ? rule->text : NULL);
}

/* Merges sections from..to in an order that number selects. There are five for
 * four sections. */
static const cors_settings_t *merged(cors_settings_t *const *sections, int from,
                                     int to, int *number)
{
    int split;

    if (from == to) {
        return sections[from];
    }
    split = from + *number % (to - from);
    *number /= to - from;
    return cors_settings_merge(merged(sections, from, split, number),
                               merged(sections, split + 1, to, number),
                               unit_pool);
}

static void check_round(int round)
{
    section_t sections[SECTIONS];
    cors_settings_t *read[SECTIONS];
    int line = 0;
    int i, order;

    for (i = 0; i < SECTIONS; ++i) {
        make_section(&sections[i]);
        read[i] = settings_section(text_of(&sections[i]), &line);
    }
    for (order = 0; order < 12; ++order) {
        int number = order;
        const cors_settings_t *settings =
            merged(read, 0, SECTIONS - 1, &number);

        for (i = 0; i < ROWS(origins); ++i) {
            choice_t choice = choose(sections, origins[i]);
            const char *want =
                shown_state(state_of(sections, choice), choice.pattern);
            const char *got = shown_settings(settings, origins[i]);

            ck_assert_msg(strcmp(got, want) == 0,
                          "round %d, order %d, '%s': got {%s}, want {%s} of "
                          "{%s | %s | %s | %s}",
                          round, order, origins[i], got, want,
                          text_of(&sections[0]), text_of(&sections[1]),
                          text_of(&sections[2]), text_of(&sections[3]));
        }
    }
}

START_TEST(test_random_sections)
{
    int round;

    for (round = 0; round < ROUNDS / 10; ++round) {
        seed = (unsigned)(_i * ROUNDS + round);
        check_round(round);
        if (round % 20 == 19) {
            apr_pool_clear(unit_pool);
        }
    }
}
END_TEST

/* --- tables ------------------------------------------------------------- */

#define CREDENTIALS "CorsAllowCredentials On; </CorsOrigin>"

/* want: the rule that admits the origin, and whether credentials are
 * allowed. */
static const struct {
    const char *settings, *origin, *want;
} choices[] = {
    {"<CorsOrigin https://a>; " CREDENTIALS, "https://a", "https://a+"},
    {"<CorsOrigin https://a>; " CREDENTIALS, "https://b", "-"},
    {"<CorsOriginMatch https://a>; " CREDENTIALS, "https://ab", "https://a+"},
    {"<CorsOriginMatch https://a>; " CREDENTIALS, "https://ba", "-"},
    /* of expressions of one section the first, of two sections the last */
    {"<CorsOriginMatch https://>; </CorsOrigin>; "
     "<CorsOriginMatch https://a>; " CREDENTIALS,
     "https://a", "https://"},
    {"<CorsOriginMatch https://>; </CorsOrigin> | "
     "<CorsOriginMatch +https://a>; " CREDENTIALS,
     "https://a", "https://a+"},
    {"<CorsOriginMatch https://a>; " CREDENTIALS " | CorsAllowOrigin +*",
     "https://a", "https://a+"},
    {"<CorsOriginMatch https://>; " CREDENTIALS
     " | CorsAllowOrigin +https://*.ex",
     "https://a.ex", "https://*.ex"},
    {"<CorsOrigin https://a>; " CREDENTIALS " | CorsAllowOrigin +https://a",
     "https://a", "https://a"},
    {"<CorsOrigin https://a>; " CREDENTIALS " | CorsAllowOrigin https://b",
     "https://a", "-"},
    /* a denied origin chooses no container */
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsDenyOrigin https://a",
     "https://a", "https://a"},
    {"CorsAllowOrigin *; <CorsOrigin https://a>; " CREDENTIALS
     "; CorsDenyOrigin https://x",
     "https://a", "https://a+"},
    /* "*" admits "null" by the tolerances of its own container */
    {"<CorsOrigin *>; CorsDangerouslyTolerate NullOrigin; </CorsOrigin>; "
     "CorsDenyOrigin https://x",
     "null", "*"},
    {"CorsDangerouslyTolerate NullOrigin; <CorsOrigin *>; "
     "CorsDangerouslyTolerate None; </CorsOrigin>; CorsDenyOrigin https://x",
     "null", "-"},
    {"<CorsOrigin *>; CorsDangerouslyTolerate NullOrigin; " CREDENTIALS
     "; CorsDenyOrigin https://x | CorsAllowOrigin +*",
     "null", "*+"},
    {"<CorsOrigin *>; CorsDangerouslyTolerate NullOrigin; </CorsOrigin>; "
     "CorsDenyOrigin https://x | CorsDangerouslyTolerate None",
     "null", "-"},
    /* without a policy nothing is chosen */
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsEngine Off", "https://a",
     "https://a"},
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsEngine ReportOnly",
     "https://a", "https://a+"},
    /* no origin: only a constant policy of one container governs */
    {"<CorsOrigin https://a>; " CREDENTIALS, NULL, "+"},
    {"<CorsOrigin *>; CorsMaxAge 1; </CorsOrigin>", NULL, ""},
    {"<CorsOrigin https://a https://b>; " CREDENTIALS, NULL, ""},
    {"<CorsOrigin https://*.a>; " CREDENTIALS, NULL, ""},
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsDenyOrigin https://x", NULL,
     ""},
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsPreserveExisting On", NULL,
     ""},
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsEnforce On", NULL, ""},
    {"<CorsOrigin http://a>; " CREDENTIALS, NULL, ""}, /* a fault */
    {"<CorsOrigin https://a>; " CREDENTIALS
     " | <CorsOrigin +https://a>; " CREDENTIALS,
     NULL, ""},
    {"<CorsOrigin https://a>; " CREDENTIALS "; CorsAllowOrigin https://b", NULL,
     ""},
    {"<CorsOrigin https://a>; " CREDENTIALS, "https://b", "-"},
};

static const char *shown_choice(const cors_settings_t *governing,
                                const char *origin)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;
    const char *plus = governing->credentials.on ? "+" : "";

    if (!origin) {
        return plus;
    }
    cors_origin_lookup_init(&lookup, origin);
    rule = cors_policy_find_admitting(governing, &lookup);
    return rule ? apr_pstrcat(unit_pool, rule->text, plus, NULL) : "-";
}

START_TEST(test_choices)
{
    const cors_settings_t *settings = settings_of(choices[_i].settings);
    cors_request_t request = {.origin = choices[_i].origin};
    const cors_settings_t *governing = governing_of(settings, &request);
    const char *got = shown_choice(governing, choices[_i].origin);

    ck_assert_msg(strcmp(got, choices[_i].want) == 0,
                  "{%s} '%s': got '%s', want '%s'", choices[_i].settings,
                  choices[_i].origin ? choices[_i].origin : "", got,
                  choices[_i].want);
    ck_assert(cors_settings_are_same(settings, governing));
    ck_assert(governing == settings || governing->chosen->plain == settings);
}
END_TEST

/* Where an <If> may apply, no policy is constant. */
START_TEST(test_condition)
{
    const cors_settings_t *settings =
        settings_of("<CorsOrigin https://a>; " CREDENTIALS);
    cors_request_t request = {.conditional = true};

    ck_assert_ptr_eq(governing_of(settings, &request), settings);
    request.origin = "https://b";
    ck_assert_ptr_eq(governing_of(settings, &request), settings);
    request.origin = "https://a";
    ck_assert_ptr_eq(governing_of(settings, &request)->chosen->plain, settings);
}
END_TEST

/* --- the cost of a decision --------------------------------------------- */

static int calls;

static bool count_call(const void *baton, const char *origin, apr_size_t length)
{
    (void)baton;
    (void)origin;
    (void)length;
    ++calls;
    return true;
}

/* An expression is asked once. */
START_TEST(test_expressions)
{
    static const char *const rows[] = {
        "<CorsOrigin https://a>; " CREDENTIALS,
        "<CorsOrigin https://*.a>; " CREDENTIALS,
        "<CorsOrigin *>; </CorsOrigin>",
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *settings = settings_of(rows[i]);
        cors_request_t request = {.origin = "https://b"};
        cors_decision_t decision;

        cors_origin_set_add_matcher(settings->origin_rules.sets[0], count_call,
                                    "", ".", settings->origin_rules.list.place);
        calls = 0;
        (void)cors_governing_decide(settings, &request, &decision, unit_pool);
        ck_assert(decision.origin_allowed);
        ck_assert_int_eq(calls, 1);
    }
}
END_TEST

typedef struct {
    const cors_settings_t *settings;
    cors_request_t request;
} decided_t;

static void decide(void *baton)
{
    decided_t *decided = baton;
    cors_decision_t decision;

    (void)cors_governing_decide(decided->settings, &decided->request, &decision,
                                unit_pool);
}

/* Only a container that governs takes memory. */
static bool publish(const void *baton, const char *origin, apr_size_t length)
{
    (void)origin;
    (void)length;
    list_publish(lists_named("a"), baton);
    return false;
}

/* A version that is published while an origin is looked up does not change the
 * decision, nor the settings that govern it. */
START_TEST(test_one_version)
{
    static const struct {
        const char *settings, *before, *after, *want;
    } rows[] = {
        {"CorsAllowOrigin *; <CorsOrigin list:a>; " CREDENTIALS, "https://x",
         "https://b", "actual-allowed plain"},
        {"CorsAllowOrigin *; <CorsOrigin list:a>; " CREDENTIALS, "https://b",
         "https://x", "actual-allowed contained"},
        {"CorsAllowOrigin list:a; <CorsOrigin https://x>; " CREDENTIALS,
         "https://x", "https://b", "actual-refused:origin-not-listed plain"},
        {"CorsAllowOrigin *; <CorsOrigin https://b>; " CREDENTIALS
         " | CorsDenyOrigin list:a",
         "https://x", "https://b", "actual-allowed contained"},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *settings = settings_of(rows[i].settings);
        cors_request_t request = {.origin = "https://b"};
        cors_decision_t decision;
        const char *got;

        lists_set(apr_pstrcat(unit_pool, "a: ", rows[i].before, NULL));
        cors_origin_set_add_matcher(settings->origin_rules.sets[0], publish,
                                    rows[i].after, ".",
                                    settings->origin_rules.list.place);
        got = cors_governing_decide(settings, &request, &decision, unit_pool)
                      ->chosen
                  ? " contained"
                  : " plain";
        got = apr_pstrcat(unit_pool, cors_decision_name(&decision), got, NULL);
        ck_assert_msg(strcmp(got, rows[i].want) == 0, "{%s}: got '%s'",
                      rows[i].settings, got);
    }
}
END_TEST

START_TEST(test_memory)
{
    decided_t decided = {settings_of("CorsAllowOrigin https://a; <CorsOrigin "
                                     "https://b>; </CorsOrigin>"),
                         {.origin = "https://a"}};

    ck_assert(takes_nothing(unit_pool, decide, &decided));
    decided.request.origin = "https://q";
    ck_assert(takes_nothing(unit_pool, decide, &decided));
    decided.request.origin = "https://b";
    ck_assert(!takes_nothing(unit_pool, decide, &decided));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, test_random_sections, 0, 10);
    tcase_add_loop_test(tests, test_choices, 0, ROWS(choices));
    tcase_add_test(tests, test_condition);
    tcase_add_test(tests, test_expressions);
    tcase_add_test(tests, test_one_version);
    tcase_add_test(tests, test_memory);
    return unit_finish("cors_governing", tests);
}
