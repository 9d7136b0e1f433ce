/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_container.h"

#include <string.h>

#include "policy/cors_name_list.h"

/* The containers of a section and the cut of its only set, which are allocated
 * together. */
typedef struct {
    cors_cut_t cut;
    cors_containers_t containers;
} section_t;

static cors_containers_t *containers_of(cors_settings_t *settings,
                                        apr_pool_t *pool)
{
    section_t *section;

    if (!settings->cuts) {
        section = apr_pcalloc(pool, sizeof(*section));
        section->cut.containers = &section->containers;
        settings->cuts = &section->cut;
    }
    return (cors_containers_t *)settings->cuts->containers;
}

cors_container_t *cors_container_add(cors_settings_t *settings,
                                     const cors_place_t *place,
                                     apr_pool_t *pool)
{
    cors_containers_t *containers = containers_of(settings, pool);
    cors_container_t *container = apr_pcalloc(pool, sizeof(*container));

    container->rules.is_container = true;
    container->rules.place = place;
    *(containers->last ? &containers->last->next : &containers->first) =
        container;
    containers->last = container;
    return container;
}

static cors_container_credentials_e
credentials_of(const cors_container_t *container)
{
    if (!container->credentials.place) {
        return CORS_CONTAINER_SILENT;
    }
    return container->credentials.on ? CORS_CONTAINER_ON : CORS_CONTAINER_OFF;
}

static void summarize(cors_containers_t *containers,
                      const cors_container_t *container)
{
    cors_container_credentials_e credentials = credentials_of(container);

    containers->exists[credentials] = true;
    if (container->rules.null) {
        containers->has_null = true;
    }
    if (!cors_rule_group_is_harmless(&container->rules)
        || cors_name_list_any(&container->names[CORS_CUT_OF_EXPOSED_HEADERS])) {
        containers->is_risky[credentials] = true;
    }
}

void cors_container_set(const cors_settings_t *settings,
                        cors_container_t *container,
                        const cors_settings_t *inside)
{
    int i;

    for (i = 0; i < CORS_CUT_LISTS; ++i) {
        container->names[i] = *cors_settings_names(inside, i);
    }
    container->credentials = inside->credentials;
    container->max_age = inside->max_age;
    container->tolerance = inside->tolerance;
    summarize((cors_containers_t *)settings->cuts->containers, container);
}

void cors_container_each(const cors_settings_t *settings,
                         cors_container_visit_t *visit, void *baton)
{
    const cors_container_t *container;
    int i;

    for (i = 0; settings->cuts && i < settings->origin_rules.list.count; ++i) {
        const cors_containers_t *containers = settings->cuts[i].containers;

        for (container = containers ? containers->first : NULL; container;
             container = container->next) {
            visit(baton, i, container);
        }
    }
}

/* Merges the container's tolerance into that of settings: it adds flags, and
 * "None" lifts all. */
static cors_tolerance_t merged_tolerance(const cors_settings_t *settings,
                                         const cors_cut_t *cut,
                                         const cors_container_t *container)
{
    cors_tolerance_t tolerance = settings->tolerance;

    if (container->tolerance.place && !(cut->later & CORS_CUT_TOLERANCE)) {
        tolerance.place = container->tolerance.place;
        tolerance.flags =
            container->tolerance.flags
                ? container->tolerance.flags | settings->tolerance.flags
                : 0;
    }
    return tolerance;
}

unsigned cors_container_tolerance(const cors_settings_t *settings, int set,
                                  const cors_rule_t *rule)
{
    return rule->container ? merged_tolerance(settings, &settings->cuts[set],
                                              cors_container_of(rule))
                                 .flags
                           : settings->tolerance.flags;
}

/* How a list of the container is merged: the number of sets of the merged
 * settings that remain before and after its own. */
typedef struct {
    const cors_name_list_t *own; /* NULL: the list does not change */
    int before, after;
} join_t;

static join_t join_of(const cors_name_list_t *merged, const cors_cut_t *cut,
                      const cors_container_t *container, int list)
{
    join_t join = {NULL, 0, cut->added[list]};
    const cors_name_list_t *own = &container->names[list];

    if (own->list.place && !(cut->later & (unsigned)CORS_CUT_METHODS << list)) {
        join.own = own;
        join.before = own->list.extends ? merged->list.count - join.after : 0;
    }
    return join;
}

static int count_of(const join_t *join)
{
    return join->before + join->own->list.count + join->after;
}

/* Returns the number of pointers to sets that must be copied. */
static int room_of(const join_t *join)
{
    return join->own && join->before + join->after > 0 ? count_of(join) : 0;
}

static cors_names_t **copy_sets(cors_names_t **to, cors_names_t *const *sets,
                                int count)
{
    int i;

    for (i = 0; i < count; ++i) {
        to[i] = sets[i];
    }
    return to + count;
}

/* Copies the pointers to sets to *space if necessary, and moves it past
 * them. */
static void merge_list(cors_name_list_t *list, const join_t *join,
                       cors_names_t ***space)
{
    cors_names_t *const *sets = list->sets;
    cors_names_t **out = *space;

    if (!join->own) {
        return;
    }
    list->sets = join->own->sets;
    if (room_of(join) > 0) {
        list->sets = out;
        out = copy_sets(out, sets, join->before);
        out = copy_sets(out, join->own->sets, join->own->list.count);
        *space =
            copy_sets(out, sets + list->list.count - join->after, join->after);
    }
    list->list.count = count_of(join);
    if (join->after == 0) {
        list->list.place = join->own->list.place;
    }
}

static void merge_values(cors_settings_t *settings, const cors_cut_t *cut,
                         const cors_container_t *container)
{
    if (container->credentials.place && !(cut->later & CORS_CUT_CREDENTIALS)) {
        settings->credentials = container->credentials;
    }
    if (container->max_age.place && !(cut->later & CORS_CUT_MAX_AGE)) {
        settings->max_age = container->max_age;
    }
    settings->tolerance = merged_tolerance(settings, cut, container);
}

/* Settings and the choice that they come from, which are allocated
 * together. Pointers to sets follow. */
typedef struct {
    cors_settings_t settings;
    cors_chosen_t chosen;
} copy_t;

static copy_t *copy_of(const cors_settings_t *settings, int room,
                       apr_pool_t *pool)
{
    copy_t *copy =
        apr_palloc(pool, sizeof(*copy) + room * sizeof(cors_names_t *));

    copy->settings = *settings;
    copy->settings.stance = NULL;
    copy->settings.shared = NULL;
    copy->settings.chosen = &copy->chosen;
    return copy;
}

const cors_settings_t *
cors_container_settings(const cors_settings_t *settings, int set,
                        const cors_container_t *container, apr_pool_t *pool)
{
    const cors_cut_t *cut = &settings->cuts[set];
    join_t joins[CORS_CUT_LISTS];
    cors_names_t **space;
    copy_t *copy;
    int room = 0;
    int i;

    for (i = 0; i < CORS_CUT_LISTS; ++i) {
        joins[i] = join_of(cors_settings_names(settings, i), cut, container, i);
        room += room_of(&joins[i]);
    }
    copy = copy_of(settings, room, pool);
    space = (cors_names_t **)(copy + 1);
    for (i = 0; i < CORS_CUT_LISTS; ++i) {
        merge_list((cors_name_list_t *)cors_settings_names(&copy->settings, i),
                   &joins[i], &space);
    }
    merge_values(&copy->settings, cut, container);
    copy->chosen.container = container;
    copy->chosen.cut = cut;
    copy->chosen.plain = settings;
    return &copy->settings;
}
