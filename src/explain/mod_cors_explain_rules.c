/* SPDX-License-Identifier: Apache-2.0
 *
 * A request needs only the rule that decides. An explanation compares the
 * origin with every rule.
 */
#include "explain/mod_cors_explain_rules.h"

#include <apr_strings.h>

#include "explain/cors_explanation.h"
#include "explain/mod_cors_explain_settings.h"

#define MOST_NAMED 8

typedef struct {
    const cors_rule_t *chosen;
    cors_origin_lookup_t *lookup;
    const cors_rule_t *named[MOST_NAMED]; /* the most specific first */
    int count;                            /* of all */
} others_t;

const char *mod_cors_explain_rules_text(const cors_rule_t *rule,
                                        const cors_rule_source_t *source,
                                        apr_pool_t *pool)
{
    const char *directive =
        rule->container ? apr_pstrcat(
            pool, mod_cors_explain_settings_directive(cors_container_of(rule)),
            "> ", NULL)
                        : "";
    const char *text =
        apr_psprintf(pool, "%s'%s' %s", directive, source->pattern,
                     cors_rule_source_place(source, pool));

    return source->list
               ? apr_psprintf(pool, "%s, through '%s' %s", text, rule->text,
                              cors_explanation_place(rule->place, pool))
               : text;
}

enum { EXACT, EXACT_ROW, WILDCARD, MATCHER, ANY };

/* row: that of a rule which asks a list, else NULL. */
static int rank_of(const cors_rule_t *rule, const cors_origin_list_row_t *row)
{
    static const int ranks[] = {
        [CORS_RULE_EXACT] = EXACT,     [CORS_RULE_WILDCARD] = WILDCARD,
        [CORS_RULE_MATCHER] = MATCHER, [CORS_RULE_ANY] = ANY,
        [CORS_RULE_LIST] = EXACT_ROW,
    };

    return row && cors_origin_list_answer_is_wildcard(row) ? WILDCARD
                                                           : ranks[rule->kind];
}

static const cors_origin_list_row_t *row_of(const cors_rule_t *rule,
                                            cors_origin_lookup_t *lookup)
{
    return rule->kind == CORS_RULE_LIST
               ? cors_list_rules_admitting(rule, lookup)
               : NULL;
}

/* Both are wildcards, and a row is NULL for a rule that asks no list. */
static bool is_longer(const cors_rule_t *one, const cors_origin_list_row_t *row,
                      const cors_rule_t *other,
                      const cors_origin_list_row_t *other_row)
{
    if (row) {
        return other_row ? cors_list_rules_is_narrower(row, other_row)
                         : cors_wildcards_is_shorter(other, row);
    }
    return other_row ? !cors_wildcards_is_shorter(one, other_row)
                     : cors_wildcards_is_longer(one, other);
}

static bool precedes(const cors_rule_t *one, const cors_rule_t *other,
                     cors_origin_lookup_t *lookup)
{
    const cors_origin_list_row_t *row = row_of(one, lookup);
    const cors_origin_list_row_t *other_row = row_of(other, lookup);
    int rank = rank_of(one, row);
    int other_rank = rank_of(other, other_row);

    return rank == other_rank
               ? rank == WILDCARD && is_longer(one, row, other, other_row)
               : rank < other_rank;
}

/* Of equals, the one that is added first precedes the other. */
static void add(void *baton, const cors_rule_t *rule)
{
    others_t *others = baton;
    int at = others->count < MOST_NAMED ? others->count : MOST_NAMED;

    if (rule == others->chosen) {
        return;
    }
    ++others->count;
    while (at > 0 && precedes(rule, others->named[at - 1], others->lookup)) {
        if (at < MOST_NAMED) {
            others->named[at] = others->named[at - 1];
        }
        --at;
    }
    if (at < MOST_NAMED) {
        others->named[at] = rule;
    }
}

/* Adds the rules of which a set has at most one for an origin. */
static void add_single(void *baton, const cors_rule_t *rule)
{
    if (rule->kind == CORS_RULE_EXACT || rule->kind == CORS_RULE_ANY) {
        add(baton, rule);
    }
}

static const char *words(const others_t *others, apr_pool_t *pool)
{
    const char *text = "";
    int i;

    for (i = 0; i < others->count && i < MOST_NAMED; ++i) {
        cors_rule_source_t source;

        cors_rule_source_find(&source, others->named[i], false, others->lookup,
                              pool);
        text = apr_pstrcat(
            pool, text, i > 0 ? ", " : ", which is chosen before ",
            mod_cors_explain_rules_text(others->named[i], &source, pool), NULL);
    }
    return others->count > MOST_NAMED ? apr_psprintf(
               pool, "%s, and %d more", text, others->count - MOST_NAMED)
                                      : text;
}

const char *mod_cors_explain_rules_others(const cors_settings_t *settings,
                                          cors_origin_lookup_t *lookup,
                                          const cors_rule_t *chosen,
                                          apr_pool_t *pool)
{
    const cors_rule_list_t *list = &settings->origin_rules;
    others_t others = {.chosen = chosen, .lookup = lookup};
    int i;

    cors_policy_each_admitting(settings, lookup, add_single, &others);
    for (i = list->list.count; i > 0; --i) {
        cors_origin_set_each_admitting(list->sets[i - 1], lookup, add, &others);
    }
    return words(&others, pool);
}

typedef struct {
    cors_origin_lookup_t *lookup;
    const cors_rule_t *found;
} search_t;

static void find_deny_only(void *baton, const cors_rule_t *rule)
{
    search_t *search = baton;

    if (!search->found && rule->kind == CORS_RULE_LIST
        && cors_list_rules_denying(rule, search->lookup)->dangerous) {
        search->found = rule;
    }
}

const cors_rule_t *
mod_cors_explain_rules_deny_only(const cors_settings_t *settings,
                                 cors_origin_lookup_t *lookup)
{
    const cors_rule_list_t *list = &cors_settings_plain(settings)->origin_rules;
    search_t search = {lookup, NULL};
    int i;

    for (i = list->list.count; i > 0; --i) {
        cors_origin_set_each(list->sets[i - 1], find_deny_only, &search);
    }
    return search.found;
}
