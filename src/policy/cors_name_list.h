/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches in the value list of a directive that names methods or headers.
 */
#ifndef CORS_NAME_LIST_H
#define CORS_NAME_LIST_H

#include "policy/cors_value_list.h"

/* Returns the place of the first "*" in the list, NULL if there is none. */
const cors_place_t *cors_name_list_any(const cors_name_list_t *list);

/* Whether the list has the name. Does not consider "*". */
bool cors_name_list_contains(const cors_name_list_t *list, const char *name,
                             apr_size_t length);

/* Returns the list as a field value, with each name once; NULL if the list is
 * empty. If it has one set, allocates nothing, and the value lives as long as
 * the set. Otherwise the value is allocated from pool. */
const char *cors_name_list_value(const cors_name_list_t *list,
                                 apr_pool_t *pool);

#endif
