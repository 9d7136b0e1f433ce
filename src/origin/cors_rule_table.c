/* SPDX-License-Identifier: Apache-2.0
 *
 * The links of a chain are in the rules, so that the table needs only one
 * pointer for each chain. A table that grows visits its rules in the order of
 * adding, which is usually their order in memory.
 */
#include "origin/cors_rule_table.h"

#define FIRST_CHAINS 8 /* a power of two, as is every later number */

void cors_rule_table_init_rule(cors_rule_t *rule, const char *text,
                               apr_size_t length, const cors_place_t *place,
                               cors_rule_kind_e kind)
{
    rule->text = text;
    rule->place = place;
    rule->later = NULL;
    rule->chained = NULL;
    rule->container = NULL;
    rule->hash = 0;
    rule->length = (apr_uint16_t)length;
    rule->kind = (apr_byte_t)kind;
    rule->risks = 0;
}

static void chain(const cors_rule_table_t *table, cors_rule_t *rule)
{
    cors_rule_t **head = &table->chains[rule->hash & table->mask];

    rule->chained = *head;
    *head = rule;
}

static void grow(cors_rule_table_t *table, apr_pool_t *pool)
{
    apr_size_t chains =
        table->chains ? 2 * ((apr_size_t)table->mask + 1) : FIRST_CHAINS;
    cors_rule_t *rule;

    table->chains = apr_pcalloc(pool, chains * sizeof(*table->chains));
    table->mask = (apr_uint32_t)(chains - 1);
    for (rule = table->first; rule; rule = rule->later) {
        chain(table, rule);
    }
}

void cors_rule_table_insert(cors_rule_table_t *table, cors_rule_t *rule,
                            apr_pool_t *pool)
{
    if (!table->chains || table->count > table->mask) {
        grow(table, pool);
    }
    chain(table, rule);
    *(table->last ? &table->last->later : &table->first) = rule;
    table->last = rule;
    ++table->count;
}
