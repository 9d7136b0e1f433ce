/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/lists.md, "Rows".
 */
#include "model_rows.h"

#include "naive.h"

/* "An http origin other than loopback, and a wildcard below a public suffix. It
 * never allows an origin, with or without credentials." */
static bool is_dangerous(const char *row, const model_world_t *world)
{
    const char *parent = naive_parent(row);

    return naive_is_insecure(row)
           || (parent && world->is_public_suffix(parent));
}

bool model_rows_admit(const char *row, const char *origin,
                      const model_world_t *world)
{
    return !is_dangerous(row, world) && naive_admits(row, origin);
}

bool model_rows_deny(const case_list_t *list, const char *origin)
{
    int i;

    for (i = 0; i < list->count; ++i) {
        if (naive_denies(list->rows[i], origin)) {
            return true;
        }
    }
    return false;
}
