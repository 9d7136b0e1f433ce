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
 * -Allow-Headers, -Expose-Headers and -Max-Age. inherits: the line replaces the
 * field of a section around it, so that an empty list is written, too. */
void cors_migrate_names_translate(cors_migrate_entry_t *entry, bool credentials,
                                  bool inherits, apr_pool_t *pool);

/* Adds to the line the directive that takes away what its field gives in the
 * sections around it. */
void cors_migrate_names_write_none(cors_migrate_entry_t *entry);

#endif
