/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_matcher_list.h"

#include <string.h>

#include <apr_atomic.h>

#include "origin/cors_origin.h"

typedef struct {
    cors_rule_t rule; /* first, so that rules can be cast */
    cors_matcher_t *matches;
    const void *baton;
    volatile apr_uint32_t *reach; /* cors_reach_e, once it is known */
} matcher_t;

static apr_uint32_t hash_of(const char *text)
{
    return cors_bytes_hash(text, strlen(text));
}

cors_rule_t *cors_matcher_list_add(cors_matcher_list_t *matchers,
                                   cors_matcher_t *matches, const void *baton,
                                   const char *text, const cors_place_t *place,
                                   apr_pool_t *pool)
{
    matcher_t *matcher = apr_palloc(pool, sizeof(*matcher));
    cors_rule_t *rule = &matcher->rule;

    cors_rule_table_init_rule(rule, text, strlen(text), place,
                              CORS_RULE_MATCHER);
    matcher->matches = matches;
    matcher->baton = baton;
    matcher->reach = apr_pcalloc(pool, sizeof(*matcher->reach));
    rule->hash = hash_of(text);
    cors_rule_table_insert(matchers, rule, pool);
    return rule;
}

const cors_rule_t *
cors_matcher_list_find_same(const cors_matcher_list_t *matchers,
                            const char *text)
{
    apr_uint32_t hash = hash_of(text);
    const cors_rule_t *rule = cors_rule_table_chain(matchers, hash);

    while (rule && (rule->hash != hash || strcmp(rule->text, text) != 0)) {
        rule = rule->chained;
    }
    return rule;
}

bool cors_matcher_list_admits(const cors_rule_t *rule, const char *origin,
                              apr_size_t length)
{
    const matcher_t *matcher = (const matcher_t *)rule;

    return matcher->matches(matcher->baton, origin, length);
}

const cors_rule_t *cors_matcher_list_find(const cors_matcher_list_t *matchers,
                                          const char *origin, apr_size_t length)
{
    const cors_rule_t *rule = matchers->first;

    while (rule && !cors_matcher_list_admits(rule, origin, length)) {
        rule = rule->later;
    }
    return rule;
}

unsigned cors_matcher_list_risk(const cors_rule_t *rule)
{
    const matcher_t *matcher = (const matcher_t *)rule;
    apr_uint32_t reach = apr_atomic_read32(matcher->reach);

    if (reach == CORS_REACH_UNKNOWN) {
        reach = cors_matcher_reach(matcher->matches, matcher->baton,
                                   matcher->rule.text);
        apr_atomic_set32(matcher->reach, reach);
    }
    switch (reach) {
    case CORS_REACH_BROAD:
        return CORS_RISK_BROAD;
    case CORS_REACH_ANY_INSTALLATION:
        return CORS_RISK_ANY_INSTALLATION;
    case CORS_REACH_REGISTRABLE:
        return CORS_RISK_PUBLIC_SUFFIX;
    default:
        return 0;
    }
}

const char *cors_matcher_list_example(const cors_rule_t *rule, apr_pool_t *pool)
{
    const matcher_t *matcher = (const matcher_t *)rule;
    char *origin = apr_palloc(pool, CORS_ORIGIN_MAX_LENGTH + 1);

    return cors_matcher_find_registrable(matcher->matches, matcher->baton,
                                         rule->text, origin)
               ? origin
               : "";
}
