/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the owner and the permissions of files with User and Group, along
 * the whole path: a file is as safe as the folders above it, those of symbolic
 * links included.
 */
#include "glue/mod_cors_permission.h"

#include <string.h>
#include <unistd.h>

#include <httpd.h>
#include <unixd.h>

#include <apr_strings.h>
#include <apr_user.h>

#define WANTED                                                                 \
    (APR_FINFO_TYPE | APR_FINFO_PROT | APR_FINFO_USER | APR_FINFO_GROUP)
#define LINKS_MAX 40 /* as in Linux */

/* A path that is walked from the root. */
typedef struct {
    const char *folder; /* where the next name is; "": the root */
    const char *rest;   /* the names that follow */
    int links;          /* followed so far */
    apr_pool_t *pool;
} walk_t;

static bool is_owner(const apr_finfo_t *info)
{
    return info->user == ap_unixd_config.user_id;
}

static bool is_permitted(const apr_finfo_t *info, apr_fileperms_t user,
                         apr_fileperms_t group, apr_fileperms_t world)
{
    if (is_owner(info)) {
        return (info->protection & user) != 0;
    }
    return (info->protection
            & (info->group == ap_unixd_config.group_id ? group : world))
           != 0;
}

/* An owner can change the permissions. */
static bool can_write(const apr_finfo_t *info)
{
    return is_owner(info)
           || is_permitted(info, APR_UWRITE, APR_GWRITE, APR_WWRITE);
}

/* In a folder with the sticky bit, only owners can replace files. */
static bool can_replace(const apr_finfo_t *folder, const apr_finfo_t *entry)
{
    return is_owner(folder)
           || (can_write(folder)
               && (!(folder->protection & APR_WSTICKY) || is_owner(entry)));
}

/* Returns the next name of the path. */
static const char *next_name(walk_t *walk)
{
    const char *name = walk->rest + strspn(walk->rest, "/");
    apr_size_t length = strcspn(name, "/");

    walk->rest = name + length;
    walk->rest += strspn(walk->rest, "/");
    return apr_pstrmemdup(walk->pool, name, length);
}

/* Goes on with the target of a symbolic link. Returns false if it cannot, which
 * is possible only while somebody changes the links: the file was opened. */
static bool follow(walk_t *walk, const char *link)
{
    char target[APR_PATH_MAX];
    ssize_t length = readlink(link, target, sizeof(target) - 1);

    if (length < 0 || ++walk->links > LINKS_MAX) {
        return false;
    }
    target[length] = '\0';
    if (target[0] == '/') {
        walk->folder = "";
    }
    walk->rest = apr_pstrcat(walk->pool, target, "/", walk->rest, NULL);
    return true;
}

/* Looks at the next name. Returns false at the end of the path. */
static bool examine_next(walk_t *walk, mod_cors_permission_t *may)
{
    const char *name = next_name(walk);
    const char *path = apr_pstrcat(walk->pool, walk->folder, "/", name, NULL);
    apr_finfo_t folder, entry;

    if (apr_stat(&folder, *walk->folder ? walk->folder : "/", WANTED,
                 walk->pool)
            != APR_SUCCESS
        || apr_stat(&entry, path, WANTED | APR_FINFO_LINK, walk->pool)
               != APR_SUCCESS) {
        may->read = false;
        return false;
    }
    may->read =
        may->read
        && is_permitted(&folder, APR_UEXECUTE, APR_GEXECUTE, APR_WEXECUTE);
    if (strcmp(name, "..") != 0) { /* nobody can replace that */
        may->write = may->write || can_replace(&folder, &entry);
    }
    if (entry.filetype == APR_LNK) {
        return follow(walk, path);
    }
    walk->folder = path;
    if (*walk->rest) {
        return true;
    }
    may->read =
        may->read && is_permitted(&entry, APR_UREAD, APR_GREAD, APR_WREAD);
    may->write = may->write || can_write(&entry);
    return false;
}

mod_cors_permission_t mod_cors_permission_examine(const char *path,
                                                  apr_pool_t *pool)
{
    mod_cors_permission_t may = {true, false};
    walk_t walk = {.folder = "", .rest = path, .pool = pool};

    while (examine_next(&walk, &may)) {
    }
    return may;
}

bool mod_cors_permission_differs(apr_pool_t *pool)
{
    apr_uid_t user;
    apr_gid_t group;

    return apr_uid_current(&user, &group, pool) == APR_SUCCESS && user == 0;
}
