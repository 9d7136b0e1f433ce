/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_origin_set.h"

#include "origin_set_rows.h"
#include "origin_sets.h"
#include "unit.h"

#define MANY 10000

static const cors_rule_t *find(const cors_origin_set_t *set, const char *text)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;

    cors_origin_lookup_init(&lookup, text);
    rule = cors_origin_set_find_exact(set, &lookup);
    return rule ? rule : cors_origin_set_find_other(set, &lookup);
}

static cors_rule_kind_e kind_of(const char *text)
{
    if (*text == '~') {
        return CORS_RULE_MATCHER;
    }
    if (strcmp(text, "*") == 0) {
        return CORS_RULE_ANY;
    }
    return strchr(text, '*') ? CORS_RULE_WILDCARD : CORS_RULE_EXACT;
}

static const cors_rule_t *find_denied(const cors_origin_set_t *set,
                                      const char *text)
{
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, text);
    return cors_origin_set_find_denying(set, &lookup);
}

typedef const cors_rule_t *find_t(const cors_origin_set_t *set,
                                  const char *text);

static void check_verdicts(find_t *found, const char *rules,
                           const char *verdicts)
{
    const cors_origin_set_t *set = set_of(rules);
    char *text;

    while ((text = next_word(&verdicts)) != NULL) {
        char *want = strchr(text, '=');
        const cors_rule_t *rule;

        if (want) {
            *want++ = '\0';
        }
        rule = found(set, text);
        ck_assert_msg(same_text(rule ? rule->text : NULL, want),
                      "'%s' in {%s}: got %s, want %s", text, rules,
                      shown(rule ? rule->text : NULL), shown(want));
        ck_assert_msg(!rule
                          || (rule->place == &place
                              && rule->length == strlen(rule->text)
                              && rule->kind == kind_of(rule->text)),
                      "'%s' in {%s}: members of the rule", text, rules);
    }
}

START_TEST(test_finds)
{
    check_verdicts(find, finds[_i].rules, finds[_i].verdicts);
}
END_TEST

START_TEST(test_denials)
{
    check_verdicts(find_denied, denials[_i].rules, denials[_i].verdicts);
}
END_TEST

/* find_exact finds exact patterns only, find_other only other rules. */
START_TEST(test_exact_and_other)
{
    const cors_origin_set_t *set = set_of("https://a.example ~https://b");
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, "https://a.example");
    ck_assert_ptr_nonnull(cors_origin_set_find_exact(set, &lookup));
    ck_assert_ptr_null(cors_origin_set_find_other(set, &lookup));
    cors_origin_lookup_init(&lookup, "https://b.example");
    ck_assert_ptr_null(cors_origin_set_find_exact(set, &lookup));
    ck_assert_ptr_nonnull(cors_origin_set_find_other(set, &lookup));
}
END_TEST

/* In a set without wildcards and matchers, the origin is not parsed. */
START_TEST(test_parses_nothing)
{
    const cors_origin_set_t *set =
        set_of("* null https://a.example http://b app://.");
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, "https://b.example");
    ck_assert_ptr_nonnull(cors_origin_set_find_other(set, &lookup));
    ck_assert(!lookup.parsed);
    ck_assert_ptr_null(
        cors_origin_set_find_denying(set_of("https://a.example"), &lookup));
    ck_assert(!lookup.parsed);
}
END_TEST

/* The number of calls of matchers: in order, up to the first that admits. They
 * are not called for malformed texts, "null" and "file://". */
static const struct {
    int calls;
    const char *origins;
} called[] = {
    {1, "https://a.example https://ab"},
    {2, "https://b.example"},
    {3, "https://c.example http://a.example https://x.example"},
    {1, "https://a."},
    {0, "https://exact.example https://w.com null file:// * https:// "
        "https://a.example/ https://A.example https://a.example:443 "
        "https://a,https://b https://u@a.example NULL a"},
};

START_TEST(test_matcher_calls)
{
    const cors_origin_set_t *set =
        set_of("~https://a ~https://b ~https://x https://exact.example "
               "https://*.com");
    const char *cursor = called[_i].origins;
    const char *text;

    while ((text = next_word(&cursor)) != NULL) {
        calls = 0;
        find(set, text);
        ck_assert_msg(calls == called[_i].calls, "'%s': %d calls", text, calls);
    }
}
END_TEST

