/* SPDX-License-Identifier: Apache-2.0
 *
 * Value lists: the values of a directive that merge. The lines of one section
 * fill one set. A merged list has the sets of several sections, which are
 * searched one after the other.
 */
#ifndef CORS_VALUE_LIST_H
#define CORS_VALUE_LIST_H

#include "policy/cors_names.h"
#include "origin/cors_origin_set.h"
#include "base/cors_place.h"

/* The members that all kinds of lists begin with. */
typedef struct {
    const cors_place_t *place; /* of the first line of the innermost section
                                  that sets it; NULL: unset */
    bool extends;              /* extends the inherited list; false: replaces
                                  it */
    int count;                 /* of sets */
} cors_value_list_t;

/* Rules about origins. */
typedef struct {
    cors_value_list_t list;
    cors_origin_set_t *const *sets;
} cors_rule_list_t;

/* The deny rules of one section. */
typedef struct {
    cors_origin_set_t *set;
    const cors_place_t *place; /* of its first line */
} cors_deny_t;

typedef struct {
    cors_value_list_t list;
    cors_deny_t *const *sets;
} cors_deny_list_t;

/* Methods or header names. */
typedef struct {
    cors_value_list_t list;
    cors_names_t *const *sets;
} cors_name_list_t;

/* The next three functions return the set of one section's list. If the list
 * has no set, they add an empty one, allocated from pool. */
static inline cors_origin_set_t *cors_value_list_rules(cors_rule_list_t *rules,
                                                       apr_pool_t *pool)
{
    if (rules->list.count == 0) {
        cors_origin_set_t **sets = apr_palloc(pool, sizeof(*sets));

        sets[0] = cors_origin_set_create(pool);
        rules->sets = sets;
        rules->list.count = 1;
    }
    return rules->sets[0];
}

static inline cors_deny_t *cors_value_list_denied(cors_deny_list_t *denied,
                                                  apr_pool_t *pool)
{
    if (denied->list.count == 0) {
        cors_deny_t **sets = apr_palloc(pool, sizeof(*sets));

        sets[0] = apr_palloc(pool, sizeof(*sets[0]));
        sets[0]->set = cors_origin_set_create(pool);
        sets[0]->place = denied->list.place;
        denied->sets = sets;
        denied->list.count = 1;
    }
    return denied->sets[0];
}

static inline cors_names_t *cors_value_list_names(cors_name_list_t *names,
                                                  cors_names_kind_e kind,
                                                  apr_pool_t *pool)
{
    if (names->list.count == 0) {
        cors_names_t **sets = apr_palloc(pool, sizeof(*sets));

        sets[0] = cors_names_create(kind, pool);
        names->sets = sets;
        names->list.count = 1;
    }
    return names->sets[0];
}

#endif
