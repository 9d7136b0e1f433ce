/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions on a request that recipes have: expressions of <If> and expr=, and
 * the conditions of mod_rewrite.
 */
#ifndef CORS_MIGRATE_CONDITION_H
#define CORS_MIGRATE_CONDITION_H

#include <stdbool.h>

#include <apr_pools.h>
#include <apr_tables.h>

typedef enum {
    CORS_MIGRATE_OTHER_CONDITION,  /* not understood, or about other things */
    CORS_MIGRATE_ORIGIN_CONDITION, /* about the Origin field alone */
    CORS_MIGRATE_OPTIONS_CONDITION /* the method is OPTIONS */
} cors_migrate_condition_e;

typedef struct {
    cors_migrate_condition_e kind;
    bool is_set; /* "Origin is not empty": no list and no expression */
    apr_array_header_t *origins;     /* of const char *: each is compared */
    apr_array_header_t *expressions; /* of const char *: regular expressions */
} cors_migrate_condition_t;

/* Parses an expression of httpd: comparisons of %{HTTP:Origin} joined by "||",
 * or of %{REQUEST_METHOD} with OPTIONS. Allocates from pool. */
cors_migrate_condition_t cors_migrate_condition_parse(const char *expression,
                                                      apr_pool_t *pool);

/* Whether an expression of httpd is the Origin field itself:
 * "%{HTTP:Origin}". */
bool cors_migrate_condition_is_origin(const char *expression);

/* Parses the two arguments of RewriteCond that matter. */
cors_migrate_condition_t cors_migrate_condition_rewrite(const char *test,
                                                        const char *pattern,
                                                        apr_pool_t *pool);

#endif
