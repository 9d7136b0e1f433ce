/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a line of mod_headers' directive Header.
 */
#ifndef CORS_MIGRATE_HEADER_H
#define CORS_MIGRATE_HEADER_H

#include <stdbool.h>

#include <apr_pools.h>

/* What the line does with its field. */
typedef enum {
    CORS_MIGRATE_SET,          /* set */
    CORS_MIGRATE_SET_IF_EMPTY, /* setifempty: no effect after a line that
                                  sets the field */
    CORS_MIGRATE_ADD,          /* add, append, merge */
    CORS_MIGRATE_UNSET,        /* unset */
    CORS_MIGRATE_CHANGE, /* edit, edit*, note, echo: depends on other values */
    CORS_MIGRATE_NOTHING /* the line is incomplete */
} cors_migrate_action_e;

typedef enum {
    CORS_MIGRATE_OTHER_FIELD,
    CORS_MIGRATE_ALLOW_ORIGIN,
    CORS_MIGRATE_ALLOW_CREDENTIALS,
    CORS_MIGRATE_ALLOW_METHODS,
    CORS_MIGRATE_ALLOW_HEADERS,
    CORS_MIGRATE_EXPOSE_HEADERS,
    CORS_MIGRATE_MAX_AGE,
    CORS_MIGRATE_UNKNOWN_ACCESS_CONTROL, /* any other Access-Control-... */
    CORS_MIGRATE_TIMING_ALLOW_ORIGIN,
    CORS_MIGRATE_VARY
} cors_migrate_field_e;

typedef struct {
    bool always; /* in the table that errors have, too */
    cors_migrate_action_e action;
    cors_migrate_field_e field;
    const char *name;       /* of the field, as written */
    const char *value;      /* "" if there is none */
    const char *variable;   /* of env=...; NULL if there is none */
    const char *expression; /* of expr=...; NULL if there is none */
} cors_migrate_header_t;

/* Parses the arguments of Header. Strings are allocated from pool. */
cors_migrate_header_t cors_migrate_header_parse(const char *arguments,
                                                apr_pool_t *pool);

#endif
