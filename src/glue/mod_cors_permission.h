/* SPDX-License-Identifier: Apache-2.0
 *
 * What User and Group may do with files, while this process is still root.
 */
#ifndef MOD_CORS_PERMISSION_H
#define MOD_CORS_PERMISSION_H

#include <stdbool.h>

#include <apr_file_info.h>

/* Whether this process is root, so that its children have other permissions. */
bool mod_cors_permission_differs(apr_pool_t *pool);

/* What User may do with a file. */
typedef struct {
    bool read;
    bool write; /* or replace it, or a folder or link on the way to it */
} mod_cors_permission_t;

/* Returns what User may do with the file at this absolute path. Follows
 * symbolic links. Memberships of User in other groups are not known. Memory is
 * allocated from pool. */
mod_cors_permission_t mod_cors_permission_examine(const char *path,
                                                  apr_pool_t *pool);

#endif
