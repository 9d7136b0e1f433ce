/* SPDX-License-Identifier: Apache-2.0
 *
 * One table describes the fields. Merging goes through it field by field and
 * copies pointers. httpd merges sibling sections before it merges them with the
 * sections that they are in, so the order must not matter.
 */
#include "policy/cors_settings.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum kind_e {
    RULES = CORS_SETTING_RULES,
    DENIED = CORS_SETTING_DENIED,
    NAMES = CORS_SETTING_NAMES,
    ENGINE = CORS_SETTING_ENGINE,
    SWITCH = CORS_SETTING_SWITCH,
    ENFORCE = CORS_SETTING_ENFORCE,
    NUMBER = CORS_SETTING_NUMBER,
    TOLERANCE = CORS_SETTING_TOLERANCE
};

static const apr_size_t sizes[] = {
    [ENGINE] = sizeof(cors_engine_t),       [SWITCH] = sizeof(cors_switch_t),
    [ENFORCE] = sizeof(cors_enforce_t),     [NUMBER] = sizeof(cors_number_t),
    [TOLERANCE] = sizeof(cors_tolerance_t),
};

/* Every field that merges: the lists first, and last those that are set only
 * together with another field. */
static const struct {
    apr_size_t offset;
    enum kind_e kind;
    cors_needs_e needs;
    const char *directive;
} fields[] = {
    {offsetof(cors_settings_t, origin_rules), RULES, CORS_NEEDS_NOTHING,
     "CorsAllowOrigin"},
    {offsetof(cors_settings_t, deny_rules), DENIED, CORS_NEEDS_NOTHING,
     "CorsDenyOrigin"},
    {offsetof(cors_settings_t, enforce_except), RULES, CORS_NEEDS_ENFORCEMENT,
     "CorsEnforceExcept"},
    {offsetof(cors_settings_t, methods), NAMES, CORS_NEEDS_ORIGIN_RULES,
     "CorsAllowMethods"},
    {offsetof(cors_settings_t, request_headers), NAMES, CORS_NEEDS_ORIGIN_RULES,
     "CorsAllowHeaders"},
    {offsetof(cors_settings_t, exposed_headers), NAMES, CORS_NEEDS_ORIGIN_RULES,
     "CorsExposeHeaders"},
    {offsetof(cors_settings_t, engine), ENGINE, CORS_NEEDS_NOTHING,
     "CorsEngine"},
    {offsetof(cors_settings_t, credentials), SWITCH, CORS_NEEDS_ORIGIN_RULES,
     "CorsAllowCredentials"},
    {offsetof(cors_settings_t, timing), SWITCH, CORS_NEEDS_ORIGIN_RULES,
     "CorsTimingAllowOrigin"},
    {offsetof(cors_settings_t, forward), SWITCH, CORS_NEEDS_ORIGIN_RULES,
     "CorsPreflight"},
    {offsetof(cors_settings_t, preserve), SWITCH, CORS_NEEDS_ORIGIN_RULES,
     "CorsPreserveExisting"},
    {offsetof(cors_settings_t, enforce), ENFORCE, CORS_NEEDS_NOTHING,
     "CorsEnforce"},
    {offsetof(cors_settings_t, max_age), NUMBER, CORS_NEEDS_ORIGIN_RULES,
     "CorsMaxAge"},
    {offsetof(cors_settings_t, preflight_status), NUMBER,
     CORS_NEEDS_ORIGIN_RULES, "CorsPreflightStatus"},
    {offsetof(cors_settings_t, tolerance), TOLERANCE, CORS_NEEDS_NOTHING,
     "CorsDangerouslyTolerate"},
    {offsetof(cors_settings_t, explain), SWITCH, CORS_NEEDS_NOTHING,
     "CorsExplain"},
    {offsetof(cors_settings_t, status), SWITCH, CORS_NEEDS_NOTHING,
     "CorsStatus"},
    {offsetof(cors_settings_t, configured_engine), ENGINE, CORS_NEEDS_NOTHING,
     "CorsEngine"},
    {offsetof(cors_settings_t, configured_enforce), ENFORCE, CORS_NEEDS_NOTHING,
     "CorsEnforce"},
};

enum {
    LISTS = 6,
    FIELDS = sizeof(fields) / sizeof(fields[0]),
    INDEPENDENT_FIELDS = FIELDS - 2
};

