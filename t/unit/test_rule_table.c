/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_table.h"

#include "unit.h"

static const cors_rule_table_t empty;

static cors_rule_t *rule_of(const char *text, apr_uint32_t hash)
{
    cors_rule_t *rule = apr_pcalloc(unit_pool, sizeof(*rule));

    rule->text = text;
    rule->length = (apr_uint32_t)strlen(text);
    rule->hash = hash;
    return rule;
}

static const cors_rule_t *find(const cors_rule_table_t *table, const char *text,
                               apr_uint32_t hash)
{
    size_t length = strlen(text);
    char *copy = exact_copy(text, length);
    const cors_rule_t *rule = cors_rule_table_find(table, copy, length, hash);

    free(copy);
    return rule;
}

START_TEST(test_empty)
{
    cors_rule_table_t table = empty;

    ck_assert_ptr_null(find(&table, "a", 0));
    ck_assert_ptr_null(find(&table, "", 7));
}
END_TEST

/* Rules in one chain are distinguished by text, length and hash. */
START_TEST(test_collisions)
{
    static const apr_uint32_t hashes[] = {0, 1, 7, 8, 0x80000000, 0xffffffff};
    static const char *const texts[] = {"", "a", "b", "aa", "ab", "aab"};
    cors_rule_table_t table = empty;
    apr_uint32_t hash = hashes[_i];
    cors_rule_t *rules[ROWS(texts)];
    int i;

    for (i = 0; i < ROWS(texts); ++i) {
        rules[i] = rule_of(texts[i], hash);
        cors_rule_table_insert(&table, rules[i], unit_pool);
    }
    ck_assert_int_eq((int)table.count, ROWS(texts));
    for (i = 0; i < ROWS(texts); ++i) {
        ck_assert_msg(find(&table, texts[i], hash) == rules[i],
                      "hash %#x, '%s': not found", hash, texts[i]);
        ck_assert_msg(!find(&table, texts[i], hash + 1024),
                      "hash %#x, '%s': found with another hash", hash,
                      texts[i]);
    }
    ck_assert_msg(!find(&table, "ba", hash), "hash %#x: found another text",
                  hash);
}
END_TEST

/* The rules are linked in the order of adding. */
static void check_order(const cors_rule_table_t *table)
{
    const cors_rule_t *rule = table->first;
    int i;

    for (i = 0; i < (int)table->count; ++i, rule = rule->later) {
        ck_assert_msg(
            rule
                && strcmp(rule->text, apr_psprintf(unit_pool, "rule %d", i))
                       == 0,
            "%d: got '%s'", i, rule ? rule->text : "(none)");
    }
    ck_assert_ptr_null(rule);
}

/* There are always at least as many chains as rules. */
START_TEST(test_growth)
{
    cors_rule_table_t table = empty;
    int i, k;

    for (i = 0; i < 3000; ++i) {
        const char *text = apr_psprintf(unit_pool, "rule %d", i);

        cors_rule_table_insert(
            &table, rule_of(text, cors_bytes_hash(text, strlen(text))),
            unit_pool);
        ck_assert_int_eq((int)table.count, i + 1);
        ck_assert_msg(table.count <= table.mask + 1,
                      "%d rules: more than there are chains", i + 1);
        ck_assert_msg((table.mask & (table.mask + 1)) == 0,
                      "%d rules: not a power of two", i + 1);
    }
    check_order(&table);
    for (k = 0; k < 2 * i; ++k) {
        const char *text = apr_psprintf(unit_pool, "rule %d", k);
        const cors_rule_t *rule =
            find(&table, text, cors_bytes_hash(text, strlen(text)));

        ck_assert_msg((rule != NULL) == (k < i), "'%s'", text);
        ck_assert_msg(!rule || strcmp(rule->text, text) == 0, "'%s': got '%s'",
                      text, rule ? rule->text : "");
    }
}
END_TEST

/* Origins as administrators list them: they differ only in a few bytes. */
static const char *const similar[] = {
    "http://localhost:%d",
    "https://a.example:%d",
    "https://host%d",
    "https://host%d.example.com",
    "http://10.0.0.1:%d",
    "https://%d.sites.example.com:8443",
    "https://10.0.0.%d",
    "https://a.%d.example",
    "chrome-extension://%032d",
    "https://x%d.y.z.example",
    "https://%d-staging.example",
    "ab%d",
};

static int longest_chain(const cors_rule_table_t *table)
{
    int longest = 0;
    apr_uint32_t i;

    for (i = 0; i <= table->mask; ++i) {
        const cors_rule_t *rule = cors_rule_table_chain(table, i);
        int length = 0;

        for (; rule; rule = rule->chained) {
            ++length;
        }
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* The cost of a look-up does not grow with the number of rules. */
START_TEST(test_chains)
{
    cors_rule_table_t table = empty;
    int i;

    for (i = 0; i < 20000; ++i) {
        const char *text = apr_psprintf(unit_pool, similar[_i], 1000 + i);

        cors_rule_table_insert(
            &table, rule_of(text, cors_bytes_hash(text, strlen(text))),
            unit_pool);
        if (i == 50 || i == 900 || i == 19999) {
            ck_assert_msg(longest_chain(&table) <= 10,
                          "'%s', %d of them: a chain of %d", similar[_i], i + 1,
                          longest_chain(&table));
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_empty);
    tcase_add_loop_test(tests, test_collisions, 0, 6);
    tcase_add_test(tests, test_growth);
    tcase_add_loop_test(tests, test_chains, 0, ROWS(similar));
    return unit_finish("cors_rule_table", tests);
}