START_TEST(test_too_long)
{
    const char *text = apr_psprintf(unit_pool, "app://a%09000d", 0);
    cors_origin_set_t *set = set_of("* ~app:// app://* null");

    calls = 0;
    ck_assert_ptr_eq(find(set, text), cors_origin_set_any(set));
    ck_assert_ptr_null(find_denied(set, text));
    ck_assert_ptr_null(find(set_of("~app:// app://*"), text));
    ck_assert_int_eq(calls, 0);
}
END_TEST

START_TEST(test_properties)
{
    const char *rules = properties[_i].rules;
    const cors_origin_set_t *set = set_of(rules);
    const char *only = cors_origin_set_only_value(set);

    ck_assert_msg((int)cors_origin_set_count(set) == properties[_i].count,
                  "{%s}: count %d", rules, (int)cors_origin_set_count(set));
    ck_assert_msg(same_text(only, properties[_i].only), "{%s}: only %s", rules,
                  shown(only));
    check_rule(rules, cors_origin_set_any(set), properties[_i].any);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_NULL_LIKE),
               properties[_i].null);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_INSECURE),
               properties[_i].insecure);
    check_rule(rules, cors_origin_set_risky(set, CORS_RISK_BROAD),
               properties[_i].matcher);
}
END_TEST

static void note_covered(void *baton, const cors_rule_t *rule,
                         const cors_rule_t *by)
{
    const char **got = baton;

    *got =
        apr_pstrcat(unit_pool, *got, " ", rule->text, "<", by->text, " ", NULL);
    ck_assert_msg(rule->place == &place && by->place == &place, "'%s': place",
                  rule->text);
}

/* Each redundant pattern is reported once, in any order. Matchers are not
 * called. */
START_TEST(test_covered)
{
    const cors_origin_set_t *set = set_of(covered[_i].rules);
    const char *cursor = covered[_i].want;
    const char *got = "";
    size_t length = 0;
    const char *word;

    calls = 0;
    cors_origin_set_each_covered(set, note_covered, &got);
    ck_assert_int_eq(calls, 0);
    while ((word = next_word(&cursor)) != NULL) {
        length += strlen(word) + 2;
        ck_assert_msg(strstr(got, apr_pstrcat(unit_pool, " ", word, " ", NULL))
                          != NULL,
                      "{%s}: not '%s', but '%s'", covered[_i].rules, word, got);
    }
    ck_assert_msg(strlen(got) == length, "{%s}: got '%s', want '%s'",
                  covered[_i].rules, got, covered[_i].want);
}
END_TEST

/* The rules of a set that admit all origins of a rule of another set. */
static const struct {
    const char *rules, *rule, *want;
} wider[] = {
    {"https://*.a.example https://*.example", "https://*.a.example",
     "https://*.a.example"},
    {"https://*.example", "https://*.a.example", "https://*.example"},
    {"https://*.a.example", "https://*.example", NULL},
    {"https://*.a.example", "https://*.a.example:*", NULL},
    {"https://*.a.example:*", "https://*.a.example:81",
     "https://*.a.example:*"},
    {"https://*.a.example:*", "https://x.a.example:*", "https://*.a.example:*"},
    {"https://*.a.example:*", "https://a.example:*", NULL},
    {"https://*.a.example", "https://*.a.example.", "https://*.a.example"},
    {"https://*.example", "https://*.a.example.:8443", NULL},
    {"https://*.example:*", "https://*.a.example.:8443", "https://*.example:*"},
    {"https://a.example:*", "https://a.example.:*", "https://a.example:*"},
    {"https://*.a.example.", "https://*.a.example", NULL},
    {"https://*.b.example", "https://*.a.example.", NULL},
    {"app://*", "other://*", NULL},
    {"http://*.a.example https://x.a.example *", "https://*.a.example", "*"},
    {"app://* https://*.a.example", "app://*", "app://*"},
    {"app://a", "app://*", NULL},
    {"https://*.a.example *", "~https://x.a.example", "*"},
    {"https://*.a.example ~https://x", "~https://x", NULL},
    {"https://*.a.example", "*", NULL},
    {"https://*.a.example *", "*", "*"},
};

static void keep_rule(void *baton, const cors_rule_t *rule)
{
    *(const cors_rule_t **)baton = rule;
}

START_TEST(test_denying)
{
    const cors_rule_t *rule = NULL;

    cors_origin_set_each(set_of(wider[_i].rule), keep_rule, &rule);
    check_rule(wider[_i].rules,
               cors_origin_set_denying(set_of(wider[_i].rules), rule),
               wider[_i].want);
}
END_TEST

static void write_rule(void *baton, const cors_rule_t *rule)
{
    const char **text = baton;

    *text = apr_pstrcat(unit_pool, *text, " ", rule->text, NULL);
}

