/* SPDX-License-Identifier: Apache-2.0
 *
 * Which lines of a recipe are in force together: httpd merges sections, and a
 * field that a section sets replaces that of the sections around it.
 */
#ifndef CORS_MIGRATE_RELATION_H
#define CORS_MIGRATE_RELATION_H

#include "explain/cors_migrate_entry.h"

typedef struct {
    apr_array_header_t *entries; /* of cors_migrate_entry_t * */
    apr_pool_t *pool;
} cors_migrate_relation_t;

/* Iterates over the lines that set or add this field, from index *next on.
 * Returns NULL at the end. */
cors_migrate_entry_t *
cors_migrate_relation_next_of(const cors_migrate_relation_t *recipe, int *next,
                              cors_migrate_field_e field);

/* Whether a line that sets Access-Control-Allow-Credentials allows them. */
bool cors_migrate_relation_is_true(const cors_migrate_entry_t *entry);

/* Whether a line that allows credentials has no other origins than every one:
 * in its section or the nearest one around it, or in all sections inside. */
bool cors_migrate_relation_meets_any(const cors_migrate_relation_t *recipe,
                                     const cors_migrate_entry_t *line);

/* Whether the translation allows credentials for the origins of a line. */
bool cors_migrate_relation_has_credentials(
    const cors_migrate_relation_t *recipe, const cors_migrate_entry_t *origin);

/* Whether a line is in force together with lines that admit origins. *any:
 * every origin; *credentials: the translation allows credentials. */
bool cors_migrate_relation_has_origins(const cors_migrate_relation_t *recipe,
                                       const cors_migrate_entry_t *line,
                                       bool *any, bool *credentials);

/* Whether a section around that of the line sets the same field. */
bool cors_migrate_relation_inherits(const cors_migrate_relation_t *recipe,
                                    const cors_migrate_entry_t *line);

/* Whether lines that are in force together with this one admit origins that are
 * not among these; NULL: not known which they are. Lines with the same
 * condition do not. */
bool cors_migrate_relation_admits_others(const cors_migrate_relation_t *recipe,
                                         const cors_migrate_entry_t *line,
                                         const cors_migrate_origins_t *origins);

#endif
