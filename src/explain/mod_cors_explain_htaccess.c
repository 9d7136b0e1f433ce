/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the owner and the permissions of files with User and Group. Group
 * memberships of User in other groups are not known here.
 */
#include "explain/mod_cors_explain_htaccess.h"

#include <stdbool.h>

#include <http_core.h>
#include <unixd.h>

#include <apr_strings.h>
#include <apr_user.h>

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

/* Whether User can read the file in the directory. */
static bool is_readable(const char *directory, const char *name,
                        apr_pool_t *pool)
{
    const apr_int32_t wanted =
        APR_FINFO_PROT | APR_FINFO_USER | APR_FINFO_GROUP;
    apr_finfo_t info;

    return apr_stat(&info, name, wanted, pool) == APR_SUCCESS
           && is_permitted(&info, APR_UREAD, APR_GREAD, APR_WREAD)
           && apr_stat(&info, directory, wanted, pool) == APR_SUCCESS
           && is_permitted(&info, APR_UEXECUTE, APR_GEXECUTE, APR_WEXECUTE);
}

static const char *access_names(const request_rec *r)
{
    const core_server_config *core =
        ap_get_core_module_config(r->server->module_config);

    return core->access_name ? core->access_name : DEFAULT_ACCESS_FNAME;
}

static void doubt_of_directory(const request_rec *r, const char *directory,
                               apr_array_header_t *doubts)
{
    const char *names = access_names(r);

    while (*names) {
        const char *name = apr_pstrcat(r->pool, directory,
                                       ap_getword_conf(r->pool, &names), NULL);
        apr_finfo_t info;

        if (apr_stat(&info, name, APR_FINFO_TYPE, r->pool) == APR_SUCCESS
            && !is_readable(directory, name, r->pool)) {
            APR_ARRAY_PUSH(doubts, const char *) = apr_psprintf(
                r->pool, "%s is readable by root, but not by User", name);
        }
    }
}

static bool is_root(apr_pool_t *pool)
{
    apr_uid_t user;
    apr_gid_t group;

    return apr_uid_current(&user, &group, pool) == APR_SUCCESS && user == 0;
}

void mod_cors_explain_htaccess_doubt(const request_rec *r,
                                     apr_array_header_t *doubts)
{
    const struct htaccess_result *file;

    for (file = is_root(r->pool) ? r->htaccess : NULL; file;
         file = file->next) {
        if (file->htaccess) {
            doubt_of_directory(r, file->dir, doubts);
        }
    }
}