/* All wildcards and matchers that admit an origin. */
START_TEST(test_each_admitting)
{
    static const struct {
        const char *origin, *want;
    } rows[] = {
        {"https://x.a.example", " https://*.a.example https://*.example:* "
                                "~https:// ~https://x"},
        {"https://y.b.example:81", " https://*.example:* ~https://"},
        {"http://x.a.example", ""},
        {"app://q", " app://* ~app"},
        {"null", ""},
        {"file://", ""},
        {"https://x.a.example/", ""},
        {"https://listed.example", " https://*.example:* list:b ~https://"},
    };
    const cors_origin_set_t *set =
        set_of("* https://x.a.example ~https:// https://*.a.example list:a "
               "null list:b "
               "https://*.example:* app://* ~app ~https://x ~null ~file");
    cors_origin_lookup_t lookup;
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        const char *text = "";

        lists_set("a: https://z.example; b: https://listed.example");
        cors_origin_lookup_init(&lookup, rows[i].origin);
        cors_origin_set_each_admitting(set, &lookup, write_rule, &text);
        ck_assert_str_eq(text, rows[i].want);
    }
}
END_TEST

static void note_repeated(void *baton, const cors_rule_t *rule,
                          const cors_rule_t *earlier)
{
    const char **text = baton;

    ck_assert_str_eq(rule->text, earlier->text);
    ck_assert_ptr_ne(rule, earlier);
    *text = apr_pstrcat(unit_pool, *text, " ", rule->text, NULL);
}

