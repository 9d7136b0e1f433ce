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

/* Whether User can read the file in the directory; and whether it can write to
 * the file, or replace it. Group memberships of User in other groups are not
 * known. Memory is allocated from pool. */
bool mod_cors_permission_can_read(const char *directory, const char *name,
                                  apr_pool_t *pool);
bool mod_cors_permission_can_write(const char *directory, const char *name,
                                   apr_pool_t *pool);

#endif
