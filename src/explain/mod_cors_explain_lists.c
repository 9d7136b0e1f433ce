/* SPDX-License-Identifier: Apache-2.0
 *
 * The running server looks at a file after each interval, then waits until the
 * file has not changed for a second.
 */
#include "explain/mod_cors_explain_lists.h"

#include <httpd.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#include "glue/mod_cors_permission.h"
#include "lists/cors_list_image.h"
#include "lists/mod_cors_lists.h"

/* Returns the seconds after which the server has found a change of a file. The
 * interval has a random part of 10 %. */
static int seconds_to_find(const mod_cors_lists_list_t *list)
{
    return list->interval + list->interval / 10 + 3;
}

/* Whether the file was written, or a file or link was moved to this path, so
 * many seconds ago or less. Both set ctime, which no program can choose. */
static bool has_changed(const char *path, int seconds, apr_pool_t *pool)
{
    const apr_time_t since = apr_time_now() - apr_time_from_sec(seconds);
    apr_finfo_t info;

    return (apr_stat(&info, path, APR_FINFO_CTIME, pool) == APR_SUCCESS
            && info.ctime >= since)
           || (apr_stat(&info, path, APR_FINFO_CTIME | APR_FINFO_LINK, pool)
                   == APR_SUCCESS
               && info.ctime >= since);
}

static bool has_rows(const mod_cors_lists_list_t *list)
{
    cors_list_image_version_t version;

    return cors_list_image_read(&list->list, &version) && version.rows > 0;
}

/* Returns why the server may not use the file as it is now, or NULL. */
static const char *doubt_of_file(const mod_cors_lists_list_t *list,
                                 apr_pool_t *pool)
{
    const char *path = ap_server_root_relative(pool, list->source.args);
    const char *name = list->list.name;

    if (!path) {
        return NULL;
    }
    if (mod_cors_permission_differs(pool)
        && !mod_cors_permission_examine(path, pool).read) {
        return apr_psprintf(pool,
                            "the file of the list '%s' is readable by root, "
                            "but not by User: the running server may use an "
                            "older version",
                            name);
    }
    if (has_changed(path, seconds_to_find(list), pool)) {
        return apr_psprintf(pool,
                            "the file of the list '%s' has changed in the last "
                            "%d seconds: the running server may still use the "
                            "previous version",
                            name, seconds_to_find(list));
    }
    return list->may_be_empty || has_rows(list)
               ? NULL
               : apr_psprintf(pool,
                              "the file of the list '%s' has no rows: a "
                              "running server keeps the rows that it has read "
                              "before",
                              name);
}

static const char *doubt_of(const mod_cors_lists_list_t *list,
                            const cors_origin_list_answer_t *answer,
                            apr_pool_t *pool)
{
    if (!answer->available) {
        return apr_psprintf(pool,
                            "the source of the list '%s' is not asked here; "
                            "ask the page cors-explain of the running server",
                            list->list.name);
    }
    return list->provider->is_file ? doubt_of_file(list, pool) : NULL;
}

void mod_cors_explain_lists_doubt(const cors_origin_lookup_t *lookup,
                                  apr_array_header_t *doubts, apr_pool_t *pool)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(NULL);
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        const mod_cors_lists_list_t *list =
            APR_ARRAY_IDX(lists, i, const mod_cors_lists_list_t *);
        unsigned number = list->list.number;
        const char *doubt = (lookup->asked >> number & 1) != 0
                                ? doubt_of(list, &lookup->answers[number], pool)
                                : NULL;

        if (doubt) {
            APR_ARRAY_PUSH(doubts, const char *) = doubt;
        }
    }
}
