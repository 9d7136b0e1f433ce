/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches the cheapest rules first: a hash table of exact patterns, then the
 * wildcards, the lists and the matchers. "*" is last.
 */
#include "origin/cors_origin_set.h"

#include <string.h>

#include "base/cors_field_value.h"

struct cors_origin_set_t {
    apr_pool_t *pool;
    cors_rule_table_t exact;
    cors_wildcards_t wildcards;
    cors_list_rules_t lists;
    cors_matcher_list_t matchers;
    const cors_rule_t *any;  /* "*" */
    cors_rule_group_t plain; /* the rules that are in no container */
    bool has_containers;
    bool has_wider;  /* wildcards, lists or matchers: the origin is parsed */
    bool has_slower; /* lists or matchers */
    cors_field_value_t value;  /* see cors_origin_set_value */
    const cors_place_t *place; /* of the first rule */
};

cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool)
{
    cors_origin_set_t *set = apr_pcalloc(pool, sizeof(*set));

    set->pool = pool;
    return set;
}

/* Returns the rule of the same pattern, or NULL. "*" is not in a table. */
static const cors_rule_t *find_same(const cors_origin_set_t *set,
                                    const cors_pattern_t *pattern,
                                    apr_uint32_t hash)
{
    switch (pattern->kind) {
    case CORS_PATTERN_ANY:
        return set->any;
    case CORS_PATTERN_WILDCARD:
        return cors_wildcards_find_same(&set->wildcards, pattern);
    case CORS_PATTERN_NULL:
    case CORS_PATTERN_EXACT:
        break;
    }
    return cors_rule_table_find(&set->exact, pattern->text, pattern->length,
                                hash);
}

static void add_to_value(cors_origin_set_t *set, const cors_rule_t *rule)
{
    if (set->value.length <= CORS_ORIGINS_VALUE_MAX_LENGTH) {
        cors_field_value_append(&set->value, rule->text, rule->length,
                                set->pool);
    }
}

static cors_rule_t *add_rule(cors_origin_set_t *set,
                             const cors_pattern_t *pattern, apr_uint32_t hash,
                             const cors_place_t *place)
{
    bool is_any = pattern->kind == CORS_PATTERN_ANY;
    cors_rule_t *rule;

    if (pattern->kind == CORS_PATTERN_WILDCARD) {
        return cors_wildcards_add(&set->wildcards, pattern, place, set->pool);
    }
    rule = apr_palloc(set->pool, sizeof(*rule));
    cors_rule_table_init_rule(rule, pattern->text, pattern->length, place,
                              is_any ? CORS_RULE_ANY : CORS_RULE_EXACT);
    rule->hash = hash;
    if (is_any) {
        set->any = rule;
        return rule;
    }
    if (pattern->kind == CORS_PATTERN_NULL) {
        rule->risks = CORS_RISK_NULL_LIKE;
    }
    else if (cors_origin_is_insecure(&pattern->origin)) {
        rule->risks = CORS_RISK_INSECURE;
    }
    cors_rule_table_insert(&set->exact, rule, set->pool);
    add_to_value(set, rule);
    return rule;
}

static void add_to_group(cors_origin_set_t *set, cors_rule_group_t *container,
                         cors_rule_t *rule)
{
    set->place = set->place ? set->place : rule->place;
    set->has_containers = set->has_containers || container;
    set->has_slower = set->has_slower || rule->kind == CORS_RULE_LIST
                      || rule->kind == CORS_RULE_MATCHER;
    set->has_wider =
        set->has_slower || set->has_wider || rule->kind == CORS_RULE_WILDCARD;
    rule->container = container;
    cors_rule_group_add(container ? container : &set->plain, rule, set->pool);
}

const cors_rule_t *cors_origin_set_add_contained(cors_origin_set_t *set,
                                                 cors_rule_group_t *container,
                                                 const cors_pattern_t *pattern,
                                                 const cors_place_t *place)
{
    apr_uint32_t hash = cors_bytes_hash(pattern->text, pattern->length);
    const cors_rule_t *known = find_same(set, pattern, hash);

    if (!known) {
        add_to_group(set, container, add_rule(set, pattern, hash, place));
    }
    return known;
}

