/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that put Origin into the field Vary, which mod_cors does by itself.
 */
#ifndef CORS_MIGRATE_VARY_H
#define CORS_MIGRATE_VARY_H

#include "explain/cors_migrate_relation.h"

/* Whether a value of Vary names Origin. */
bool cors_migrate_vary_has_origin(const char *value, apr_pool_t *pool);

/* Adds problems, and a line that keeps the other names of the value. */
void cors_migrate_vary_translate(cors_migrate_entry_t *entry, apr_pool_t *pool);

/* Adds a problem to a line that sets Access-Control-Allow-Origin if its field
 * depends on the request and no line sends Vary with it, or if the directive
 * will send Vary. */
void cors_migrate_vary_judge(const cors_migrate_relation_t *recipe,
                             cors_migrate_entry_t *line);

#endif
