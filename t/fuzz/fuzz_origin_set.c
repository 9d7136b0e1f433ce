/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares an origin set with a scan of the list. The input has patterns, one
 * per line, an empty line, and origins to look up.
 */
#include "fuzz.h"

#include "origin/cors_origin_set.h"
#include "naive.h"

const char fuzz_name[] = "origin_set";

#define PATTERNS_MAX 64

static const cors_place_t place = {"fuzz.conf", 1, false};

typedef struct {
    const char *texts[PATTERNS_MAX];
    int count;
} list_t;

static bool has(const list_t *list, const char *text)
{
    int i;

    for (i = 0; i < list->count; ++i) {
        if (strcmp(list->texts[i], text) == 0) {
            return true;
        }
    }
    return false;
}

typedef bool verdict_t(const char *pattern, const char *origin);

/* The patterns of the list that allow or deny the origin, except "*". */
static int count(const list_t *list, const char *origin, verdict_t *verdict)
{
    int found = 0;
    int i;

    for (i = 0; i < list->count; ++i) {
        found +=
            strcmp(list->texts[i], "*") != 0 && verdict(list->texts[i], origin);
    }
    return found;
}

static bool any(const list_t *list, const char *origin, verdict_t *verdict)
{
    return count(list, origin, verdict) > 0
           || (has(list, "*") && verdict("*", origin));
}

/* "*" is returned as the rule only if no other pattern matches. */
static void check_rule(const list_t *list, const char *origin,
                       const cors_rule_t *rule, verdict_t *verdict)
{
    FUZZ_REQUIRE((rule != NULL) == any(list, origin, verdict), "'%s' is %s",
                 origin, rule ? rule->text : "not named");
    if (rule) {
        FUZZ_REQUIRE(has(list, rule->text) && verdict(rule->text, origin),
                     "'%s' is returned as named by '%s'", origin, rule->text);
        FUZZ_REQUIRE((rule->kind == CORS_RULE_ANY)
                         == (count(list, origin, verdict) == 0),
                     "'%s' is named by '%s' too early or too late", origin,
                     rule->text);
    }
}

static void add(cors_origin_set_t *set, list_t *list, const char *text,
                apr_pool_t *pool)
{
    cors_pattern_t pattern;
    cors_pattern_stop_t stop;
    const cors_rule_t *known;

    if (list->count == PATTERNS_MAX
        || cors_pattern_parse(text, &pattern, &stop, pool) != CORS_PATTERN_OK) {
        return;
    }
    known = cors_origin_set_add(set, &pattern, &place);
    FUZZ_REQUIRE((known != NULL) == has(list, text), "is '%s' a duplicate?",
                 text);
    if (!known) {
        list->texts[list->count++] = text;
    }
    FUZZ_REQUIRE(cors_origin_set_count(set) == (apr_size_t)list->count,
                 "the set counts %d, not %d", (int)cors_origin_set_count(set),
                 list->count);
}

static void check(const cors_origin_set_t *set, const list_t *list,
                  const char *origin)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *rule;

    cors_origin_lookup_init(&lookup, origin);
    rule = cors_origin_set_find_exact(set, &lookup);
    if (!rule) {
        rule = cors_origin_set_find_other(set, &lookup);
    }
    check_rule(list, origin, rule, naive_admits);
    cors_origin_lookup_init(&lookup, origin);
    check_rule(list, origin, cors_origin_set_find_denying(set, &lookup),
               naive_denies);
}

/* A pattern that covers another one allows the origins that that one names. */
static void check_covered(void *baton, const cors_rule_t *covered,
                          const cors_rule_t *by)
{
    FUZZ_REQUIRE(covered != by && has(baton, covered->text)
                     && has(baton, by->text),
                 "'%s' is covered by '%s'", covered->text, by->text);
    FUZZ_REQUIRE(covered->kind != CORS_RULE_EXACT
                     || naive_admits(by->text, covered->text),
                 "'%s' does not cover '%s'", by->text, covered->text);
}

static void check_only(const cors_origin_set_t *set, const list_t *list)
{
    const char *only = cors_origin_set_only_value(set);
    bool is_only = list->count == 1
                   && (strcmp(list->texts[0], "*") == 0
                       || (!strchr(list->texts[0], '*')
                           && strcmp(list->texts[0], "file://") != 0
                           && strcmp(list->texts[0], "null") != 0));

    FUZZ_REQUIRE((only != NULL) == is_only
                     && (!only || strcmp(only, list->texts[0]) == 0),
                 "the only value is returned as '%s'", only ? only : "none");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    cors_origin_set_t *set = cors_origin_set_create(pool);
    char *rest = fuzz_text(data, size, pool);
    list_t list = {{NULL}, 0};
    char *line;
    int i;

    while ((line = fuzz_next(&rest, '\n')) != NULL && *line) {
        add(set, &list, line, pool);
    }
    while ((line = fuzz_next(&rest, '\n')) != NULL) {
        check(set, &list, line);
    }
    for (i = 0; i < list.count; ++i) {
        check(set, &list, list.texts[i]);
    }
    check_only(set, &list);
    cors_origin_set_each_covered(set, check_covered, &list);
    apr_pool_destroy(pool);
    return 0;
}
