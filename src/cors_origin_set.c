/* SPDX-License-Identifier: Apache-2.0
 *
 * Asks the cheapest first: a hash table of exact patterns by their bytes, the
 * wildcards, "*", and last what is decided outside the core.
 */
#include "cors_origin_set.h"

#include <string.h>

#include <apr_tables.h>

#include "cors_matcher.h"
#include "cors_public_suffix.h"
#include "cors_value.h"

typedef struct {
    cors_rule_t rule;
    cors_origin_matcher_t *matches;
    const void *baton;
} matcher_t;

struct cors_origin_set_t {
    apr_pool_t *pool;
    cors_rule_table_t exact;
    cors_wildcards_t wildcards;
    apr_array_header_t *matchers; /* of matcher_t *, NULL if there are none */
    const cors_rule_t *any;       /* "*" */
    const cors_rule_t *null;      /* "null", which is among the exact ones */
    cors_value_t value;          /* the exact ones, see cors_origin_set_value */
    bool in_htaccess;            /* where its rules were written */
    const cors_rule_t *risky[3]; /* the first of each risk, see risky_index */
};

/* CORS_RISK_... are 1, 2 and 4. */
static int risky_index(unsigned risk)
{
    return (int)(risk / 2);
}

static void note_risks(cors_origin_set_t *set, const cors_rule_t *rule)
{
    unsigned risk;

    for (risk = CORS_RISK_INSECURE; risk <= CORS_RISK_BROAD; risk *= 2) {
        if ((rule->risks & risk) && !set->risky[risky_index(risk)]) {
            set->risky[risky_index(risk)] = rule;
        }
    }
}

cors_origin_set_t *cors_origin_set_create(apr_pool_t *pool)
{
    cors_origin_set_t *set = apr_pcalloc(pool, sizeof(*set));

    set->pool = pool;
    return set;
}

/* A .htaccess is read anew by each request: what is dear to find out about
 * its rules is found out when it is asked, see late_risk. */
static unsigned risks_of(const cors_pattern_t *pattern,
                         const cors_place_t *place)
{
    const cors_origin_t *origin = &pattern->origin;
    unsigned risks = 0;

    if (cors_origin_is_insecure(origin)) {
        risks |= CORS_RISK_INSECURE;
    }
    if (pattern->subdomains && !place->in_htaccess
        && cors_is_public_suffix(origin->host, origin->host_length)) {
        risks |= CORS_RISK_PUBLIC_SUFFIX;
    }
    return risks;
}

/* "*" stands in no table: no origin is looked up by it. */
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
        cors_value_append(&set->value, rule->text, rule->length, set->pool);
    }
}

static const cors_rule_t *add_rule(cors_origin_set_t *set,
                                   const cors_pattern_t *pattern,
                                   apr_uint32_t hash, const cors_place_t *place)
{
    bool is_any = pattern->kind == CORS_PATTERN_ANY;
    cors_rule_t *rule;

    if (pattern->kind == CORS_PATTERN_WILDCARD) {
        return cors_wildcards_add(&set->wildcards, pattern, place,
                                  risks_of(pattern, place), set->pool);
    }
    rule = apr_palloc(set->pool, sizeof(*rule));
    cors_rule_init(rule, pattern->text, pattern->length, place,
                   is_any ? CORS_RULE_WILDCARD : CORS_RULE_EXACT);
    rule->hash = hash;
    if (is_any) {
        set->any = rule;
        return rule;
    }
    if (pattern->kind == CORS_PATTERN_NULL) {
        set->null = rule;
    }
    else {
        rule->risks = risks_of(pattern, place);
    }
    cors_rule_table_insert(&set->exact, rule, set->pool);
    add_to_value(set, rule);
    return rule;
}

const cors_rule_t *cors_origin_set_add(cors_origin_set_t *set,
                                       const cors_pattern_t *pattern,
                                       const cors_place_t *place)
{
    apr_uint32_t hash = cors_hash_bytes(pattern->text, pattern->length);
    const cors_rule_t *known = find_same(set, pattern, hash);

    set->in_htaccess = place->in_htaccess;
    if (!known) {
        note_risks(set, add_rule(set, pattern, hash, place));
    }
    return known;
}

void cors_origin_set_add_matcher(cors_origin_set_t *set,
                                 cors_origin_matcher_t *matches,
                                 const void *baton, const char *text,
                                 const cors_place_t *place)
{
    matcher_t *matcher = apr_palloc(set->pool, sizeof(*matcher));

    cors_rule_init(&matcher->rule, text, strlen(text), place,
                   CORS_RULE_MATCHER);
    matcher->matches = matches;
    matcher->baton = baton;
    set->in_htaccess = place->in_htaccess;
    if (!set->matchers) {
        set->matchers = apr_array_make(set->pool, 1, sizeof(matcher_t *));
    }
    APR_ARRAY_PUSH(set->matchers, matcher_t *) = matcher;
    if (!place->in_htaccess && cors_matcher_is_broad(matches, baton)) {
        matcher->rule.risks = CORS_RISK_BROAD;
        note_risks(set, &matcher->rule);
    }
}

apr_size_t cors_origin_set_count(const cors_origin_set_t *set)
{
    return (apr_size_t)set->exact.count + set->wildcards.table.count
           + (set->any ? 1 : 0)
           + (set->matchers ? (apr_size_t)set->matchers->nelts : 0);
}

const cors_rule_t *
cors_origin_set_find_exact(const cors_origin_set_t *set,
                           const cors_origin_lookup_t *lookup)
{
    return cors_rule_table_find(&set->exact, lookup->text, lookup->length,
                                lookup->hash);
}

