/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists from files share a thread in each process, because there may be
 * hundreds of processes. Each other list has a thread of its own, so that a
 * database that does not answer delays no other list. Not mod_watchdog's
 * singleton: over a graceful restart there are two of them, and if its process
 * ends, the next one waits for ten seconds.
 */
#include "lists/mod_cors_lists_watch.h"

#include <ap_mpm.h>
#include <http_core.h>
#include <mod_watchdog.h>

#include <apr_strings.h>

#include "glue/mod_cors_private.h"
#include "lists/mod_cors_lists.h"
#include "lists/mod_cors_lists_file.h"
#include "lists/mod_cors_lists_notes.h"
#include "lists/mod_cors_lists_refresh.h"
#include "lists/mod_cors_lists_segment.h"

#define LOCK_TRIES 50 /* with pauses: half a second */
#define LOCK_PAUSE apr_time_from_msec(10)

static mod_cors_lists_list_t *list_at(const apr_array_header_t *lists, int i)
{
    return APR_ARRAY_IDX(lists, i, mod_cors_lists_list_t *);
}

bool mod_cors_lists_watch_is_possible(void)
{
    return APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance) != NULL
           && APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback) != NULL;
}

int mod_cors_lists_watch_register_lock(apr_pool_t *pconf, apr_pool_t *plog,
                                       apr_pool_t *ptemp)
{
    (void)plog;
    (void)ptemp;
    mod_cors_lists_segment_register_lock(pconf);
    return OK;
}

/* ---- in a child ------------------------------------------------------- */

/* A child that has just begun looks at files, because it has perhaps no
 * permission to read what the parent process could read. It looks at nothing
 * else: other modules may not be ready. */
static bool is_due(const mod_cors_lists_list_t *list, bool begins)
{
    return begins ? list->provider->is_file != 0
                  : mod_cors_lists_notes_is_due(list);
}

static bool has_work(const mod_cors_lists_list_t *list, bool begins)
{
    return is_due(list, begins) || mod_cors_lists_notes_can_give_back(list);
}

/* Another process may have done the work before this one had the lock. */
static void work(const mod_cors_lists_list_t *list, bool begins)
{
    if (mod_cors_lists_notes_can_give_back(list)) {
        mod_cors_lists_segment_give_back(list);
        mod_cors_lists_notes_gave_back(list);
    }
    if (is_due(list, begins)) {
        mod_cors_lists_refresh_in_child(list);
    }
}

/* httpd calls this with the state "stopping" from another thread. */
static apr_status_t tick(int state, void *data, apr_pool_t *pool)
{
    const mod_cors_lists_list_t *list = data;
    bool begins = state == AP_WATCHDOG_STATE_STARTING;

    (void)pool; /* httpd may destroy it before this function returns */
    if (state != AP_WATCHDOG_STATE_STOPPING && has_work(list, begins)
        && mod_cors_lists_segment_try_lock(list)) {
        work(list, begins);
        mod_cors_lists_segment_unlock(list);
    }
    return APR_SUCCESS;
}

void mod_cors_lists_watch_begin_child(apr_pool_t *pchild, server_rec *s)
{
    (void)pchild;
    mod_cors_lists_segment_begin_child(s);
}

/* ---- at start --------------------------------------------------------- */

/* Watchdogs of the same name are one, with several callbacks. */
static const char *watchdog_name(const mod_cors_lists_list_t *list,
                                 apr_pool_t *pool)
{
    return list->provider == &mod_cors_lists_file_provider
               ? "mod_cors files"
               : apr_pstrcat(pool, "mod_cors list ", list->list.name, NULL);
}

static void register_callback(mod_cors_lists_list_t *list, apr_pool_t *pconf,
                              server_rec *main_server)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *register_fn =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;
    apr_status_t status =
        get_instance(&watchdog, watchdog_name(list, pconf), 0, 0, pconf);

    if (status == APR_SUCCESS) {
        status = register_fn(watchdog, AP_WD_TM_INTERVAL, list, tick);
    }
    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, main_server,
                     "list '%s': mod_watchdog has no thread for it, so it is "
                     "not refreshed",
                     list->list.name);
    }
}

/* A child has the lock for a moment when it looks at the file. If it has it for
 * longer, it is building: then it publishes, and nothing is to be done here. */
static bool lock_soon(const mod_cors_lists_list_t *list)
{
    int tries = LOCK_TRIES;

    while (!mod_cors_lists_segment_try_lock(list)) {
        if (--tries == 0) {
            return false;
        }
        apr_sleep(LOCK_PAUSE);
    }
    return true;
}

static void read_file(const mod_cors_lists_list_t *list)
{
    if (list->provider->is_file && lock_soon(list)) {
        mod_cors_lists_refresh_at_start(list, false);
        mod_cors_lists_segment_unlock(list);
    }
}

int mod_cors_lists_watch_start(apr_pool_t *pconf, apr_pool_t *plog,
                               apr_pool_t *ptemp, server_rec *main_server)
{
    const apr_array_header_t *lists = mod_cors_lists_defined(pconf);
    int i;

    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    mod_cors_lists_segment_attach(pconf, ptemp, main_server);
    for (i = 0; i < lists->nelts; ++i) {
        mod_cors_lists_list_t *list = list_at(lists, i);

        if (!list->segment) {
            continue;
        }
        mod_cors_lists_notes_restart(list);
        read_file(list);
        if (mod_cors_lists_watch_is_possible()) {
            register_callback(list, pconf, main_server);
        }
    }
    return OK;
}
