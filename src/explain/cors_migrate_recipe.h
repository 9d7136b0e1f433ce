/* SPDX-License-Identifier: Apache-2.0
 *
 * Judges the lines of mod_headers together: which line sends a field twice or
 * without effect, and which directives the fields of one section become.
 */
#ifndef CORS_MIGRATE_RECIPE_H
#define CORS_MIGRATE_RECIPE_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "explain/cors_migrate_variables.h"

/* Adds problems and lines to write to all entries, an array of
 * cors_migrate_entry_t * in the order of the configuration. */
void cors_migrate_recipe_judge(apr_array_header_t *entries,
                               cors_migrate_variables_t *variables,
                               apr_pool_t *pool);

#endif
