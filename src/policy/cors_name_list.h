/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about the value list of a directive that names methods or headers.
 */
#ifndef CORS_NAME_LIST_H
#define CORS_NAME_LIST_H

#include "policy/cors_value_list.h"

/* The place of a "*" in the list, NULL if there is none. */
const cors_place_t *cors_name_list_any(const cors_name_list_t *list);

/* Whether the list has the name itself; "*" covers nothing here. */
bool cors_name_list_contains(const cors_name_list_t *list, const char *name,
                             apr_size_t length);

/* The list as a field value, NULL if it is empty. The value of one set was
 * built with it; those of several are joined in pool, each name once. */
const char *cors_name_list_value(const cors_name_list_t *list,
                                 apr_pool_t *pool);

#endif
