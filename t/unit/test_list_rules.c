/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules that ask origin lists: alone, in an origin set, and their rank among
 * the other rules of settings.
 */
#include "origin/cors_list_rules.h"

#include "decisions.h"
#include "named_lists.h"
#include "policy/cors_policy.h"
#include "settings.h"
#include "unit.h"

static cors_list_rules_t rules_of(const char *names)
{
    static const cors_place_t place = {"unit.conf", 1, false};
    cors_list_rules_t rules = {NULL, NULL, 0};
    const char *name;

    while ((name = next_word(&names)) != NULL) {
        cors_list_rules_add(&rules, lists_named(name), name, &place, unit_pool);
    }
    return rules;
}

static void check_text(const char *label, const cors_rule_t *rule,
                       const char *want)
{
    ck_assert_msg(same_text(rule ? rule->text : NULL, want),
                  "{%s}: got %s, want %s", label,
                  shown(rule ? rule->text : NULL), shown(want));
}

/* The rules that admit and deny an origin, and the first that is
 * unavailable. */
static const struct {
    const char *lists, *rules, *origin, *admits, *denies, *unavailable;
} finds[] = {
    {"a: https://x", "", "https://x", NULL, NULL, NULL},
    {"a: https://x", "a", "https://x", "a", "a", NULL},
    {"a: https://x", "a", "https://y", NULL, NULL, NULL},
    {"a: https://x", "a", "null", NULL, NULL, NULL},
    {"a: https://x", "a", "https://x/", NULL, NULL, NULL},
    /* Of equal rows, the rule that was added first. */
    {"a: https://x; b: https://x", "a b", "https://x", "a", "a", NULL},
    {"a: https://x; b: https://x", "b a", "https://x", "b", "b", NULL},
    /* The most specific row admits; any row denies. */
    {"a: https://*.ex; b: https://x.ex", "a b", "https://x.ex", "b", "a", NULL},
    {"a: https://*.ex; b: https://*.x.ex", "a b", "https://y.x.ex", "b", "a",
     NULL},
    {"a: https://x.ex:*; b: https://x.ex:81", "a b", "https://x.ex:81", "b",
     "a", NULL},
    {"a: https://*.x.ex:*; b: https://*.x.ex:81", "a b", "https://y.x.ex:81",
     "b", "a", NULL},
    {"a: https://*.x.ex:*; b: https://*.ex:81", "b a", "https://y.x.ex:81", "a",
     "b", NULL},
    {"a: https://*.x.ex; b: https://*.ex", "a b", "https://y.x.ex", "a", "a",
     NULL},
    {"a: https://*.ex; b: https://*.ex", "a b", "https://x.ex", "a", "a", NULL},
    /* A dangerous row only denies. A final dot does not hide a host. */
    {"a: http://x.ex", "a", "http://x.ex", NULL, "a", NULL},
    {"a: https://x.ex", "a", "https://x.ex.", NULL, "a", NULL},
    {"a: https://*.com; b: https://*.x.com", "a b", "https://y.x.com", "b", "a",
     NULL},
    /* Lists without a version. */
    {"", "a", "https://x", NULL, NULL, "a"},
    {"", "a", "null", NULL, NULL, "a"},
    {"a:", "a", "https://x", NULL, NULL, NULL},
    {"a:; b: https://x", "a b c", "https://x", "b", "b", "c"},
};

START_TEST(test_finds)
{
    cors_list_rules_t rules = rules_of(finds[_i].rules);
    const char *label =
        apr_pstrcat(unit_pool, finds[_i].lists, " | ", finds[_i].rules, " | ",
                    finds[_i].origin, NULL);
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;

    lists_set(finds[_i].lists);
    cors_origin_lookup_init(&lookup, finds[_i].origin);
    check_text(label, cors_list_rules_find(&rules, &lookup), finds[_i].admits);
    check_text(label, cors_list_rules_find_denying(&rules, &lookup),
               finds[_i].denies);
    rule = cors_list_rules_find_unavailable(&rules, &lookup);
    check_text(label, rule, finds[_i].unavailable);
    ck_assert(!rule || cors_list_rules_is_unavailable(rule, &lookup));
    for (rule = rules.first; rule; rule = rule->later) {
        ck_assert_int_eq(rule->kind, CORS_RULE_LIST);
        ck_assert_ptr_eq(
            cors_list_rules_find_same(&rules, cors_list_rules_list(rule)),
            rule);
    }
}
END_TEST