const cors_rule_t *cors_origin_set_add_contained_matcher(
    cors_origin_set_t *set, cors_rule_group_t *container,
    cors_matcher_t *matches, const void *baton, const char *text,
    const cors_place_t *place)
{
    const cors_rule_t *known =
        container || set->has_containers
            ? cors_matcher_list_find_same(&set->matchers, text)
            : NULL;

    if (known && known->container != container) {
        return known;
    }
    add_to_group(set, container,
                 cors_matcher_list_add(&set->matchers, matches, baton, text,
                                       place, set->pool));
    return NULL;
}

const cors_rule_t *cors_origin_set_add_list(cors_origin_set_t *set,
                                            cors_rule_group_t *container,
                                            const cors_origin_list_t *list,
                                            const char *text,
                                            const cors_place_t *place)
{
    const cors_rule_t *known = cors_list_rules_find_same(&set->lists, list);

    if (!known) {
        add_to_group(
            set, container,
            cors_list_rules_add(&set->lists, list, text, place, set->pool));
    }
    return known;
}

apr_size_t cors_origin_set_count(const cors_origin_set_t *set)
{
    return (apr_size_t)set->exact.count + set->wildcards.table.count
           + (set->any ? 1 : 0) + set->lists.count + set->matchers.count;
}

const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup)
{
    return cors_rule_table_find(&set->exact, lookup->text, lookup->length,
                                lookup->hash);
}

static const cors_rule_t *find_matcher(const cors_origin_set_t *set,
                                       const cors_origin_lookup_t *lookup)
{
    return cors_origin_lookup_is_null_like(lookup)
               ? NULL
               : cors_matcher_list_find(&set->matchers, lookup->text,
                                        lookup->length);
}

static const cors_rule_t *find_slower(const cors_origin_set_t *set,
                                      cors_origin_lookup_t *lookup,
                                      bool asks_lists)
{
    const cors_rule_t *rule =
        asks_lists ? cors_origin_set_find_list(set, lookup) : NULL;

    return rule ? rule : cors_origin_set_find_matcher(set, lookup);
}

static const cors_rule_t *find_wider(const cors_origin_set_t *set,
                                     cors_origin_lookup_t *lookup,
                                     bool asks_lists)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const cors_rule_t *rule = NULL;

    if (origin && set->wildcards.table.count > 0) {
        rule = cors_wildcards_find(&set->wildcards, origin);
    }
    return rule || !set->has_slower ? rule
                                    : find_slower(set, lookup, asks_lists);
}

const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule =
        set->has_wider ? find_wider(set, lookup, true) : NULL;

    return rule ? rule : set->any;
}

const cors_rule_t *cors_origin_set_find_wildcard(const cors_origin_set_t *set,
                                                 cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = set->wildcards.table.count > 0
                                      ? cors_origin_lookup_origin(lookup)
                                      : NULL;

    return origin ? cors_wildcards_find_longest(&set->wildcards, origin) : NULL;
}

const cors_rule_t *cors_origin_set_find_matcher(const cors_origin_set_t *set,
                                                cors_origin_lookup_t *lookup)
{
    return set->matchers.first && cors_origin_lookup_origin(lookup)
               ? find_matcher(set, lookup)
               : NULL;
}

const cors_rule_t *cors_origin_set_find_list(const cors_origin_set_t *set,
                                             cors_origin_lookup_t *lookup)
{
    return set->lists.first && cors_origin_lookup_is_wellformed(lookup)
               ? cors_list_rules_find(&set->lists, lookup)
               : NULL;
}

const cors_rule_t *
cors_origin_set_find_unavailable(const cors_origin_set_t *set,
                                 cors_origin_lookup_t *lookup)
{
    return cors_list_rules_find_unavailable(&set->lists, lookup);
}

static const cors_rule_t *find_named(const cors_origin_set_t *set,
                                     cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = cors_origin_set_find_exact(set, lookup);

    return rule || !set->has_wider ? rule : find_wider(set, lookup, false);
}

