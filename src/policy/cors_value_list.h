/* SPDX-License-Identifier: Apache-2.0
 *
 * Value lists: the values of a directive that merge. The lines of one section
 * fill one set; a list that was merged has the sets of several sections, which
 * are asked one after the other.
 */
#ifndef CORS_VALUE_LIST_H
#define CORS_VALUE_LIST_H

#include "policy/cors_names.h"
#include "origin/cors_origin_set.h"
#include "base/cors_place.h"

/* What all kinds of lists have in common. */
typedef struct {
    const cors_place_t *place; /* of the line that decided, for messages; NULL:
                                  unset */
    bool extends;              /* the inherited list; else replaces it */
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

/* The one set of a section's list. If the list has none, an empty one is
 * allocated from pool and put into it. */
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