const cors_rule_t *cors_origin_set_find_other(const cors_origin_set_t *set,
                                              cors_origin_lookup_t *lookup)
{
    const cors_origin_t *origin = cors_origin_lookup_origin(lookup);
    const cors_rule_t *rule = NULL;
    int i;

    if (origin && set->wildcards.table.count > 0) {
        rule = cors_wildcards_find(&set->wildcards, origin);
    }
    if (!rule && (origin || lookup->is_null)) {
        rule = set->any;
    }
    for (i = 0; origin && !rule && set->matchers && i < set->matchers->nelts;
         ++i) {
        const matcher_t *matcher = APR_ARRAY_IDX(set->matchers, i, matcher_t *);

        if (matcher->matches(matcher->baton, lookup->text, lookup->length)) {
            rule = &matcher->rule;
        }
    }
    return rule;
}

const cors_rule_t *cors_origin_set_any(const cors_origin_set_t *set)
{
    return set->any;
}

const cors_rule_t *cors_origin_set_null(const cors_origin_set_t *set)
{
    return set->null;
}

bool cors_origin_set_is_in_htaccess(const cors_origin_set_t *set)
{
    return set->in_htaccess;
}

bool cors_origin_set_is_harmless(const cors_origin_set_t *set)
{
    bool looked = !set->in_htaccess
                  || (set->wildcards.table.count == 0 && !set->matchers);

    return looked && !set->any && !set->null && !set->risky[0] && !set->risky[1]
           && !set->risky[2];
}

/* The first rule of a .htaccess that has a risk which was not looked for. */
static const cors_rule_t *late_risk(const cors_origin_set_t *set, unsigned risk)
{
    int i;

    if (risk == CORS_RISK_PUBLIC_SUFFIX) {
        return cors_wildcards_find_public_suffix(&set->wildcards);
    }
    for (i = 0;
         risk == CORS_RISK_BROAD && set->matchers && i < set->matchers->nelts;
         ++i) {
        const matcher_t *matcher = APR_ARRAY_IDX(set->matchers, i, matcher_t *);

        if (cors_matcher_is_broad(matcher->matches, matcher->baton)) {
            return &matcher->rule;
        }
    }
    return NULL;
}

const cors_rule_t *cors_origin_set_risky(const cors_origin_set_t *set,
                                         unsigned risk)
{
    const cors_rule_t *rule = set->risky[risky_index(risk)];

    return rule || !set->in_htaccess ? rule : late_risk(set, risk);
}

/* Calls back for the rules of a table that have the risk; true: go on. */
static bool each_risky_in(const cors_rule_table_t *table, unsigned risk,
                          cors_risky_t *callback, void *baton)
{
    apr_uint32_t i;

    for (i = 0; table->slots && i <= table->mask; ++i) {
        const cors_rule_t *rule = table->slots[i];

        if (rule && (rule->risks & risk) && !callback(baton, rule)) {
            return false;
        }
    }
    return true;
}

void cors_origin_set_each_risky(const cors_origin_set_t *set, unsigned risk,
                                cors_risky_t *callback, void *baton)
{
    int i;

    if (!cors_origin_set_risky(set, risk)
        || !each_risky_in(&set->exact, risk, callback, baton)
        || !each_risky_in(&set->wildcards.table, risk, callback, baton)) {
        return;
    }
    for (i = 0; set->matchers && i < set->matchers->nelts; ++i) {
        const matcher_t *matcher = APR_ARRAY_IDX(set->matchers, i, matcher_t *);

        if ((matcher->rule.risks & risk) && !callback(baton, &matcher->rule)) {
            return;
        }
    }
}

const char *cors_origin_set_value(const cors_origin_set_t *set)
{
    if (set->any) {
        return set->any->text;
    }
    return set->wildcards.table.count == 0 && !set->matchers
                   && set->value.length <= CORS_ORIGINS_VALUE_MAX_LENGTH
               ? set->value.text
               : NULL;
}

const char *cors_origin_set_only_value(const cors_origin_set_t *set)
{
    apr_uint32_t i;

    if (set->exact.count > 1 || cors_origin_set_count(set) != 1) {
        return NULL;
    }
    if (set->any) {
        return set->any->text;
    }
    if (set->exact.count == 0 || set->null) {
        return NULL;
    }
    for (i = 0; !set->exact.slots[i]; ++i) {
    }
    return set->exact.slots[i]->text;
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
                                   const cors_rule_t *rule, apr_pool_t *pool)
{
    const cors_rule_t *by;

    if (rule->kind == CORS_RULE_EXACT) {
        return covering_exact(set, rule);
    }
    by = cors_wildcards_covering(&set->wildcards, rule, pool);
    return by ? by : set->any;
}

void cors_origin_set_each_covered(const cors_origin_set_t *set,
                                  cors_covered_t *callback, void *baton,
                                  apr_pool_t *pool)
{
    const cors_rule_table_t *tables[] = {&set->exact, &set->wildcards.table};
    apr_uint32_t i;
    int table;

    if (set->wildcards.table.count == 0 && !set->any) {
        return;
    }
    for (table = 0; table < 2; ++table) {
        for (i = 0; tables[table]->slots && i <= tables[table]->mask; ++i) {
            const cors_rule_t *rule = tables[table]->slots[i];
            const cors_rule_t *by = rule ? covering(set, rule, pool) : NULL;

            if (by) {
                callback(baton, rule, by);
            }
        }
    }
}
