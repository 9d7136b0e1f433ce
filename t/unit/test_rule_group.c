/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_group.h"

#include "origin_sets.h"
#include "unit.h"

#define GROUPS 4 /* in no container, and in three containers */

/* Sets whose words are in containers: "2:word" is in the second. The rules of a
 * container follow one another. */
static const char *const sets[] = {
    "1:https://a 0:https://b 2:http://c",
    "0:http://b 1:https://a 1:http://c 0:http://d",
    "1:* 2:null 2:https://*.co.uk 0:https://*.com 0:file://",
    "0:list:b 1:list:a 1:list:c 2:https://*.com 1:https://a 0:http://b",
    "0:list:b",
    "0:app://* 1:app://x 1:moz-extension://* 1:http://x 2:* 3:null",
    "1:~https:// 2:~app:// 0:~https://a.example 3:~moz-extension://",
    "1:http://*.a.example 1:https://*.com 2:http://*.b.example 0:null",
    "",
};

static const unsigned risks[] = {CORS_RISK_INSECURE, CORS_RISK_PUBLIC_SUFFIX,
                                 CORS_RISK_BROAD, CORS_RISK_ANY_INSTALLATION,
                                 CORS_RISK_NULL_LIKE};

static const char *add_word(cors_origin_set_t *set, cors_rule_group_t *groups,
                            char *word)
{
    int number = *word - '0';
    cors_rule_group_t *container = number > 0 ? &groups[number] : NULL;
    cors_pattern_t *pattern = apr_palloc(unit_pool, sizeof(*pattern));
    cors_pattern_stop_t stop;

    word += 2;
    if (*word == '~') {
        ck_assert_ptr_null(cors_origin_set_add_contained_matcher(
            set, container, begins, word + 1, word, &place));
        return word;
    }
    if (strncmp(word, "list:", 5) == 0) {
        ck_assert_ptr_null(cors_origin_set_add_list(
            set, container, lists_named(word + 5), word, &place));
        return word;
    }
    ck_assert_int_eq(cors_pattern_parse(word, pattern, &stop, unit_pool),
                     CORS_PATTERN_OK);
    ck_assert_ptr_null(
        cors_origin_set_add_contained(set, container, pattern, &place));
    return word;
}

/* Returns the words of a group, as a text from which a set without containers
 * is made. */
static const char *words_of(const char *words, int group)
{
    const char *own = "";
    char *word;

    while ((word = next_word(&words)) != NULL) {
        if (*word - '0' == group) {
            own = apr_pstrcat(unit_pool, own, *own ? " " : "", word + 2, NULL);
        }
    }
    return own;
}

static bool join(void *baton, const cors_rule_t *rule)
{
    const char **texts = baton;

    *texts = apr_pstrcat(unit_pool, *texts, " ", rule->text, NULL);
    return true;
}

static bool stop(void *baton, const cors_rule_t *rule)
{
    join(baton, rule);
    return false;
}

static void check_risk(const char *label, const cors_rule_group_t *group,
                       const cors_origin_set_t *alone, unsigned risk)
{
    const cors_rule_t *rule = cors_rule_group_risky(group, risk);
    const cors_rule_t *want = cors_origin_set_risky(alone, risk);
    const char *got_all = "";
    const char *want_all = "";
    const char *one = "";

    check_rule(label, rule, want ? want->text : NULL);
    cors_rule_group_each_risky(group, risk, join, &got_all);
    cors_origin_set_each_risky(alone, risk, join, &want_all);
    ck_assert_str_eq(got_all, want_all);
    cors_rule_group_each_risky(group, risk, stop, &one);
    ck_assert_str_eq(one,
                     want ? apr_pstrcat(unit_pool, " ", want->text, NULL) : "");
}

static void append(void *baton, const cors_rule_t *rule)
{
    (void)join(baton, rule);
}

static void check_rules(const cors_rule_group_t *container,
                        const cors_origin_set_t *alone)
{
    const char *got = "";
    const char *want = "";

    cors_rule_group_each(container, append, &got);
    cors_origin_set_each(alone, append, &want);
    ck_assert_str_eq(got, want);
}

