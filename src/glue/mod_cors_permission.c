/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the owner and the permissions of files with User and Group.
 */
#include "glue/mod_cors_permission.h"

#include <httpd.h>
#include <unixd.h>

#include <apr_user.h>

#define WANTED (APR_FINFO_PROT | APR_FINFO_USER | APR_FINFO_GROUP)

static bool is_permitted(const apr_finfo_t *info, apr_fileperms_t user,
                         apr_fileperms_t group, apr_fileperms_t world)
{
    if (info->user == ap_unixd_config.user_id) {
        return (info->protection & user) != 0;
    }
    return (info->protection
            & (info->group == ap_unixd_config.group_id ? group : world))
           != 0;
}

bool mod_cors_permission_can_read(const char *directory, const char *name,
                                  apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, name, WANTED, pool) == APR_SUCCESS
           && is_permitted(&info, APR_UREAD, APR_GREAD, APR_WREAD)
           && apr_stat(&info, directory, WANTED, pool) == APR_SUCCESS
           && is_permitted(&info, APR_UEXECUTE, APR_GEXECUTE, APR_WEXECUTE);
}

/* In a directory with the sticky bit, only owners can replace files. */
bool mod_cors_permission_can_write(const char *directory, const char *name,
                                   apr_pool_t *pool)
{
    apr_finfo_t file, folder;

    return apr_stat(&file, name, WANTED, pool) == APR_SUCCESS
           && apr_stat(&folder, directory, WANTED, pool) == APR_SUCCESS
           && (is_permitted(&file, APR_UWRITE, APR_GWRITE, APR_WWRITE)
               || ((!(folder.protection & APR_WSTICKY)
                    || file.user == ap_unixd_config.user_id)
                   && is_permitted(&folder, APR_UWRITE, APR_GWRITE,
                                   APR_WWRITE)));
}

bool mod_cors_permission_differs(apr_pool_t *pool)
{
    apr_uid_t user;
    apr_gid_t group;

    return apr_uid_current(&user, &group, pool) == APR_SUCCESS && user == 0;
}
