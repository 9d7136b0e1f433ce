/* SPDX-License-Identifier: Apache-2.0
 *
 * Merging: field by field, by copying pointers. httpd merges sibling sections
 * before it merges them with what they stand in, so the order must not matter.
 */
#include "policy/cors_settings.h"

#include <string.h>

cors_settings_t *cors_settings_create(apr_pool_t *pool)
{
    return apr_pcalloc(pool, sizeof(cors_settings_t));
}

/* A list of any kind. All pointers to structs have the same representation
 * (C99, 6.2.5), so the sets of every kind are copied in the same way. */
typedef struct {
    cors_value_list_t list;
    void *const *sets;
} any_list_t;

static bool meets(const cors_value_list_t *base, const cors_value_list_t *add)
{
    return add->place && add->extends && add->count > 0 && base->count > 0;
}

static int room(const cors_value_list_t *base, const cors_value_list_t *add)
{
    return meets(base, add) ? base->count + add->count : 0;
}

static any_list_t any_list(const void *list)
{
    any_list_t copy;

    memcpy(&copy, list, sizeof(copy));
    return copy;
}

/* Shares one side's sets where it can; else both are copied to *space. */
static any_list_t merge_lists(any_list_t base, any_list_t add, void ***space)
{
    any_list_t merged;

    if (!add.list.place) {
        return base;
    }
    if (!base.list.place || !add.list.extends) {
        return add;
    }
    merged = add.list.count > 0 ? add : base;
    merged.list.extends = base.list.extends;
    if (meets(&base.list, &add.list)) {
        void **sets = *space;

        memcpy(sets, base.sets, base.list.count * sizeof(*sets));
        memcpy(sets + base.list.count, add.sets,
               add.list.count * sizeof(*sets));
        merged.list.count = base.list.count + add.list.count;
        merged.sets = sets;
        *space = sets + merged.list.count;
    }
    return merged;
}

static void merge_list(void *merged, const void *base, const void *add,
                       void ***space)
{
    any_list_t list = merge_lists(any_list(base), any_list(add), space);

    memcpy(merged, &list, sizeof(list));
}

static cors_switch_t merge_switch(cors_switch_t base, cors_switch_t add)
{
    return add.place ? add : base;
}

static cors_engine_t merge_engine(cors_engine_t base, cors_engine_t add)
{
    return add.place ? add : base;
}

static cors_number_t merge_number(cors_number_t base, cors_number_t add)
{
    return add.place ? add : base;
}

static cors_enforce_t merge_enforce(cors_enforce_t base, cors_enforce_t add)
{
    return add.place ? add : base;
}

static bool is_empty(const cors_settings_t *s)
{
    return !s->origin_rules.list.place && !s->engine.place
           && !s->deny_rules.list.place && !s->methods.list.place
           && !s->request_headers.list.place && !s->exposed_headers.list.place
           && !s->credentials.place && !s->timing.place && !s->forward.place
           && !s->preserve.place && !s->enforce.place
           && !s->enforce_except.list.place && !s->max_age.place
           && !s->preflight_status.place && !s->tolerance.place;
}

const cors_settings_t *cors_settings_merge(const cors_settings_t *base,
                                           const cors_settings_t *add,
                                           apr_pool_t *pool)
{
    cors_settings_t *merged;
    void **space;
    int sets;

    if (is_empty(base) || is_empty(add)) {
        return is_empty(base) ? add : base;
    }
    sets = room(&base->origin_rules.list, &add->origin_rules.list)
           + room(&base->deny_rules.list, &add->deny_rules.list)
           + room(&base->enforce_except.list, &add->enforce_except.list)
           + room(&base->methods.list, &add->methods.list)
           + room(&base->request_headers.list, &add->request_headers.list)
           + room(&base->exposed_headers.list, &add->exposed_headers.list);
    merged = apr_palloc(pool, sizeof(*merged) + sets * sizeof(void *));
    space = (void **)(merged + 1);
    merged->engine = merge_engine(base->engine, add->engine);
    merged->configured_engine =
        merge_engine(base->configured_engine, add->configured_engine);
    merge_list(&merged->origin_rules, &base->origin_rules, &add->origin_rules,
               &space);
    merge_list(&merged->deny_rules, &base->deny_rules, &add->deny_rules,
               &space);
    merge_list(&merged->enforce_except, &base->enforce_except,
               &add->enforce_except, &space);
    merge_list(&merged->methods, &base->methods, &add->methods, &space);
    merge_list(&merged->request_headers, &base->request_headers,
               &add->request_headers, &space);
    merge_list(&merged->exposed_headers, &base->exposed_headers,
               &add->exposed_headers, &space);
    merged->credentials = merge_switch(base->credentials, add->credentials);
    merged->timing = merge_switch(base->timing, add->timing);
    merged->forward = merge_switch(base->forward, add->forward);
    merged->preserve = merge_switch(base->preserve, add->preserve);
    merged->enforce = merge_enforce(base->enforce, add->enforce);
    merged->configured_enforce =
        merge_enforce(base->configured_enforce, add->configured_enforce);
    merged->max_age = merge_number(base->max_age, add->max_age);
    merged->preflight_status =
        merge_number(base->preflight_status, add->preflight_status);
    merged->tolerance = add->tolerance.place ? add->tolerance : base->tolerance;
    merged->stance = NULL;
    merged->ready = NULL;
    return merged;
}

static bool same_list(const void *one, const void *other)
{
    any_list_t a = any_list(one);
    any_list_t b = any_list(other);
    int i;

    if (a.list.place != b.list.place || a.list.count != b.list.count) {
        return false;
    }
    for (i = 0; i < a.list.count && a.sets[i] == b.sets[i]; ++i) {
    }
    return i == a.list.count;
}

static bool same_lists(const cors_settings_t *one, const cors_settings_t *other)
{
    return same_list(&one->origin_rules, &other->origin_rules)
           && same_list(&one->deny_rules, &other->deny_rules)
           && same_list(&one->enforce_except, &other->enforce_except)
           && same_list(&one->methods, &other->methods)
           && same_list(&one->request_headers, &other->request_headers)
           && same_list(&one->exposed_headers, &other->exposed_headers);
}

bool cors_settings_are_same(const cors_settings_t *one,
                            const cors_settings_t *other)
{
    return one == other
           || (one->engine.place == other->engine.place
               && one->configured_engine.place == other->configured_engine.place
               && one->credentials.place == other->credentials.place
               && one->timing.place == other->timing.place
               && one->forward.place == other->forward.place
               && one->preserve.place == other->preserve.place
               && one->enforce.place == other->enforce.place
               && one->configured_enforce.place
                      == other->configured_enforce.place
               && one->max_age.place == other->max_age.place
               && one->preflight_status.place == other->preflight_status.place
               && one->tolerance.place == other->tolerance.place
               && same_lists(one, other));
}
