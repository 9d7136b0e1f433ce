/* SPDX-License-Identifier: Apache-2.0
 *
 * A restart keeps the versions of the lists. So a file that is missing at that
 * moment must not stop the server.
 */
#include "lists/mod_cors_lists_check.h"

#include <http_core.h>
#include <http_log.h>

#include <apr_strings.h>

#include "glue/mod_cors_permission.h"
#include "glue/mod_cors_private.h"
#include "glue/mod_cors_warnings.h"
#include "lists/mod_cors_lists.h"
#include "lists/mod_cors_lists_refresh.h"
#include "lists/mod_cors_lists_segment.h"
#include "lists/mod_cors_lists_watch.h"

static mod_cors_lists_list_t *list_at(const apr_array_header_t *lists, int i)
{
    return APR_ARRAY_IDX(lists, i, mod_cors_lists_list_t *);
}

static void log_error(const cors_place_t *place, const char *sentence,
                      server_rec *main_server)
{
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, main_server,
                 "%s:%d: %s", place->file, place->line, sentence);
}

static void warn(const mod_cors_lists_list_t *list, const char *sentence,
                 apr_pool_t *pconf)
{
    mod_cors_warnings_add(pconf, list->defined,
                          apr_psprintf(pconf, "CorsOriginList '%s' %s",
                                       list->list.name, sentence));
}

/* ---- names ------------------------------------------------------------ */

/* Returns the number of names without a CorsOriginList. */
static int check_names(apr_pool_t *pconf, apr_pool_t *ptemp,
                       server_rec *main_server)
{
    const apr_array_header_t *named = mod_cors_lists_named(pconf);
    int faults = 0;
    int i;

    for (i = 0; i < named->nelts; ++i) {
        const mod_cors_lists_list_t *list = list_at(named, i);

        if (!list->defined) {
            log_error(list->used,
                      cors_remedy_sentence(
                          mod_cors_lists_unknown(pconf, list->list.name, ptemp),
                          apr_pstrcat(ptemp, "list:", list->list.name, NULL),
                          ptemp),
                      main_server);
            ++faults;
        }
    }
    return faults;
}

/* ---- files ------------------------------------------------------------ */

static void warn_of_permissions(const mod_cors_lists_list_t *list,
                                apr_pool_t *pconf, apr_pool_t *ptemp)
{
    const char *path = ap_server_root_relative(ptemp, list->source.args);
    mod_cors_permission_t may;

    if (!path || !mod_cors_permission_differs(ptemp)) {
        return;
    }
    may = mod_cors_permission_examine(path, ptemp);
    if (!may.read) {
        warn(list,
             "is in a file that root can read but User cannot, so that "
             "changes are found only at restarts; let User read it",
             pconf);
    }
    if (may.write) {
        warn(list,
             "is in a file that User can write to or replace, and so can "
             "every program that httpd starts; let another user own the "
             "file and its directory",
             pconf);
    }
}

/* Rows that never allow an origin are probably a mistake, unless the list is
 * one of denied origins. */
static void warn_of_deny_only(const mod_cors_lists_list_t *list,
                              const cors_list_build_t *build, apr_pool_t *pconf,
                              apr_pool_t *pool)
{
    const char *text;

    if (build->dangerous == 0 || list->only_denies) {
        return;
    }
    text = apr_psprintf(pool,
                        "never allows the origins of %" APR_UINT64_T_FMT
                        " of %" APR_UINT64_T_FMT " rows: %s",
                        build->dangerous, build->rows + build->skipped,
                        build->deny_only);
    if (build->dangerous > 1) {
        text = apr_psprintf(pool, "%s | and %" APR_UINT64_T_FMT " more", text,
                            build->dangerous - 1);
    }
    warn(list, text, pconf);
}

/* Returns whether the rows of the file can be used. */
static bool check_file(const mod_cors_lists_list_t *list, apr_pool_t *pconf,
                       apr_pool_t *ptemp, server_rec *main_server)
{
    cors_list_build_t build;
    const char *reason, *skipped;
    apr_pool_t *pool;

    apr_pool_create(&pool, ptemp);
    reason = mod_cors_lists_refresh_check(list, &build, pool);
    if (reason) {
        log_error(list->defined,
                  apr_psprintf(pool,
                               "CorsOriginList '%s' (%s) cannot be used: %s%s",
                               list->list.name, list->source_text, reason,
                               cors_list_build_remedy(&build, pool)),
                  main_server);
    }
    else {
        skipped = mod_cors_lists_refresh_skipped(&build, pool);
        if (skipped) {
            warn(list, skipped, pconf);
        }
        warn_of_deny_only(list, &build, pconf, pool);
        warn_of_permissions(list, pconf, ptemp);
    }
    apr_pool_destroy(pool);
    return !reason;
}

/* At a start, httpd reads the configuration twice; the first time is enough. */
static bool needs_check(const mod_cors_lists_list_t *list, apr_pool_t *ptemp,
                        server_rec *main_server)
{
    return list->provider->is_file
           && (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG
               || (ap_state_query(AP_SQ_CONFIG_GEN) > 1
                   && !mod_cors_lists_segment_has_version(list, ptemp,
                                                          main_server)));
}

static void check_watchdog(const mod_cors_lists_list_t *list, apr_pool_t *pconf)
{
    if (!mod_cors_lists_watch_is_possible()) {
        warn(list,
             "is read at restarts only, because mod_watchdog is not "
             "loaded; load it with LoadModule",
             pconf);
    }
}

int mod_cors_lists_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                                apr_pool_t *ptemp, server_rec *main_server)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    int faults = check_names(pconf, ptemp, main_server);
    int i;

    (void)plog;
    mod_cors_lists_complete(pconf);
    for (i = 0; i < lists->nelts; ++i) {
        const mod_cors_lists_list_t *list = list_at(lists, i);

        check_watchdog(list, pconf);
        if (needs_check(list, ptemp, main_server)
            && !check_file(list, pconf, ptemp, main_server)) {
            ++faults;
        }
    }
    return faults > 0 ? HTTP_INTERNAL_SERVER_ERROR : OK;
}

void mod_cors_lists_check_read_files(apr_pool_t *pconf, apr_pool_t *pool)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    int i;

    for (i = 0; i < lists->nelts; ++i) {
        mod_cors_lists_list_t *list = list_at(lists, i);

        if (list->provider->is_file && !list->list.image
            && mod_cors_lists_segment_make_private(list, pool)) {
            mod_cors_lists_refresh_at_start(list, true);
        }
    }
}
