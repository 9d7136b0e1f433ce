/* SPDX-License-Identifier: Apache-2.0
 *
 * Which lines of a recipe have no effect because of other lines, and what
 * becomes of lines that take a field away.
 */
#ifndef CORS_MIGRATE_EFFECT_H
#define CORS_MIGRATE_EFFECT_H

#include "explain/cors_migrate_relation.h"

/* Returns whether another line makes this one, which sets or adds a field,
 * useless; then it has its problem and what to write. Adds a problem if another
 * line sends the field a second time. */
bool cors_migrate_effect_is_lost(const cors_migrate_relation_t *recipe,
                                 cors_migrate_entry_t *line);

/* Writes what becomes of a line that unsets its field. */
void cors_migrate_effect_unset(const cors_migrate_relation_t *recipe,
                               cors_migrate_entry_t *line);

#endif