/* A group has the risks of a set that has the rules of the group alone. */
START_TEST(test_groups)
{
    const char *words = sets[_i];
    cors_origin_set_t *set = cors_origin_set_create(unit_pool);
    cors_rule_group_t groups[GROUPS] = {{.place = NULL}};
    char *word;
    int i;
    size_t j;

    for (i = 1; i < GROUPS; ++i) {
        groups[i].is_container = true;
    }
    while ((word = next_word(&words)) != NULL) {
        add_word(set, groups, word);
    }
    for (i = 0; i < GROUPS; ++i) {
        const cors_rule_group_t *group =
            i > 0 ? &groups[i] : cors_origin_set_plain(set);
        const cors_origin_set_t *alone = set_of(words_of(sets[_i], i));

        for (j = 0; j < sizeof(risks) / sizeof(risks[0]); ++j) {
            check_risk(sets[_i], group, alone, risks[j]);
        }
        ck_assert(cors_rule_group_is_harmless(group)
                  == cors_origin_set_is_harmless(alone));
        ck_assert(cors_rule_group_is_empty(group)
                  == (cors_origin_set_count(alone) == 0));
        if (i > 0) {
            check_rules(group, alone);
        }
    }
}
END_TEST

/* A pattern is in one container; so is an expression. */
START_TEST(test_same_pattern)
{
    cors_origin_set_t *set = set_of("https://a ~https://b");
    cors_rule_group_t container = {.is_container = true};
    cors_rule_group_t other = {.is_container = true};
    cors_pattern_t pattern;
    cors_pattern_stop_t at;
    const cors_rule_t *known;

    cors_pattern_parse("https://a", &pattern, &at, unit_pool);
    known = cors_origin_set_add_contained(set, &container, &pattern, &place);
    ck_assert_ptr_nonnull(known);
    ck_assert_ptr_null(known->container);
    known = cors_origin_set_add_contained_matcher(
        set, &container, begins, "https://b", "~https://b", &place);
    ck_assert_ptr_nonnull(known);
    ck_assert_ptr_null(known->container);
    ck_assert_ptr_null(cors_origin_set_add_contained_matcher(
        set, &container, begins, "https://c", "~https://c", &place));
    ck_assert_ptr_null(cors_origin_set_add_contained_matcher(
        set, &container, begins, "https://c", "~https://c", &place));
    known = cors_origin_set_add_contained_matcher(
        set, &other, begins, "https://c", "~https://c", &place);
    ck_assert_ptr_eq(known->container, &container);
    ck_assert(cors_rule_group_is_empty(&other));
    ck_assert_int_eq((int)cors_origin_set_count(set), 4);
}
END_TEST

static void keep_covered(void *baton, const cors_rule_t *covered,
                         const cors_rule_t *by)
{
    (void)by;
    *(const cors_rule_t **)baton = covered;
}

/* A pattern is redundant if another rule of the same container, and of no
 * other, would admit its origin. */
START_TEST(test_covered)
{
    static const struct {
        const char *words, *want;
    } rows[] = {
        {"1:https://x.a.ex 1:https://*.a.ex", "https://x.a.ex"},
        {"1:https://x.a.ex 2:https://*.a.ex", NULL},
        {"0:https://x.a.ex 1:https://*.a.ex 0:https://*.ex", NULL},
        {"0:https://x.a.ex 1:https://*.b.ex 0:https://*.ex", "https://x.a.ex"},
        {"1:https://*.a.ex 1:https://*.ex", NULL},
        {"0:https://a 1:https://b 0:*", "https://a"},
        {"1:https://a 0:*", NULL},
        {"0:https://a 1:~https:// 0:*", NULL},
        {"0:https://a 1:list:a 0:*", NULL},
        {"0:https://x.a.ex 1:list:a 0:https://*.ex", NULL},
        {"0:list:a 1:https://a 0:*", NULL},
    };
    int i;

    for (i = 0; i < ROWS(rows); ++i) {
        cors_origin_set_t *set = cors_origin_set_create(unit_pool);
        cors_rule_group_t groups[GROUPS] = {{.place = NULL}};
        const char *words = rows[i].words;
        const cors_rule_t *covered = NULL;
        char *word;

        groups[1].is_container = groups[2].is_container = true;
        while ((word = next_word(&words)) != NULL) {
            add_word(set, groups, word);
        }
        cors_origin_set_each_covered(set, keep_covered, &covered);
        check_rule(rows[i].words, covered, rows[i].want);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_groups, 0, ROWS(sets));
    tcase_add_test(tests, test_same_pattern);
    tcase_add_test(tests, test_covered);
    return unit_finish("cors_rule_group", tests);
}
