/* SPDX-License-Identifier: Apache-2.0
 *
 * Environment variables that a recipe sets from the Origin field or for
 * preflights: by SetEnvIf, or by RewriteCond with RewriteRule.
 */
#ifndef CORS_MIGRATE_VARIABLES_H
#define CORS_MIGRATE_VARIABLES_H

#include <stdbool.h>

#include "explain/cors_migrate_entry.h"
#include "explain/cors_migrate_origins.h"

typedef struct {
    const char *name;
    cors_migrate_entry_t *entry; /* the line that has the expression */
    bool for_options;            /* set for the method OPTIONS; then the origin
                                    does not matter */
    cors_migrate_condition_t condition;
    bool whole; /* the value is the Origin field; false: the part that
                   matches */
} cors_migrate_variable_t;

typedef struct {
    apr_array_header_t *variables; /* of cors_migrate_variable_t */
    apr_array_header_t *tests;     /* of cors_migrate_entry_t *: RewriteCond
                                      lines whose RewriteRule comes */
    apr_pool_t *pool;
} cors_migrate_variables_t;

/* Returns no variables. Everything is allocated from pool. */
cors_migrate_variables_t *cors_migrate_variables_create(apr_pool_t *pool);

/* Reads a line of mod_setenvif or mod_rewrite, and sets entry->listed if it
 * belongs to a recipe. */
void cors_migrate_variables_read(cors_migrate_variables_t *variables,
                                 cors_migrate_entry_t *entry);

/* Whether a line sets the variable, in any section. */
bool cors_migrate_variables_has(const cors_migrate_variables_t *variables,
                                const char *name);

/* Adds the origins for which the variable is set where a line is, and lists the
 * lines that set it. whole: what the recipe sends is the Origin field,
 * regardless of the value of the variable. Returns false if no line sets it, or
 * only for other reasons; *for_options is set if it is set for preflights. */
bool cors_migrate_variables_resolve(cors_migrate_variables_t *variables,
                                    const char *name, bool whole,
                                    const cors_migrate_entry_t *user,
                                    cors_migrate_origins_t *origins,
                                    bool *for_options);

/* Adds the origins that a condition admits. Its problems become those of
 * entry. */
void cors_migrate_variables_add_condition(
    const cors_migrate_condition_t *condition, bool whole,
    cors_migrate_entry_t *entry, cors_migrate_origins_t *origins);

#endif
