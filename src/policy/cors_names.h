/* SPDX-License-Identifier: Apache-2.0
 *
 * Name sets: methods or header names, as a section lists them. A set is filled
 * while its section is read and never changed afterwards, so threads and merged
 * settings share it.
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

/* An empty set, allocated like all that is added to it from pool. */
cors_names_t *cors_names_create(cors_names_kind_e kind, apr_pool_t *pool);

/* Adds a name, or "*", unless the set has it. The text is not copied. */
void cors_names_add(cors_names_t *names, const char *name,
                    const cors_place_t *place);

/* Adds all elements of a list-based field value; they are copied. */
void cors_names_add_value(cors_names_t *names, const char *value,
                          const cors_place_t *place);

/* The place of the first addition, NULL before it. */
const cors_place_t *cors_names_place(const cors_names_t *names);

/* The place where "*" was added, NULL if it was not. */
const cors_place_t *cors_names_any(const cors_names_t *names);

/* Whether the name itself was added; "*" covers nothing here. */
bool cors_names_contains(const cors_names_t *names, const char *name,
                         apr_size_t length);

/* The field value: all names in the order of adding, joined by ", ". Lives as
 * long as the set; complete since the last cors_names_add. */
const char *cors_names_value(const cors_names_t *names);

/* The field value of several sets of one kind, at least one, each name once.
 * Allocated from pool. */
const char *cors_names_join(cors_names_t *const *sets, int count,
                            apr_pool_t *pool);

#endif