/* A rule that asks no list is never unavailable. */
START_TEST(test_other_rules)
{
    cors_rule_t rule = {.kind = CORS_RULE_EXACT};
    cors_list_rules_t rules = rules_of("a");
    cors_origin_lookup_t lookup;

    lists_set("");
    cors_origin_lookup_init(&lookup, "https://x");
    ck_assert(!cors_list_rules_is_unavailable(&rule, &lookup));
    ck_assert_ptr_null(cors_list_rules_find_same(&rules, lists_named("b")));
    ck_assert_int_eq((int)rules.count, 1);
}
END_TEST

/* A look-up keeps its answers when a list gets another version. */
START_TEST(test_one_version)
{
    cors_list_rules_t rules = rules_of("a");
    cors_origin_lookup_t lookup, later;

    lists_set("a: https://x");
    cors_origin_lookup_init(&lookup, "https://x");
    check_text("before", cors_list_rules_find(&rules, &lookup), "a");
    list_publish(&lists_of_test[0], "https://y https://y.ex");
    check_text("kept", cors_list_rules_find(&rules, &lookup), "a");
    check_text("kept", cors_list_rules_find_denying(&rules, &lookup), "a");
    ck_assert_int_eq(
        (int)cors_list_rules_admitting(rules.first, &lookup)->number, 1);
    cors_origin_lookup_init(&later, "https://x");
    check_text("after", cors_list_rules_find(&rules, &later), NULL);
    cors_origin_lookup_init(&later, "https://y.ex");
    check_text("after", cors_list_rules_find(&rules, &later), "a");
    ck_assert_int_eq((int)cors_list_rules_denying(rules.first, &later)->number,
                     2);
}
END_TEST

/* The rule that is chosen, with containers: rows rank as the patterns that they
 * are; of equals, a line precedes a row, and then the section that is merged
 * last precedes others. */
#define CONTAINER "; <CorsOrigin https://container>; </CorsOrigin>"
static const struct {
    const char *lists, *settings, *origin, *want;
} choices[] = {
    {"a: https://x", "CorsAllowOrigin list:a" CONTAINER, "https://x", "list:a"},
    {"a: https://x", "CorsAllowOrigin list:a" CONTAINER, "https://y", NULL},
    {"a: https://x", "CorsAllowOrigin list:a https://x" CONTAINER, "https://x",
     "https://x"},
    {"a: https://x",
     "CorsAllowOrigin https://x" CONTAINER " | CorsAllowOrigin "
     "+list:a",
     "https://x", "https://x"},
    {"a: https://x",
     "CorsAllowOrigin list:a" CONTAINER " | CorsAllowOrigin "
     "+https://x",
     "https://x", "https://x"},
    {"a: https://x; b: https://x",
     "CorsAllowOrigin list:a" CONTAINER " | CorsAllowOrigin +list:b",
     "https://x", "list:b"},
    {"a: https://x; b: https://x", "CorsAllowOrigin list:b list:a" CONTAINER,
     "https://x", "list:b"},
    {"a: https://x.ex", "CorsAllowOrigin https://*.ex list:a" CONTAINER,
     "https://x.ex", "list:a"},
    {"a: https://x.ex",
     "CorsAllowOrigin list:a" CONTAINER " | CorsAllowOrigin "
     "+https://*.ex",
     "https://x.ex", "list:a"},
    {"a: https://*.ex", "CorsAllowOrigin https://x.ex list:a" CONTAINER,
     "https://x.ex", "https://x.ex"},
    {"a: https://*.x.ex", "CorsAllowOrigin https://*.ex list:a" CONTAINER,
     "https://y.x.ex", "list:a"},
    {"a: https://*.ex", "CorsAllowOrigin https://*.x.ex list:a" CONTAINER,
     "https://y.x.ex", "https://*.x.ex"},
    {"a: https://*.x.ex:81",
     "CorsAllowOrigin https://*.x.ex:* list:a" CONTAINER, "https://y.x.ex:81",
     "list:a"},
    {"a: https://*.x.ex:*",
     "CorsAllowOrigin https://*.x.ex:81 list:a" CONTAINER, "https://y.x.ex:81",
     "https://*.x.ex:81"},
    {"a: https://*.x.ex:*", "CorsAllowOrigin https://*.x.ex:* list:a" CONTAINER,
     "https://y.x.ex:81", "https://*.x.ex:*"},
    {"a: https://*.x.ex",
     "CorsAllowOrigin https://*.x.ex" CONTAINER " | CorsAllowOrigin +list:a",
     "https://y.x.ex", "https://*.x.ex"},
    {"a: https://*.ex; b: https://*.x.ex",
     "CorsAllowOrigin list:b" CONTAINER " | CorsAllowOrigin +list:a",
     "https://y.x.ex", "list:b"},
    {"a: app://q", "CorsAllowOrigin app://* list:a" CONTAINER, "app://q",
     "list:a"},
    {"a: https://x", "CorsAllowOrigin * list:a" CONTAINER, "https://x",
     "list:a"},
    {"a: https://x", "CorsAllowOrigin * list:a" CONTAINER, "https://y", "*"},
    {"a: https://*.ex",
     "CorsAllowOriginMatch https://x; CorsAllowOrigin list:a" CONTAINER,
     "https://x.ex", "list:a"},
    {"", "CorsAllowOrigin * list:a" CONTAINER, "https://x", "*"},
    {"", "CorsAllowOrigin list:a" CONTAINER, "https://x", NULL},
};