START_TEST(test_repeated)
{
    const char *text = "";

    cors_origin_set_each_repeated(
        set_of("* ~https://z https://*.b.example https://a.example null ~y"),
        set_of("* ~https://z https://*.b.example https://b.example null ~x"),
        note_repeated, &text);
    ck_assert_str_eq(text, " null https://*.b.example ~https://z *");
    text = "";
    cors_origin_set_each_repeated(set_of("* ~a https://*.b.example"),
                                  set_of("https://a.example ~https://"),
                                  note_repeated, &text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(test_each)
{
    const char *text = "";

    cors_origin_set_each(set_of("* ~https://z https://*.b.example list:b null "
                                "https://a.example ~http://y list:a"),
                         write_rule, &text);
    ck_assert_str_eq(text, " null https://a.example https://*.b.example "
                           "list:b list:a ~https://z ~http://y *");
    text = "";
    cors_origin_set_each(set_of(""), write_rule, &text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(test_duplicates)
{
    static const char *const texts[] = {
        "*", "null", "https://a", "https://*.a", "https://a:*", "list:a"};
    cors_origin_set_t *set = cors_origin_set_create(unit_pool);
    int i;

    for (i = 0; i < 2 * ROWS(texts); ++i) {
        const char *text = texts[i % ROWS(texts)];
        const cors_rule_t *known = add(set, apr_pstrdup(unit_pool, text));

        ck_assert_msg(same_text(known ? known->text : NULL,
                                i < ROWS(texts) ? NULL : text),
                      "'%s': got %s", text, shown(known ? known->text : NULL));
    }
    ck_assert_int_eq((int)cors_origin_set_count(set), ROWS(texts));
}
END_TEST

/* Both tables grow many times over. */
START_TEST(test_growth)
{
    static const char *const forms[] = {"https://h%d.example",
                                        "https://*.h%d.example",
                                        "https://h%d.example:*"};
    cors_origin_set_t *set = cors_origin_set_create(unit_pool);
    int i;

    for (i = 0; i < MANY; ++i) {
        add(set, apr_psprintf(unit_pool, forms[_i], i));
        ck_assert_msg((int)cors_origin_set_count(set) == i + 1, "count at %d",
                      i);
    }
    for (i = 0; i < MANY; ++i) {
        const char *pattern = apr_psprintf(unit_pool, forms[_i], i);
        const char *host =
            apr_psprintf(unit_pool, "%sh%d.example", _i == 1 ? "a." : "", i);
        const cors_rule_t *rule =
            find(set, apr_pstrcat(unit_pool, "https://", host, NULL));

        ck_assert_msg(rule && strcmp(rule->text, pattern) == 0,
                      "'%s' is not found", pattern);
        rule = find(set, apr_pstrcat(unit_pool, "http://", host, NULL));
        ck_assert_msg(rule == NULL, "http of '%s' is found", pattern);
        host = apr_psprintf(unit_pool, "https://h%d.example", i + MANY);
        ck_assert_msg(find(set, host) == NULL, "'%s' is found", host);
    }
}
END_TEST

/* Returns a random origin or pattern of few different labels. */
static const char *random_text(uint64_t *state, bool pattern)
{
    static const char *const schemes[] = {"http", "https", "wss"};
    static const char *const ports[] = {"", "", ":1", ":8443", ":*", ":*"};
    static const char *const labels[] = {"a.", "b.", "aa.", "", ""};
    static const char *const last[] = {"a", "b", "aa"};
    const char *first = pattern && unit_random(state, 2) ? "*." : "";

    return apr_pstrcat(unit_pool, schemes[unit_random(state, 3)], "://", first,
                       labels[unit_random(state, 5)],
                       labels[unit_random(state, 5)],
                       last[unit_random(state, 3)],
                       ports[unit_random(state, pattern ? 6 : 4)], NULL);
}

/* Whether any of the patterns admits the origin: searches all of them. */
static bool scan(const cors_pattern_t *patterns, int count, const char *text,
                 const char *found)
{
    cors_origin_t origin;
    bool any = false;
    int i;

    ck_assert_int_eq(cors_origin_parse(text, strlen(text), &origin),
                     CORS_ORIGIN_OK);
    for (i = 0; i < count; ++i) {
        if (cors_pattern_matches(&patterns[i], &origin)) {
            any = true;
            if (same_text(patterns[i].text, found)) {
                return true;
            }
        }
    }
    ck_assert_msg(!found, "'%s': '%s' does not admit it", text, shown(found));
    return any;
}

START_TEST(test_same_as_list_scan)
{
    uint64_t state = 42 + (uint64_t)_i;
    int count = 1 + _i % 40;
    cors_pattern_t *patterns = apr_palloc(unit_pool, count * sizeof(*patterns));
    cors_origin_set_t *set = cors_origin_set_create(unit_pool);
    int i;

    for (i = 0; i < count; ++i) {
        const char *text = random_text(&state, true);
        cors_pattern_stop_t stop;

        ck_assert_int_eq(
            cors_pattern_parse(text, &patterns[i], &stop, unit_pool),
            CORS_PATTERN_OK);
        cors_origin_set_add(set, &patterns[i], &place);
    }
    for (i = 0; i < 200; ++i) {
        const char *text = random_text(&state, false);
        const cors_rule_t *rule = find(set, text);

        ck_assert_msg(scan(patterns, count, text, rule ? rule->text : NULL)
                          == (rule != NULL),
                      "seed %d, '%s': got %s", 42 + _i, text,
                      shown(rule ? rule->text : NULL));
    }
}
END_TEST

static void find_all(void *set)
{
    find(set, "https://a.example");
    find(set, "https://a.b.c.example.com:8443");
    find(set, "https://nobody.example");
    find(set, "http://[::1]:3000");
    find(set, "null");
    find(set, "malformed");
    find(set, "app://a");
    find_denied(set, "https://a.b.c.example.org.:8443");
    find_denied(set, "https://a.example.");
}

static void take_one(void *pool)
{
    apr_palloc(pool, 1);
}

START_TEST(test_allocates_nothing)
{
    cors_origin_set_t *set = set_of("https://a.example https://*.example.com:* "
                                    "app://* ~https://z ~http://y");

    ck_assert_msg(!takes_nothing(unit_pool, take_one, unit_pool),
                  "the probe sees no allocation");
    ck_assert_msg(takes_nothing(unit_pool, find_all, set),
                  "a look-up allocates");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_finds, 0, ROWS(finds));
    tcase_add_loop_test(tests, test_denials, 0, ROWS(denials));
    tcase_add_test(tests, test_exact_and_other);
    tcase_add_test(tests, test_parses_nothing);
    tcase_add_loop_test(tests, test_matcher_calls, 0, ROWS(called));
    tcase_add_test(tests, test_too_long);
    tcase_add_loop_test(tests, test_properties, 0, ROWS(properties));
    tcase_add_loop_test(tests, test_covered, 0, ROWS(covered));
    tcase_add_loop_test(tests, test_denying, 0, ROWS(wider));
    tcase_add_test(tests, test_each_admitting);
    tcase_add_test(tests, test_repeated);
    tcase_add_test(tests, test_each);
    tcase_add_test(tests, test_duplicates);
    tcase_add_loop_test(tests, test_growth, 0, 3);
    tcase_add_loop_test(tests, test_same_as_list_scan, 0, 80);
    tcase_add_test(tests, test_allocates_nothing);
    return unit_finish("cors_origin_set", tests);
}