static inline const void *field_of(const cors_settings_t *settings, int field)
{
    return (const char *)settings + fields[field].offset;
}

/* Every field begins with its place. */
static inline const cors_place_t *place_of(const cors_settings_t *settings,
                                           int field)
{
    return *(const cors_place_t *const *)field_of(settings, field);
}

/* A list of any kind. Pointers to all objects have the same representation on
 * every platform of httpd (C99 promises this only for pointers to structs), so
 * the sets of all kinds are copied and compared in the same way. */
typedef struct {
    cors_value_list_t list;
    const void *sets; /* count pointers */
} any_list_t;

static any_list_t list_of(const void *field)
{
    any_list_t list;

    memcpy(&list, field, sizeof(list));
    return list;
}

/* Returns the number of sets to copy; 0 if the merged list shares the sets of
 * one side. A list that extends another is not empty, because "None" accepts no
 * '+'. */
static int room(const cors_value_list_t *base, const cors_value_list_t *add)
{
    return add->extends && base->count > 0 ? base->count + add->count : 0;
}

/* Merges add's list into field, which is a copy of base's. Sets that cannot be
 * shared are copied to *space. */
static void merge_list(void *field, const void *add_field, char **space)
{
    any_list_t base = list_of(field);
    any_list_t add = list_of(add_field);
    int count = room(&base.list, &add.list);

    if (!add.list.place) {
        return;
    }
    if (count > 0) {
        apr_size_t first = base.list.count * sizeof(void *);

        memcpy(*space, base.sets, first);
        memcpy(*space + first, add.sets, add.list.count * sizeof(void *));
        add.list.count = count;
        add.sets = *space;
        *space += count * sizeof(void *);
    }
    if (base.list.place && add.list.extends) {
        add.list.extends = base.list.extends;
    }
    memcpy(field, &add, sizeof(add));
}

/* Unrolled because most requests call it for the empty settings of their
 * server, which have to be examined to the end. */
static bool is_empty(const cors_settings_t *settings)
{
    int i;

#pragma GCC unroll 32
    for (i = 0; i < INDEPENDENT_FIELDS; ++i) {
        if (place_of(settings, i)) {
            return false;
        }
    }
    return true;
}

/* Returns the number of sets to copy in all lists. Unrolled because requests
 * merge. */
static int room_of(const cors_settings_t *base, const cors_settings_t *add)
{
    int sets = 0;
    int i;

#pragma GCC unroll 8
    for (i = 0; i < LISTS; ++i) {
        sets += room(field_of(base, i), field_of(add, i));
    }
    return sets;
}

cors_cut_side_t cors_settings_cut_side(const cors_settings_t *settings)
{
    cors_cut_side_t side = {
        settings->cuts, &settings->origin_rules.list, {NULL}, 0};
    int i;

    for (i = 0; i < CORS_CUT_LISTS; ++i) {
        side.names[i] = &cors_settings_names(settings, i)->list;
    }
    side.values = (settings->credentials.place ? CORS_CUT_CREDENTIALS : 0U)
                  | (settings->max_age.place ? CORS_CUT_MAX_AGE : 0U)
                  | (settings->tolerance.place ? CORS_CUT_TOLERANCE : 0U);
    return side;
}

/* Returns merged settings without their cuts, for which it leaves size bytes
 * directly after them. */
static inline cors_settings_t *merge_fields(const cors_settings_t *base,
                                            const cors_settings_t *add,
                                            apr_size_t size, apr_pool_t *pool)
{
    cors_settings_t *merged = apr_palloc(
        pool, sizeof(*merged) + size + room_of(base, add) * sizeof(void *));
    char *space = (char *)(merged + 1) + size;
    int i;

    *merged = *base;
    for (i = 0; i < LISTS; ++i) {
        merge_list((char *)merged + fields[i].offset, field_of(add, i), &space);
    }
    for (; i < FIELDS; ++i) {
        if (place_of(add, i)) {
            memcpy((char *)merged + fields[i].offset, field_of(add, i),
                   sizes[fields[i].kind]);
        }
    }
    merged->stance = NULL;
    merged->shared = NULL;
    return merged;
}

