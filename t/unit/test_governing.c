/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern an origin. Random sections are merged in every order in
 * which httpd may merge them, and compared with a model.
 */
#include "policy/cors_governing.h"

#include "policy/cors_name_list.h"
#include "governing_model.h"
#include "settings.h"
#include "unit.h"

#define ROUNDS 2000

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