const cors_rule_t *cors_origin_set_find_denying(const cors_origin_set_t *set,
                                                cors_origin_lookup_t *lookup)
{
    const cors_rule_t *rule = find_named(set, lookup);
    char text[CORS_ORIGIN_MAX_LENGTH + 1];
    cors_origin_lookup_t dotless;

    /* To browsers these are two origins, but both names lead to the same
     * host. */
    if (!rule && cors_origin_lookup_without_dot(lookup, text, &dotless)) {
        rule = find_named(set, &dotless);
    }
    if (!rule && set->lists.first) {
        rule = cors_list_rules_find_denying(&set->lists, lookup);
    }
    if (!rule && set->any && cors_origin_lookup_is_wellformed(lookup)) {
        rule = set->any;
    }
    return rule || !set->lists.first
               ? rule
               : cors_list_rules_find_unavailable(&set->lists, lookup);
}

void cors_origin_set_each(const cors_origin_set_t *set,
                          cors_origin_set_rule_t *callback, void *baton)
{
    const cors_rule_t *const first[] = {set->exact.first,
                                        set->wildcards.table.first,
                                        set->lists.first, set->matchers.first};
    int i;

    for (i = 0; i < 4; ++i) {
        const cors_rule_t *rule;

        for (rule = first[i]; rule; rule = rule->later) {
            callback(baton, rule);
        }
    }
    if (set->any) {
        callback(baton, set->any);
    }
}

const cors_rule_t *cors_origin_set_any(const cors_origin_set_t *set)
{
    return set->any;
}

const cors_place_t *cors_origin_set_place(const cors_origin_set_t *set)
{
    return set->place;
}

bool cors_origin_set_is_harmless(const cors_origin_set_t *set)
{
    return cors_rule_group_is_harmless(&set->plain);
}

const cors_rule_group_t *cors_origin_set_plain(const cors_origin_set_t *set)
{
    return &set->plain;
}

const cors_rule_t *cors_origin_set_risky(const cors_origin_set_t *set,
                                         unsigned risk)
{
    return cors_rule_group_risky(&set->plain, risk);
}

void cors_origin_set_each_risky(const cors_origin_set_t *set, unsigned risk,
                                cors_rule_group_risky_t *callback, void *baton)
{
    cors_rule_group_each_risky(&set->plain, risk, callback, baton);
}

const char *cors_origin_set_value(const cors_origin_set_t *set)
{
    if (set->any) {
        return set->any->text;
    }
    return !set->has_wider && set->value.length <= CORS_ORIGINS_VALUE_MAX_LENGTH
               ? set->value.text
               : NULL;
}

const cors_rule_t *cors_origin_set_only(const cors_origin_set_t *set)
{
    if (cors_origin_set_count(set) != 1) {
        return NULL;
    }
    if (set->any) {
        return set->any;
    }
    return set->exact.count > 0
                   && set->exact.first->risks != CORS_RISK_NULL_LIKE
               ? set->exact.first
               : NULL;
}

const char *cors_origin_set_only_value(const cors_origin_set_t *set)
{
    const cors_rule_t *rule = cors_origin_set_only(set);

    return rule ? rule->text : NULL;
}

static const cors_rule_t *covering_exact(const cors_origin_set_t *set,
                                         const cors_rule_t *rule)
{
    cors_origin_lookup_t lookup;
    const cors_origin_t *origin;
    const cors_rule_t *by = NULL;

    cors_origin_lookup_init(&lookup, rule->text);
    origin = cors_origin_lookup_origin(&lookup);
    if (origin && set->wildcards.table.count > 0) {
        by = cors_wildcards_find(&set->wildcards, origin);
    }
    return by ? by : set->any;
}

static const cors_rule_t *covering(const cors_origin_set_t *set,
                                   const cors_rule_t *rule)
{
    const cors_rule_t *by;

    if (rule->kind == CORS_RULE_EXACT) {
        return covering_exact(set, rule);
    }
    if (rule->kind == CORS_RULE_LIST) {
        return set->any;
    }
    by = cors_wildcards_covering(&set->wildcards, rule);
    return by ? by : set->any;
}

/* Returns the rule that would admit the origin of an exact pattern without it,
 * if both have the same settings. Lists, expressions, and wildcards that a
 * wildcard covers, are not compared: another container may be between the
 * two. */
static const cors_rule_t *covering_alike(const cors_origin_set_t *set,
                                         const cors_rule_t *rule)
{
    cors_origin_lookup_t lookup;
    const cors_rule_t *by;

    if (rule->kind != CORS_RULE_EXACT || set->lists.first) {
        return NULL;
    }
    cors_origin_lookup_init(&lookup, rule->text);
    by = cors_origin_set_find_wildcard(set, &lookup);
    if (!by && !set->matchers.first) {
        by = set->any;
    }
    return by && by->container == rule->container ? by : NULL;
}