START_TEST(test_choices)
{
    const cors_settings_t *settings = settings_of(choices[_i].settings);
    const char *label = apr_pstrcat(unit_pool, choices[_i].lists, " | ",
                                    choices[_i].settings, NULL);
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;
    int set = -1;

    lists_set(choices[_i].lists);
    cors_origin_lookup_init(&lookup, choices[_i].origin);
    rule = cors_policy_choose(settings, &lookup, &set);
    check_text(label, rule, choices[_i].want);
    check_text(label, cors_policy_find_admitting(settings, &lookup),
               choices[_i].want);
    if (rule) {
        const cors_rule_t *found = NULL;

        ck_assert_msg(set >= 0 && set < settings->origin_rules.list.count,
                      "{%s}: set %d", label, set);
        found = rule->kind == CORS_RULE_LIST ? cors_origin_set_find_list(
                    settings->origin_rules.sets[set], &lookup)
                                             : rule;
        ck_assert_msg(found == rule, "{%s}: set %d", label, set);
    }
}
END_TEST

/* Without containers, a row decides before an expression and before "*". */
START_TEST(test_plain)
{
    static const struct {
        const char *settings, *origin, *want;
    } rows[] = {
        {"CorsAllowOrigin list:a", "https://x", "list:a"},
        {"CorsAllowOrigin list:a https://x", "https://x", "https://x"},
        {"CorsAllowOrigin * list:a", "https://x", "list:a"},
        {"CorsAllowOrigin * | CorsAllowOrigin +list:a", "https://x", "list:a"},
        {"CorsAllowOrigin * list:a", "https://y", "*"},
        {"CorsAllowOriginMatch https://x; CorsAllowOrigin list:a", "https://x",
         "list:a"},
        {"CorsAllowOriginMatch https://x; CorsAllowOrigin list:a", "https://xy",
         "https://x"},
        {"CorsAllowOrigin list:a list:b", "https://x.ex", "list:b"},
        {"CorsAllowOrigin list:a | CorsAllowOrigin https://y", "https://x",
         NULL},
        {"CorsAllowOrigin list:c", "https://x", NULL},
    };
    int i;

    lists_set("a: https://x https://*.ex; b: https://x.ex");
    for (i = 0; i < ROWS(rows); ++i) {
        const cors_settings_t *settings = settings_of(rows[i].settings);
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, rows[i].origin);
        check_text(rows[i].settings,
                   cors_policy_find_admitting(settings, &lookup), rows[i].want);
    }
}
END_TEST

/* Deny rules: a rule that matches precedes a list without a version, in
 * whatever section. */
