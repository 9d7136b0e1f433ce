/* SPDX-License-Identifier: Apache-2.0 */
#include "origin/cors_rule_group.h"

#include <apr_atomic.h>

#include "origin/cors_matcher_list.h"
#include "origin/cors_wildcards.h"

enum { LATE_PUBLIC_SUFFIX, LATE_BROAD, LATE_ANY_INSTALLATION, LATE_RISKS };

static void keep_if_first(const cors_rule_t **first, const cors_rule_t *rule)
{
    *first = *first ? *first : rule;
}

static void add_by_kind(cors_rule_group_t *group, const cors_rule_t *rule)
{
    switch (rule->kind) {
    case CORS_RULE_EXACT:
        keep_if_first(&group->exact, rule);
        break;
    case CORS_RULE_WILDCARD:
        keep_if_first(&group->wildcard, rule);
        break;
    case CORS_RULE_ANY:
        keep_if_first(&group->any, rule);
        break;
    case CORS_RULE_LIST:
        keep_if_first(&group->list, rule);
        break;
    default:
        keep_if_first(&group->matcher, rule);
    }
}

void cors_rule_group_add(cors_rule_group_t *group, const cors_rule_t *rule,
                         apr_pool_t *pool)
{
    group->place = group->place ? group->place : rule->place;
    add_by_kind(group, rule);
    if (rule->risks == CORS_RISK_INSECURE) {
        keep_if_first(&group->insecure, rule);
    }
    if (rule->risks == CORS_RISK_NULL_LIKE) {
        keep_if_first(&group->null, rule);
    }
    if (!group->late && (group->wildcard || group->matcher)) {
        group->late = apr_pcalloc(pool, LATE_RISKS * sizeof(*group->late));
    }
}

static bool is_risky(const cors_rule_t *rule, unsigned risk)
{
    if (rule->kind == CORS_RULE_MATCHER) {
        return (cors_matcher_list_risk(rule) & risk) != 0;
    }
    return (rule->risks & risk) != 0
           || (risk == CORS_RISK_PUBLIC_SUFFIX
               && rule->kind == CORS_RULE_WILDCARD
               && cors_wildcards_is_public_suffix(rule));
}

typedef struct {
    const cors_rule_group_t *container; /* NULL: rules that are in none */
    unsigned risk;
    cors_rule_group_risky_t *callback;
    void *baton;
} search_t;

/* Calls back for each rule of the group, from this one on, that has the risk.
 * The rules of a container follow one another; other rules may be between those
 * that are in none. Returns false if the callback ended the search. */
static bool each_risky_from(const cors_rule_t *rule, const search_t *search)
{
    for (; rule; rule = rule->later) {
        if (rule->container != search->container) {
            if (search->container) {
                return true;
            }
        }
        else if (is_risky(rule, search->risk)
                 && !search->callback(search->baton, rule)) {
            return false;
        }
    }
    return true;
}

/* The two risks that exact patterns can have are known without a search. */
static bool is_late(unsigned risk)
{
    return risk != CORS_RISK_NULL_LIKE && risk != CORS_RISK_INSECURE;
}

static void each_risky(const cors_rule_group_t *group, const search_t *search)
{
    if ((is_late(search->risk) || each_risky_from(group->exact, search))
        && each_risky_from(group->wildcard, search)) {
        each_risky_from(group->matcher, search);
    }
}

static search_t search_of(const cors_rule_group_t *group, unsigned risk,
                          cors_rule_group_risky_t *callback, void *baton)
{
    search_t search = {group->is_container ? group : NULL, risk, callback,
                       baton};

    return search;
}

static bool keep_first(void *baton, const cors_rule_t *rule)
{
    *(const cors_rule_t **)baton = rule;
    return false;
}

static int late_index(unsigned risk)
{
    switch (risk) {
    case CORS_RISK_PUBLIC_SUFFIX:
        return LATE_PUBLIC_SUFFIX;
    case CORS_RISK_BROAD:
        return LATE_BROAD;
    default:
        return LATE_ANY_INSTALLATION;
    }
}

/* These risks are slow to find, so they are searched on the first call and not
 * when the group is filled: most policies never need them, and httpd reads a
 * .htaccess again for each request. Threads that search at the same time find
 * the same rule. */
static const cors_rule_t *late_risk(const cors_rule_group_t *group,
                                    unsigned risk)
{
    static const cors_rule_t none;
    volatile void **answer = &group->late[late_index(risk)];
    const cors_rule_t *rule = apr_atomic_casptr(answer, NULL, NULL);

    if (!rule) {
        search_t search = search_of(group, risk, keep_first, &rule);

        rule = &none;
        each_risky(group, &search);
        (void)apr_atomic_xchgptr(answer, (void *)rule);
    }
    return rule == &none ? NULL : rule;
}

const cors_rule_t *cors_rule_group_risky(const cors_rule_group_t *group,
                                         unsigned risk)
{
    switch (risk) {
    case CORS_RISK_NULL_LIKE:
        return group->null;
    case CORS_RISK_INSECURE:
        return group->insecure;
    default:
        return group->late ? late_risk(group, risk) : NULL;
    }
}

unsigned cors_rule_group_risks(const cors_rule_group_t *group)
{
    unsigned risks = group->any ? CORS_RISK_ANY : 0U;
    unsigned risk;

    for (risk = 1; risk < CORS_RISK_ANY; risk *= 2) {
        risks |= cors_rule_group_risky(group, risk) ? risk : 0U;
    }
    return risks;
}

void cors_rule_group_each_risky(const cors_rule_group_t *group, unsigned risk,
                                cors_rule_group_risky_t *callback, void *baton)
{
    search_t search = search_of(group, risk, callback, baton);

    if (cors_rule_group_risky(group, risk)) {
        each_risky(group, &search);
    }
}

void cors_rule_group_each(const cors_rule_group_t *container,
                          cors_rule_group_rule_t *callback, void *baton)
{
    const cors_rule_t *const first[] = {container->exact, container->wildcard,
                                        container->list, container->matcher,
                                        container->any};
    int i;

    for (i = 0; i < 5; ++i) {
        const cors_rule_t *rule;

        for (rule = first[i]; rule && rule->container == container;
             rule = rule->later) {
            callback(baton, rule);
        }
    }
}
