/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_source.h"

#include "named_lists.h"
#include "unit.h"

static const cors_place_t place = {"unit.conf", 2, true};

/* The rule, whose text is "list:NAME", and what decided. */
static const struct {
    const char *rule, *origin;
    bool denies;
    const char *pattern, *place, *list;
    int row;
} sources[] = {
    {"https://x", "https://x", false, "https://x", "unit.conf:2", NULL, 0},
    {"https://*.x", "https://a.x", true, "https://*.x", "unit.conf:2", NULL, 0},
    {"list:a", "https://x", false, "https://x", "a.txt:1", "a", 1},
    {"list:a", "https://q.ex:81", false, "https://*.ex:*", "a.txt:2", "a", 2},
    {"list:a", "https://x", true, "https://x", "a.txt:1", "a", 1},
    {"list:a", "https://x.", true, "https://x", "a.txt:1", "a", 1},
    {"list:a", "http://danger", true, "http://danger", "a.txt:3", "a", 3},
    {"list:b", "app://y", false, "app://y", "row 1 of list 'b'", "b", 1},
    /* The number of the row is that of the line of the rule. */
    {"list:b", "https://z:8", false, "https://z:8", "row 2 of list 'b'", "b",
     2},
    /* No row decides: the list has no version, or another one meanwhile. */
    {"list:a", "http://danger", false, "list:a", "unit.conf:2", NULL, 0},
    {"list:c", "https://x", true, "list:c", "unit.conf:2", NULL, 0},
};

START_TEST(test_sources)
{
    cors_list_rules_t rules = {NULL, NULL, 0};
    const char *text = sources[_i].rule;
    cors_rule_t rule = {.text = text, .place = &place};
    cors_origin_lookup_t lookup;
    cors_rule_source_t source;

    lists_set("a: https://x https://*.ex:* http://danger; "
              "b: app://y https://z:8");
    cors_origin_lookup_init(&lookup, sources[_i].origin);
    memset(&source, 0xff, sizeof(source));
    cors_rule_source_find(
        &source,
        strncmp(text, "list:", 5) == 0 ? cors_list_rules_add(
            &rules, lists_named(text + 5), text, &place, unit_pool)
                                       : &rule,
        sources[_i].denies, &lookup, unit_pool);
    ck_assert_str_eq(source.pattern, sources[_i].pattern);
    ck_assert_str_eq(cors_rule_source_place(&source, unit_pool),
                     sources[_i].place);
    ck_assert(same_text(source.list, sources[_i].list));
    ck_assert_int_eq((int)source.row, sources[_i].row);
    ck_assert_str_eq(source.place.file,
                     sources[_i].row && strcmp(source.list, "a") == 0
                         ? "a.txt"
                         : "unit.conf");
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_sources, 0, ROWS(sources));
    return unit_finish("rule_source", tests);
}