START_TEST(test_denying)
{
    static const struct {
        const char *settings, *origin, *want;
    } rows[] = {
        {"CorsDenyOrigin list:a", "https://x", "list:a"},
        {"CorsDenyOrigin list:a", "https://x.", "list:a"},
        {"CorsDenyOrigin list:a", "http://danger.ex", "list:a"},
        {"CorsDenyOrigin list:a", "https://y", NULL},
        {"CorsDenyOrigin list:a", "null", NULL},
        {"CorsDenyOrigin list:a https://y", "https://y.", "https://y"},
        {"CorsDenyOrigin list:a *", "https://x", "list:a"},
        {"CorsDenyOrigin list:a *", "null", "*"},
        {"CorsDenyOrigin list:c", "https://x", "list:c"},
        {"CorsDenyOrigin list:c", "null", "list:c"},
        {"CorsDenyOrigin list:c list:a", "https://x", "list:a"},
        {"CorsDenyOrigin list:c *", "https://y", "*"},
        {"CorsDenyOrigin list:c | CorsDenyOrigin https://y", "https://y",
         "https://y"},
        {"CorsDenyOrigin list:c | CorsDenyOrigin list:a", "https://y",
         "list:c"},
    };
    int i;

    lists_set("a: https://x http://danger.ex");
    for (i = 0; i < ROWS(rows); ++i) {
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, rows[i].origin);
        check_text(rows[i].settings,
                   cors_policy_find_denying(settings_of(rows[i].settings),
                                            CORS_PROTECT_ALL, &lookup),
                   rows[i].want);
    }
}
END_TEST

/* Only lists of the effective rules can be unavailable. */
START_TEST(test_unavailable)
{
    static const struct {
        const char *settings, *origin, *want;
    } rows[] = {
        {"CorsAllowOrigin list:a", "https://y", NULL},
        {"CorsAllowOrigin list:a list:c", "https://y", "list:c"},
        {"CorsAllowOrigin list:c | CorsAllowOrigin +list:a", "null", "list:c"},
        {"CorsAllowOrigin list:c | CorsAllowOrigin list:a", "https://y", NULL},
        {"CorsAllowOrigin list:c", "https://y/", NULL},
        {"CorsDenyOrigin list:c; CorsAllowOrigin list:a", "https://y", NULL},
    };
    int i;

    lists_set("a: https://x");
    for (i = 0; i < ROWS(rows); ++i) {
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, rows[i].origin);
        check_text(rows[i].settings,
                   cors_policy_find_unavailable(settings_of(rows[i].settings),
                                                &lookup),
                   rows[i].want);
    }
}
END_TEST

/* Returns a random origin or row of few different labels, which is not
 * dangerous. */
static const char *random_text(uint64_t *state, bool is_row)
{
    static const char *const schemes[] = {"https://", "wss://"};
    static const char *const ports[] = {"", "", ":1", ":8443", ":*", ":*"};
    static const char *const labels[] = {"a.", "b.", "aa.", "", ""};
    const char *port = ports[unit_random(state, is_row ? 6 : 4)];

    if (unit_random(state, 8) == 0) {
        return apr_pstrcat(unit_pool, "http://localhost", port, NULL);
    }
    if (unit_random(state, 8) == 0) {
        return unit_random(state, 2) ? "app://a" : "app://B";
    }
    return apr_pstrcat(unit_pool, schemes[unit_random(state, 2)],
                       is_row && unit_random(state, 2) ? "*." : "",
                       labels[unit_random(state, 5)],
                       labels[unit_random(state, 5)], "a.example",
                       unit_random(state, 6) ? "" : ".", port, NULL);
}

static const char *decided(const char *settings, const char *request)
{
    const cors_settings_t *merged = settings_of(settings);
    cors_request_t facts = request_of(request);
    cors_decision_t decision;

    decide_all_of(merged, &facts, &decision);
    return described(&decision, merged);
}

/* Decides by lines, and by a list that has the same rows. */
static void compare(const char *form, const char *rows, const char *origin)
{
    static const char *const requests[] = {"GET ", "cookie mode:cors POST ",
                                           "OPTIONS "};
    const char *lines = apr_psprintf(unit_pool, form, rows);
    const char *list = apr_psprintf(unit_pool, form, "list:a");
    int i;

    for (i = 0; i < ROWS(requests); ++i) {
        const char *request = apr_pstrcat(unit_pool, requests[i], origin,
                                          i == 2 ? " PUT" : "", NULL);
        const char *want = decided(lines, request);
        const char *got = decided(list, request);

        ck_assert_msg(same_text(got, want),
                      "{%s}, rows {%s}, %s: got '%s', want '%s'", form, rows,
                      request, got, want);
    }
}

