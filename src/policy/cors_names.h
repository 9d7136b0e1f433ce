/* SPDX-License-Identifier: Apache-2.0
 *
 * Name sets: the methods or header names that a section lists. A set is filled
 * while its section is read, and does not change afterwards, so threads and
 * merged settings share it.
 */
#ifndef CORS_NAMES_H
#define CORS_NAMES_H

#include <stdbool.h>

#include <apr_pools.h>

#include "base/cors_place.h"

typedef enum {
    CORS_METHOD_NAMES, /* compared byte for byte */
    CORS_HEADER_NAMES  /* compared without regard to case */
} cors_names_kind_e;

typedef struct cors_names_t cors_names_t;

/* Returns an empty set. The set and its elements are allocated from pool. */
cors_names_t *cors_names_create(cors_names_kind_e kind, apr_pool_t *pool);

/* Adds a name, or "*", unless the set has it already. name and place are kept,
 * not copied. */
void cors_names_add(cors_names_t *names, const char *name,
                    const cors_place_t *place);

/* Adds all elements of a list-based field value. They are copied; place is
 * kept. */
void cors_names_add_value(cors_names_t *names, const char *value,
                          const cors_place_t *place);

/* Returns the place of the first addition, NULL if nothing was added. */
const cors_place_t *cors_names_place(const cors_names_t *names);

/* Returns the place where "*" was added, NULL if it was not. */
const cors_place_t *cors_names_any(const cors_names_t *names);

/* Whether the name was added. Does not consider "*". */
bool cors_names_contains(const cors_names_t *names, const char *name,
                         apr_size_t length);

/* Returns the field value: all names in the order of adding, joined by ", "; ""
 * if the set is empty. Adding a name makes it invalid; otherwise it lives as
 * long as the set. */
const char *cors_names_value(const cors_names_t *names);

/* Returns the field value of the names of count sets, each name once, allocated
 * from pool. There is at least one set, and all are of the same kind. */
const char *cors_names_join(cors_names_t *const *sets, int count,
                            apr_pool_t *pool);

#endif
