/* SPDX-License-Identifier: Apache-2.0
 *
 * Translates the values of the fields that hold methods, header names and
 * seconds into the values of directives.
 */
#ifndef CORS_MIGRATE_NAMES_H
#define CORS_MIGRATE_NAMES_H

#include <stdbool.h>

#include "explain/cors_migrate_entry.h"

/* Adds to the line the directive that says the same as its field, and what the
 * translation changes. The field is one of Access-Control-Allow-Methods,
 * -Allow-Headers, -Expose-Headers and -Max-Age. */
void cors_migrate_names_translate(cors_migrate_entry_t *entry, bool credentials,
                                  apr_pool_t *pool);

#endif
