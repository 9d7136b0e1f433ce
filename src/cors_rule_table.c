/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear probing over pointers; the hash in each rule spares most of the
 * comparisons and all of the work when the table grows.
 */
#include "cors_rule_table.h"

#include <string.h>

#define FIRST_SLOTS 8 /* a power of two, as is every later size */

void cors_rule_init(cors_rule_t *rule, const char *text, apr_size_t length,
                    const cors_place_t *place, cors_rule_kind_e kind)
{
    rule->text = text;
    rule->length = (apr_uint32_t)length;
    rule->place = place;
    rule->kind = kind;
    rule->hash = 0;
    rule->risks = 0;
}

apr_uint64_t cors_hash_mix(apr_uint64_t hash, apr_uint64_t word)
{
    hash = (hash ^ word) * CORS_HASH_MULTIPLIER;
    return hash ^ hash >> 32;
}

apr_uint32_t cors_hash_bytes(const char *bytes, apr_size_t length)
{
    apr_uint64_t hash = length;
    apr_uint64_t word;

    for (; length >= sizeof(word); length -= sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        hash = cors_hash_mix(hash, word);
        bytes += sizeof(word);
    }
    word = 0;
    memcpy(&word, bytes, length);
    return (apr_uint32_t)cors_hash_mix(hash, word);
}

static void place_in(const cors_rule_table_t *table, const cors_rule_t *rule)
{
    apr_uint32_t i = rule->hash & table->mask;

    while (table->slots[i]) {
        i = (i + 1) & table->mask;
    }
    table->slots[i] = rule;
}

void cors_rule_table_insert(cors_rule_table_t *table, const cors_rule_t *rule,
                            apr_pool_t *pool)
{
    const cors_rule_table_t old = *table;
    apr_size_t size = (apr_size_t)old.mask + 1;
    apr_size_t i;

    if (!old.slots || 2 * ((apr_size_t)old.count + 1) > size) {
        apr_size_t grown = old.slots ? 2 * size : FIRST_SLOTS;

        table->slots = apr_pcalloc(pool, grown * sizeof(*table->slots));
        table->mask = (apr_uint32_t)(grown - 1);
        for (i = 0; old.slots && i < size; ++i) {
            if (old.slots[i]) {
                place_in(table, old.slots[i]);
            }
        }
    }
    place_in(table, rule);
    ++table->count;
}

const cors_rule_t *cors_rule_table_find(const cors_rule_table_t *table,
                                        const char *text, apr_size_t length,
                                        apr_uint32_t hash)
{
    apr_uint32_t i;

    if (table->count == 0) {
        return NULL;
    }
    for (i = hash & table->mask; table->slots[i]; i = (i + 1) & table->mask) {
        const cors_rule_t *rule = table->slots[i];

        if (rule->hash == hash && rule->length == length
            && memcmp(rule->text, text, length) == 0) {
            return rule;
        }
    }
    return NULL;
}