static const char *const dangerous_texts[] = {
    "http://a.example", "http://*.b.a.example:*", "https://*.github.io",
    "http://a.a.example:1"};

static const struct {
    const char *form;
    bool denies; /* dangerous rows count, too */
} forms[] = {
    {"CorsAllowOrigin %s https://x; CorsAllowCredentials On", false},
    {"CorsAllowOrigin %s https://x; CorsAllowMethods PUT; CorsEnforce Unsafe",
     false},
    {"CorsAllowOrigin * %s; CorsDenyOrigin https://x", false},
    {"CorsAllowOrigin *; CorsDenyOrigin %s; CorsPreserveExisting On", true},
    {"CorsDenyOrigin %s", true},
    {"CorsAllowOrigin https://x https://y; CorsEnforce On; CorsEnforceExcept "
     "%s",
     false},
    {"CorsAllowOrigin * https://*.a.example; <CorsOrigin %s>; "
     "CorsAllowCredentials On; CorsAllowMethods PUT; </CorsOrigin>",
     false},
    {"<CorsOrigin https://*.x.example https://y>; CorsAllowMethods PUT; "
     "</CorsOrigin> | <CorsOrigin +%s>; CorsAllowCredentials On; "
     "</CorsOrigin>; CorsDenyOrigin https://b.a.example",
     false},
};

/* Returns an origin that a row may match. */
static const char *random_origin(uint64_t *state)
{
    static const char *const others[] = {
        "http://a.example",    "http://a.b.a.example:8443",
        "https://x.github.io", "http://a.a.example:1",
        "http://a.example.",   "https://github.io"};

    return unit_random(state, 5) ? random_text(state, false)
                                 : others[unit_random(state, ROWS(others))];
}

/* A list decides as the same lines do; but its dangerous rows admit nobody. */
START_TEST(test_same_as_lines)
{
    uint64_t state = 7 + (uint64_t)_i;
    int count = 1 + (int)unit_random(&state, 30);
    const char *safe = random_text(&state, true);
    const char *all;
    int i;

    for (i = 1; i < count; ++i) {
        safe =
            apr_pstrcat(unit_pool, safe, " ", random_text(&state, true), NULL);
    }
    for (i = 0, all = safe; i < ROWS(dangerous_texts); ++i) {
        if (unit_random(&state, 3) == 0) {
            all = apr_pstrcat(unit_pool, dangerous_texts[i], " ", all, NULL);
        }
    }
    lists_set(apr_pstrcat(unit_pool, "a: ", all, NULL));
    for (i = 0; i < 48; ++i) {
        const char *rows = forms[i % ROWS(forms)].denies ? all : safe;

        compare(forms[i % ROWS(forms)].form, rows,
                i == _i % 48         ? "null"
                : i == (_i + 9) % 48 ? "https://a.example/"
                                     : random_origin(&state));
    }
}
END_TEST

static void find_all(void *baton)
{
    const cors_settings_t *settings = baton;
    cors_origin_lookup_t lookup;
    int set;

    cors_origin_lookup_init(&lookup, "https://y.x.ex:81");
    (void)cors_policy_find_denying(settings, CORS_PROTECT_ALL, &lookup);
    (void)cors_policy_choose(settings, &lookup, &set);
    (void)cors_policy_find_unavailable(settings, &lookup);
}

START_TEST(test_allocates_nothing)
{
    lists_set("a: https://*.ex:*");
    ck_assert(takes_nothing(
        unit_pool, find_all,
        (void *)settings_of("CorsAllowOrigin list:a list:b; CorsDenyOrigin "
                            "list:a list:c")));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_finds, 0, ROWS(finds));
    tcase_add_test(tests, test_other_rules);
    tcase_add_test(tests, test_one_version);
    tcase_add_loop_test(tests, test_choices, 0, ROWS(choices));
    tcase_add_test(tests, test_plain);
    tcase_add_test(tests, test_denying);
    tcase_add_test(tests, test_unavailable);
    tcase_add_loop_test(tests, test_same_as_lines, 0, 100);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("list_rules", tests);
}