/* A function of its own, so that merging without containers stays as fast. */
static __attribute__((noinline)) const cors_settings_t *
merge_contained(const cors_settings_t *base, const cors_settings_t *add,
                apr_pool_t *pool)
{
    cors_cut_side_t base_side = cors_settings_cut_side(base);
    cors_cut_side_t add_side = cors_settings_cut_side(add);
    cors_settings_t *merged =
        merge_fields(base, add, cors_cut_room(&base_side, &add_side), pool);

    merged->cuts = cors_cut_merge(&base_side, &add_side, merged + 1);
    return merged;
}

/* Whether one side has cuts: a single test, since httpd merges during
 * requests. */
static bool has_cuts(const cors_settings_t *base, const cors_settings_t *add)
{
    return ((uintptr_t)base->cuts | (uintptr_t)add->cuts) != 0;
}

const cors_settings_t *cors_settings_merge(const cors_settings_t *base,
                                           const cors_settings_t *add,
                                           apr_pool_t *pool)
{
    if (is_empty(base)) {
        return add;
    }
    if (is_empty(add)) {
        return base;
    }
    return has_cuts(base, add) ? merge_contained(base, add, pool)
                               : merge_fields(base, add, 0, pool);
}

static bool same_list(const void *one, const void *other)
{
    any_list_t a = list_of(one);
    any_list_t b = list_of(other);

    return a.list.place == b.list.place && a.list.count == b.list.count
           && (a.list.count == 0
               || memcmp(a.sets, b.sets, a.list.count * sizeof(void *)) == 0);
}

/* Whether the containers are merged at the same places. */
static bool same_cuts(const cors_settings_t *one, const cors_settings_t *other)
{
    int i;

    if (!one->cuts || !other->cuts) {
        return one->cuts == other->cuts;
    }
    if (one->origin_rules.list.count != other->origin_rules.list.count) {
        return false;
    }
    for (i = 0; i < one->origin_rules.list.count; ++i) {
        const cors_cut_t *a = one->cuts + i;
        const cors_cut_t *b = other->cuts + i;

        if (a->containers != b->containers || a->later != b->later
            || memcmp(a->added, b->added, sizeof(a->added)) != 0) {
            return false;
        }
    }
    return true;
}

bool cors_settings_are_same(const cors_settings_t *one,
                            const cors_settings_t *other)
{
    bool same;
    int i;

    one = cors_settings_plain(one);
    other = cors_settings_plain(other);
    if (one == other) {
        return true;
    }
    same = same_cuts(one, other);
    for (i = 0; i < FIELDS && same; ++i) {
        same = i < LISTS ? same_list(field_of(one, i), field_of(other, i))
                         : place_of(one, i) == place_of(other, i);
    }
    return same;
}

void cors_settings_each(const cors_settings_t *settings,
                        cors_settings_found_t *found, void *baton)
{
    int i;

    for (i = 0; i < INDEPENDENT_FIELDS; ++i) {
        if (place_of(settings, i)) {
            found(baton, fields[i].directive,
                  (cors_setting_kind_e)fields[i].kind, field_of(settings, i));
        }
    }
}

/* Whether a field is set to a value without effect: "Off", "Answer" or
 * "None". */
static bool is_off(const void *field, enum kind_e kind)
{
    const cors_switch_t *on_off = field;
    const cors_number_t *number = field;

    return (kind == SWITCH && !on_off->on) || (kind == NUMBER && !number->text);
}

static const cors_place_t *place_of_set(const void *field, enum kind_e kind,
                                        int set)
{
    const cors_name_list_t *names = field;
    const cors_rule_list_t *rules = field;

    return kind == NAMES ? cors_names_place(names->sets[set])
                         : cors_origin_set_place(rules->sets[set]);
}

void cors_settings_each_dependent(const cors_settings_t *settings,
                                  cors_settings_dependent_t *found, void *baton)
{
    int i, set;

    for (i = 0; i < FIELDS; ++i) {
        const void *field = field_of(settings, i);
        enum kind_e kind = fields[i].kind;

        if (fields[i].needs == CORS_NEEDS_NOTHING || !place_of(settings, i)) {
            continue;
        }
        for (set = 0; i < LISTS && set < list_of(field).list.count; ++set) {
            found(baton, fields[i].directive, fields[i].needs,
                  place_of_set(field, kind, set));
        }
        if (i >= LISTS && !is_off(field, kind)) {
            found(baton, fields[i].directive, fields[i].needs,
                  place_of(settings, i));
        }
    }
}
