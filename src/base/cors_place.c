/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_place.h"

#include <string.h>

int cors_place_compare(const cors_place_t *one, const cors_place_t *other)
{
    int order = strcmp(one->file, other->file);

    return order ? order : one->line - other->line;
}
