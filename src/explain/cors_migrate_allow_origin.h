/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds out which origins a line admits that sets the field
 * Access-Control-Allow-Origin: from its value, its condition, and the <If>
 * around it.
 */
#ifndef CORS_MIGRATE_ALLOW_ORIGIN_H
#define CORS_MIGRATE_ALLOW_ORIGIN_H

#include "explain/cors_migrate_variables.h"

/* Sets entry->origins and entry->varies, and adds problems. If the origins
 * cannot be found, writes the reason into the entry instead. */
void cors_migrate_allow_origin_resolve(cors_migrate_entry_t *entry,
                                       cors_migrate_variables_t *variables,
                                       apr_pool_t *pool);

/* Returns the origins that get the field of a line that sets another field: any
 * if it has no condition on the origin; NULL if they cannot be found.
 * *only_options: only responses to OPTIONS have the field. */
const cors_migrate_origins_t *
cors_migrate_allow_origin_condition(cors_migrate_entry_t *entry,
                                    cors_migrate_variables_t *variables,
                                    apr_pool_t *pool, bool *only_options);

#endif
