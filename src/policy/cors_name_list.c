/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/cors_name_list.h"

const cors_place_t *cors_name_list_any(const cors_name_list_t *list)
{
    const cors_place_t *place = NULL;
    int i;

    for (i = 0; i < list->list.count && !place; ++i) {
        place = cors_names_any(list->sets[i]);
    }
    return place;
}

bool cors_name_list_contains(const cors_name_list_t *list, const char *name,
                             apr_size_t length)
{
    int i;

    for (i = 0; i < list->list.count; ++i) {
        if (cors_names_contains(list->sets[i], name, length)) {
            return true;
        }
    }
    return false;
}

const char *cors_name_list_value(const cors_name_list_t *list, apr_pool_t *pool)
{
    if (list->list.count == 0) {
        return NULL;
    }
    return list->list.count == 1
               ? cors_names_value(list->sets[0])
               : cors_names_join(list->sets, list->list.count, pool);
}
