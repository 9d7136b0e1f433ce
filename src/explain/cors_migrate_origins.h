/* SPDX-License-Identifier: Apache-2.0
 *
 * Translates what an old recipe compares the Origin field with, or sends, into
 * origin patterns. It does not know lines or directives of other modules.
 */
#ifndef CORS_MIGRATE_ORIGINS_H
#define CORS_MIGRATE_ORIGINS_H

#include <stdbool.h>

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct {
    apr_array_header_t *patterns;    /* of const char *, for CorsAllowOrigin */
    apr_array_header_t *expressions; /* of const char *, for
                                        CorsAllowOriginMatch */
    apr_array_header_t *problems;    /* of const char *: sentences */
    bool any;                        /* every origin */
    bool has_look_alike;             /* a problem names one */
    bool has_origin; /* an alternative without a slash at its end */
    apr_pool_t *pool;
} cors_migrate_origins_t;

/* Returns an empty set, allocated from pool, which also its elements are
 * allocated from. */
cors_migrate_origins_t *cors_migrate_origins_create(apr_pool_t *pool);

/* Adds what a regular expression admits, without look-alikes. whole: the recipe
 * sends the whole Origin field where the expression matches, otherwise only the
 * part that matches. */
void cors_migrate_origins_add_expression(cors_migrate_origins_t *origins,
                                         const char *expression, bool whole);

/* Adds the value of an Access-Control-Allow-Origin field: "*", an origin, or
 * several. */
void cors_migrate_origins_add_value(cors_migrate_origins_t *origins,
                                    const char *value);

/* Adds every origin. */
void cors_migrate_origins_add_any(cors_migrate_origins_t *origins);

/* Adds the patterns and expressions of other, not its problems. */
void cors_migrate_origins_join(cors_migrate_origins_t *origins,
                               const cors_migrate_origins_t *other);

/* Whether everything that other admits is in origins, and other admits
 * something. Equal patterns and expressions are compared only. */
bool cors_migrate_origins_has_all(const cors_migrate_origins_t *origins,
                                  const cors_migrate_origins_t *other);

/* Removes what cannot be used with credentials, and adds problems about it:
 * origins with http but those of loopback hosts, public suffixes. */
void cors_migrate_origins_fit_credentials(cors_migrate_origins_t *origins);

#endif
