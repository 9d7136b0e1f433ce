/* SPDX-License-Identifier: Apache-2.0 */
#include "cors_rule_table.h"

#include "unit.h"

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
    cors_rule_table_t table = {NULL, 0, 0};

    ck_assert_ptr_null(find(&table, "a", 0));
    ck_assert_ptr_null(find(&table, "", 7));
}
END_TEST

/* Rules are told apart by text, length and hash, wherever they stand; the
 * slots wrap around at the end of the table. */
START_TEST(test_collisions)
{
    static const apr_uint32_t hashes[] = {0, 1, 7, 8, 0x80000000, 0xffffffff};
    static const char *const texts[] = {"", "a", "b", "aa", "ab", "aab"};
    cors_rule_table_t table = {NULL, 0, 0};
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
                      "hash %#x, '%s': found by another hash", hash, texts[i]);
    }
    ck_assert_msg(!find(&table, "ba", hash), "hash %#x: found another text",
                  hash);
}
END_TEST

/* Half of the slots stay empty, whatever the table grows to. */
START_TEST(test_growth)
{
    cors_rule_table_t table = {NULL, 0, 0};
    int i, k;

    for (i = 0; i < 3000; ++i) {
        const char *text = apr_psprintf(unit_pool, "rule %d", i);

        cors_rule_table_insert(
            &table, rule_of(text, cors_hash_bytes(text, strlen(text))),
            unit_pool);
        ck_assert_int_eq((int)table.count, i + 1);
        ck_assert_msg(2 * table.count <= table.mask + 1,
                      "%d rules: more than half full", i + 1);
        ck_assert_msg((table.mask & (table.mask + 1)) == 0,
                      "%d rules: no power of two", i + 1);
    }
    for (k = 0; k < 2 * i; ++k) {
        const char *text = apr_psprintf(unit_pool, "rule %d", k);
        const cors_rule_t *rule =
            find(&table, text, cors_hash_bytes(text, strlen(text)));

        ck_assert_msg((rule != NULL) == (k < i), "'%s'", text);
        ck_assert_msg(!rule || strcmp(rule->text, text) == 0, "'%s': got '%s'",
                      text, rule ? rule->text : "");
    }
}
END_TEST

/* No byte beyond the length counts, every byte within and the length do. */
START_TEST(test_hash)
{
    char text[40] = "https://one.two.example.com:8443/...";
    size_t length = (size_t)_i;
    char *copy = exact_copy(text, length);
    apr_uint32_t hash = cors_hash_bytes(copy, length);
    size_t i;

    ck_assert_int_eq(cors_hash_bytes(text, length), hash);
    for (i = 0; i < length; ++i) {
        copy[i] ^= 1;
        ck_assert_msg(cors_hash_bytes(copy, length) != hash,
                      "%d bytes: byte %d does not count", _i, (int)i);
        copy[i] ^= 1;
    }
    text[length] = '\0';
    ck_assert_msg(cors_hash_bytes(text, length + 1) != hash,
                  "%d bytes: the length does not count", _i);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_empty);
    tcase_add_loop_test(tests, test_collisions, 0, 6);
    tcase_add_test(tests, test_growth);
    tcase_add_loop_test(tests, test_hash, 0, 39);
    return unit_finish("cors_rule_table", tests);
}
