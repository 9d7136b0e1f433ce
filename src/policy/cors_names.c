/* SPDX-License-Identifier: Apache-2.0
 *
 * A name set has a sorted array for searches, and the complete field value, so
 * that requests do not join names.
 */
#include "policy/cors_names.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "policy/cors_header_name.h"
#include "base/cors_field_value.h"

typedef struct {
    const char *name; /* header names in lower case, as browsers send them */
    apr_size_t length;
} name_t;

struct cors_names_t {
    apr_pool_t *pool;
    cors_names_kind_e kind;
    const cors_place_t *place;  /* of the first addition */
    const cors_place_t *any;    /* of "*", NULL if it was not added */
    apr_array_header_t *sorted; /* name_t, by length first, without "*" */
    cors_field_value_t value;
};

cors_names_t *cors_names_create(cors_names_kind_e kind, apr_pool_t *pool)
{
    cors_names_t *names = apr_pcalloc(pool, sizeof(*names));

    names->pool = pool;
    names->kind = kind;
    names->sorted = apr_array_make(pool, 4, sizeof(name_t));
    return names;
}

/* Most names differ in length, and browsers send header names in lower case. So
 * names are rarely compared without regard to case. */
static int order_of(const cors_names_t *names, const char *name,
                    apr_size_t length, const name_t *other)
{
    int order;

    if (length != other->length) {
        return length < other->length ? -1 : 1;
    }
    order = memcmp(name, other->name, length);
    return order == 0 || names->kind == CORS_METHOD_NAMES
               ? order
               : apr_cstr_casecmpn(name, other->name, length);
}

/* Whether the set has the name. Sets *index to its position, or to the position
 * where it would be inserted. */
static bool search(const cors_names_t *names, const char *name,
                   apr_size_t length, int *index)
{
    const name_t *sorted = (const name_t *)names->sorted->elts;
    int low = 0;
    int high = names->sorted->nelts;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = order_of(names, name, length, &sorted[middle]);

        if (order == 0) {
            *index = middle;
            return true;
        }
        if (order < 0) {
            high = middle;
        }
        else {
            low = middle + 1;
        }
    }
    *index = low;
    return false;
}

static const char *key_of(const cors_names_t *names, const char *name)
{
    char *key;
    char *p;

    if (names->kind == CORS_METHOD_NAMES) {
        return name;
    }
    key = apr_pstrdup(names->pool, name);
    for (p = key; *p; ++p) {
        *p = cors_header_name_lower(*p);
    }
    return key;
}

void cors_names_add(cors_names_t *names, const char *name,
                    const cors_place_t *place)
{
    name_t added = {NULL, strlen(name)};
    name_t *sorted;
    int index;

    if (!names->place) {
        names->place = place;
    }
    if (strcmp(name, "*") == 0) {
        if (names->any) {
            return;
        }
        names->any = place;
    }
    else {
        if (search(names, name, added.length, &index)) {
            return;
        }
        added.name = key_of(names, name);
        (void)apr_array_push(names->sorted);
        sorted = (name_t *)names->sorted->elts;
        memmove(&sorted[index + 1], &sorted[index],
                (names->sorted->nelts - 1 - index) * sizeof(*sorted));
        sorted[index] = added;
    }
    cors_field_value_append(&names->value, name, added.length, names->pool);
}

void cors_names_add_value(cors_names_t *names, const char *value,
                          const cors_place_t *place)
{
    const char *element;
    apr_size_t length;

    while (cors_field_value_next(&value, &element, &length)) {
        cors_names_add(names, apr_pstrmemdup(names->pool, element, length),
                       place);
    }
}

const cors_place_t *cors_names_place(const cors_names_t *names)
{
    return names->place;
}

const cors_place_t *cors_names_any(const cors_names_t *names)
{
    return names->any;
}

bool cors_names_contains(const cors_names_t *names, const char *name,
                         apr_size_t length)
{
    int index;

    return search(names, name, length, &index);
}

const char *cors_names_value(const cors_names_t *names)
{
    return names->value.text ? names->value.text : "";
}

const char *cors_names_join(cors_names_t *const *sets, int count,
                            apr_pool_t *pool)
{
    cors_names_t *joined = cors_names_create(sets[0]->kind, pool);
    int i;

    for (i = 0; i < count; ++i) {
        cors_names_add_value(joined, cors_names_value(sets[i]), sets[i]->place);
    }
    return cors_names_value(joined);
}
