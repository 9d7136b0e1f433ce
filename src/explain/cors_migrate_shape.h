/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads an alternative of an expression as scheme, host and port. Characters
 * that are not literal may be subdomains before the host, or the port.
 */
#ifndef CORS_MIGRATE_SHAPE_H
#define CORS_MIGRATE_SHAPE_H

#include <stdbool.h>

#include <apr_pools.h>

/* One alternative of an expression. */
typedef struct {
    const char *scheme; /* "https", "http" or NULL: both */
    const char *host;   /* literal, DOT for a dot that is not escaped */
    const char *port;   /* ":*", ":8080" or "" */
    bool subdomains;    /* characters and a dot before the host */
    bool one_label;     /* none of these characters can be a dot */
    bool slash;         /* a slash at the end, which was removed */
    bool glued;         /* characters directly before the host */
    bool open_begin;    /* other characters may precede the text */
    bool open_end;      /* other characters may follow the text */
    bool loose;         /* the dot of the subdomains is not escaped */
} cors_migrate_shape_t;

typedef enum {
    CORS_MIGRATE_SHAPE_HOST,
    CORS_MIGRATE_SHAPE_ANY,    /* every origin, or every one of its scheme */
    CORS_MIGRATE_SHAPE_UNKNOWN /* anything else */
} cors_migrate_shape_e;

/* Reads an alternative that cors_migrate_regex_expand returned. *shape is
 * defined for CORS_MIGRATE_SHAPE_HOST. Allocates from pool. */
cors_migrate_shape_e cors_migrate_shape_read(const char *alternative,
                                             cors_migrate_shape_t *shape,
                                             apr_pool_t *pool);

/* Returns the host with all its dots, allocated from pool. */
const char *cors_migrate_shape_host(const cors_migrate_shape_t *shape,
                                    apr_pool_t *pool);

/* Returns an origin that the alternative admits, although that was probably not
 * intended, and whose name anybody can register; NULL if there is none. whole:
 * the text around the part that matches counts, too. Allocates from pool. */
const char *cors_migrate_shape_look_alike(const cors_migrate_shape_t *shape,
                                          bool whole, apr_pool_t *pool);

#endif
