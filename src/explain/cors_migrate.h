/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the lines of old recipes for CORS in a configuration (mod_headers,
 * mod_setenvif, mod_rewrite), says what is wrong with each, and writes the Cors
 * directives that mean the same. Everything that the translation changes is a
 * problem of its line. The callers read the configuration.
 */
#ifndef CORS_MIGRATE_H
#define CORS_MIGRATE_H

#include <apr_pools.h>

#include "base/cors_text.h"
#include "explain/cors_migrate_entry.h"

typedef struct cors_migrate_t cors_migrate_t;

/* Returns a migration without lines. It allocates from pool. */
cors_migrate_t *cors_migrate_create(apr_pool_t *pool);

/* Add the next line of the configuration: the beginning of a section, or a
 * directive in the section that is open. The strings are kept, not copied. */
void cors_migrate_open(cors_migrate_t *migrate,
                       const cors_migrate_line_t *line);
void cors_migrate_add(cors_migrate_t *migrate, const cors_migrate_line_t *line);

/* Ends the section that was opened last. */
void cors_migrate_close(cors_migrate_t *migrate);

/* Appends one block for each line of an old recipe, in the order of the
 * configuration:
 *
 *   file:line: <old line>
 *     problem: ...    (as many as there are)
 *     write: ...      (directives, or a comment)
 *
 * Put in the place of the old lines, the directives are a policy. Those of a
 * section that is to be removed belong where that section was. Returns the
 * number of blocks. */
int cors_migrate_write(cors_migrate_t *migrate, cors_text_t *text);

#endif