void cors_origin_set_each_covered(const cors_origin_set_t *set,
                                  cors_origin_set_covered_t *callback,
                                  void *baton)
{
    const cors_rule_t *const first[] = {
        set->exact.first, set->wildcards.table.first, set->lists.first};
    int kind;

    if (set->wildcards.table.count == 0 && !set->any) {
        return;
    }
    for (kind = 0; kind < 3; ++kind) {
        const cors_rule_t *rule;

        for (rule = first[kind]; rule; rule = rule->later) {
            const cors_rule_t *by = set->has_containers
                                        ? covering_alike(set, rule)
                                        : covering(set, rule);

            if (by) {
                callback(baton, rule, by);
            }
        }
    }
}

void cors_origin_set_each_admitting(const cors_origin_set_t *set,
                                    cors_origin_lookup_t *lookup,
                                    cors_origin_set_rule_t *callback,
                                    void *baton)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const cors_rule_t *rule;

    if (!origin) {
        return;
    }
    cors_wildcards_each_admitting(&set->wildcards, origin, callback, baton);
    for (rule = set->lists.first; rule; rule = rule->later) {
        if (cors_list_rules_admitting(rule, lookup)->number > 0) {
            callback(baton, rule);
        }
    }
    if (cors_origin_lookup_is_null_like(lookup)) {
        return;
    }
    for (rule = set->matchers.first; rule; rule = rule->later) {
        if (cors_matcher_list_admits(rule, lookup->text, lookup->length)) {
            callback(baton, rule);
        }
    }
}

const cors_rule_t *cors_origin_set_denying(const cors_origin_set_t *set,
                                           const cors_rule_t *rule)
{
    const cors_rule_t *by = NULL;

    if (rule->kind == CORS_RULE_WILDCARD) {
        by = cors_wildcards_denying(&set->wildcards, rule);
    }
    if (rule->kind == CORS_RULE_LIST) {
        by = cors_list_rules_find_same(&set->lists, cors_list_rules_list(rule));
    }
    return by ? by : set->any;
}

static void each_repeated(const cors_rule_table_t *later,
                          const cors_rule_table_t *earlier,
                          cors_origin_set_repeated_t *callback, void *baton)
{
    const cors_rule_t *rule;

    for (rule = later->first; rule; rule = rule->later) {
        const cors_rule_t *other =
            cors_rule_table_find(earlier, rule->text, rule->length, rule->hash);

        if (other) {
            callback(baton, rule, other);
        }
    }
}

static void each_repeated_matcher(const cors_matcher_list_t *later,
                                  const cors_matcher_list_t *earlier,
                                  cors_origin_set_repeated_t *callback,
                                  void *baton)
{
    const cors_rule_t *rule;

    for (rule = later->first; rule; rule = rule->later) {
        const cors_rule_t *other =
            cors_matcher_list_find_same(earlier, rule->text);

        if (other) {
            callback(baton, rule, other);
        }
    }
}

static void each_repeated_list(const cors_list_rules_t *later,
                               const cors_list_rules_t *earlier,
                               cors_origin_set_repeated_t *callback,
                               void *baton)
{
    const cors_rule_t *rule;

    for (rule = later->first; rule; rule = rule->later) {
        const cors_rule_t *other =
            cors_list_rules_find_same(earlier, cors_list_rules_list(rule));

        if (other) {
            callback(baton, rule, other);
        }
    }
}

void cors_origin_set_each_repeated(const cors_origin_set_t *later,
                                   const cors_origin_set_t *earlier,
                                   cors_origin_set_repeated_t *callback,
                                   void *baton)
{
    each_repeated(&later->exact, &earlier->exact, callback, baton);
    each_repeated(&later->wildcards.table, &earlier->wildcards.table, callback,
                  baton);
    each_repeated_list(&later->lists, &earlier->lists, callback, baton);
    each_repeated_matcher(&later->matchers, &earlier->matchers, callback,
                          baton);
    if (later->any && earlier->any) {
        callback(baton, later->any, earlier->any);
    }
}
