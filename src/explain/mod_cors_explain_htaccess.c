/* SPDX-License-Identifier: Apache-2.0
 *
 * Tries the names of AccessFileName in each directory of the request. httpd
 * writes the error of a .htaccess only to its log, so this file does not know
 * which line is wrong.
 */
#include "explain/mod_cors_explain_htaccess.h"

#include <string.h>

#include <http_core.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "glue/mod_cors_permission.h"

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
            && !mod_cors_permission_examine(name, r->pool).read) {
            APR_ARRAY_PUSH(doubts, const char *) = apr_psprintf(
                r->pool, "%s is readable by root, but not by User", name);
        }
    }
}

void mod_cors_explain_htaccess_doubt(const request_rec *r,
                                     apr_array_header_t *doubts)
{
    const struct htaccess_result *file;

    for (file = mod_cors_permission_differs(r->pool) ? r->htaccess : NULL; file;
         file = file->next) {
        if (file->htaccess) {
            doubt_of_directory(r, file->dir, doubts);
        }
    }
}

/* Returns the first of the names that exists in the directory, as httpd does,
 * or NULL. */
static const char *find_in(const request_rec *r, const char *directory)
{
    const char *names = access_names(r);

    while (*names) {
        const char *name = apr_pstrcat(r->pool, directory,
                                       ap_getword_conf(r->pool, &names), NULL);
        apr_finfo_t info;

        if (apr_stat(&info, name, APR_FINFO_TYPE, r->pool) == APR_SUCCESS) {
            return name;
        }
    }
    return NULL;
}

static bool can_open(const char *name, apr_pool_t *pool)
{
    apr_file_t *file;

    if (apr_file_open(&file, name, APR_FOPEN_READ | APR_FOPEN_NONBLOCK,
                      APR_FPROT_OS_DEFAULT, pool)
        != APR_SUCCESS) {
        return false;
    }
    apr_file_close(file);
    return true;
}

/* While httpd reads a .htaccess, r->filename is its directory. */
const char *mod_cors_explain_htaccess_refusing(const request_rec *r)
{
    apr_size_t length = r->filename ? strlen(r->filename) : 0;
    const char *name = NULL;

    if (length > 0 && r->filename[length - 1] == '/'
        && (r->status == HTTP_INTERNAL_SERVER_ERROR
            || r->status == HTTP_FORBIDDEN)) {
        name = find_in(r, r->filename);
    }
    return name
                   && (r->status == HTTP_INTERNAL_SERVER_ERROR
                       || !can_open(name, r->pool))
               ? name
               : NULL;
}
