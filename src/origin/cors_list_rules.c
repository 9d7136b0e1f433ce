/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_list_rules.h"

#include <string.h>

typedef struct {
    cors_rule_t rule; /* first, so that rules can be cast */
    const cors_origin_list_t *list;
} list_rule_t;

cors_rule_t *cors_list_rules_add(cors_list_rules_t *rules,
                                 const cors_origin_list_t *list,
                                 const char *text, const cors_place_t *place,
                                 apr_pool_t *pool)
{
    list_rule_t *added = apr_palloc(pool, sizeof(*added));
    cors_rule_t *rule = &added->rule;

    cors_rule_table_init_rule(rule, text, strlen(text), place, CORS_RULE_LIST);
    added->list = list;
    *(rules->last ? &rules->last->later : &rules->first) = rule;
    rules->last = rule;
    ++rules->count;
    return rule;
}

const cors_origin_list_t *cors_list_rules_list(const cors_rule_t *rule)
{
    return ((const list_rule_t *)rule)->list;
}

const cors_rule_t *cors_list_rules_find_same(const cors_list_rules_t *rules,
                                             const cors_origin_list_t *list)
{
    const cors_rule_t *rule = rules->first;

    while (rule && cors_list_rules_list(rule) != list) {
        rule = rule->later;
    }
    return rule;
}

static const cors_origin_list_answer_t *answer_of(const cors_rule_t *rule,
                                                  cors_origin_lookup_t *lookup)
{
    return cors_origin_list_answer(cors_list_rules_list(rule), lookup);
}

bool cors_list_rules_is_narrower(const cors_origin_list_row_t *one,
                                 const cors_origin_list_row_t *other)
{
    bool wild = cors_origin_list_answer_is_wildcard(one);

    return wild == cors_origin_list_answer_is_wildcard(other)
               ? wild && cors_origin_list_is_longer(one, other)
               : !wild;
}

const cors_rule_t *cors_list_rules_find(const cors_list_rules_t *rules,
                                        cors_origin_lookup_t *lookup)
{
    const cors_origin_list_row_t *narrowest = NULL;
    const cors_rule_t *found = NULL;
    const cors_rule_t *rule;

    for (rule = rules->first; rule; rule = rule->later) {
        const cors_origin_list_row_t *row = &answer_of(rule, lookup)->admits;

        if (row->number > 0
            && (!narrowest || cors_list_rules_is_narrower(row, narrowest))) {
            narrowest = row;
            found = rule;
        }
    }
    return found;
}

const cors_rule_t *cors_list_rules_find_denying(const cors_list_rules_t *rules,
                                                cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = rules->first;

    while (rule && answer_of(rule, lookup)->denies.number == 0) {
        rule = rule->later;
    }
    return rule;
}

const cors_rule_t *
cors_list_rules_find_unavailable(const cors_list_rules_t *rules,
                                 cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = rules->first;

    while (rule && answer_of(rule, lookup)->available) {
        rule = rule->later;
    }
    return rule;
}

bool cors_list_rules_is_unavailable(const cors_rule_t *rule,
                                    cors_origin_lookup_t *lookup)
{
    return rule->kind == CORS_RULE_LIST && !answer_of(rule, lookup)->available;
}

const cors_origin_list_row_t *
cors_list_rules_admitting(const cors_rule_t *rule, cors_origin_lookup_t *lookup)
{
    return &answer_of(rule, lookup)->admits;
}

const cors_origin_list_row_t *
cors_list_rules_denying(const cors_rule_t *rule, cors_origin_lookup_t *lookup)
{
    return &answer_of(rule, lookup)->denies;
}
