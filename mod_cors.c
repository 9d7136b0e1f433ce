/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_cors: the Fetch standard's CORS protocol for Apache httpd. This file is
 * the map: it registers every hook and filter, in the order in which httpd
 * calls them. A function's name begins with the name of its file.
 *
 *   src/config/     reads directives
 *   src/startup/    checks combinations of sections, and warns
 *   src/request/    hooks, the settings of a request, the output filters
 *   src/explain/    answers questions, and translates old recipes
 *   src/status/     counters of decisions, and the page cors-status
 *   src/lists/      origin lists: sources, shared memory, refreshes
 *   src/glue/       code that these share
 *   src/base/, src/origin/, src/policy/    the core: origins, names, decisions
 */
#include <httpd.h>
#include <ap_provider.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>
#if AP_MODULE_MAGIC_AT_LEAST(20120211, 102)
#include <http_ssl.h>
#endif
#include <util_filter.h>

#include "config/mod_cors_config.h"
#include "explain/mod_cors_explain_dump.h"
#include "explain/mod_cors_explain_handler.h"
#include "explain/mod_cors_explain_migrate.h"
#include "explain/mod_cors_explain_print.h"
#include "explain/mod_cors_explain_request.h"
#include "glue/mod_cors_handler.h"
#include "glue/mod_cors_private.h"
#include "lists/mod_cors_lists_check.h"
#include "lists/mod_cors_lists_dbd.h"
#include "lists/mod_cors_lists_file.h"
#include "lists/mod_cors_lists_watch.h"
#include "request/mod_cors_api.h"
#include "request/mod_cors_cache.h"
#include "request/mod_cors_count.h"
#include "request/mod_cors_enforce.h"
#include "request/mod_cors_precompute.h"
#include "request/mod_cors_request.h"
#include "request/mod_cors_response.h"
#include "startup/mod_cors_startup.h"
#include "status/mod_cors_status.h"
#include "status/mod_cors_status_handler.h"
#include "status/mod_cors_status_server_status.h"

static void register_hooks(apr_pool_t *pool);

/* AP_DECLARE_MODULE would declare the log index a second time, since
 * mod_cors_private.h declares it. */
module AP_MODULE_DECLARE_DATA cors_module = {
    STANDARD20_MODULE_STUFF,
    mod_cors_config_create,
    mod_cors_config_merge,
    NULL, /* the per-server slot is filled in post_config */
    NULL,
    mod_cors_directives,
    register_hooks,
    AP_MODULE_FLAG_NONE,
};

/* After an internal redirect, mod_cache's quick handler would answer before the
 * new URL is decided. Its normal handler could answer with fields that an
 * application wrote for another visitor. */
static void register_cache_hooks(void)
{
    static const char *const cache[] = {"mod_cache.c", NULL};

    /* quick_handler: makes mod_cache decline requests that it must not
     * answer. */
    ap_hook_quick_handler(mod_cors_cache_hide_redirected, NULL, cache,
                          APR_HOOK_FIRST);
    ap_hook_quick_handler(mod_cors_cache_show_redirected, cache, NULL,
                          APR_HOOK_FIRST);
    /* handler: the same under 'CacheQuickHandler Off'. */
    ap_hook_handler(mod_cors_cache_hide_foreign, NULL, cache,
                    APR_HOOK_REALLY_FIRST);
    ap_hook_handler(mod_cors_cache_show, cache, NULL, APR_HOOK_REALLY_FIRST);
}

static int register_for_configuration(apr_pool_t *pconf, apr_pool_t *plog,
                                      apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    if (mod_cors_handler_is_configured(MOD_CORS_HANDLER_EXPLAIN)) {
        /* handler: answers questions about decisions. */
        ap_hook_handler(mod_cors_explain_handler, NULL, NULL, APR_HOOK_MIDDLE);
    }
    if (mod_cors_handler_is_configured(MOD_CORS_HANDLER_STATUS)) {
        /* handler: sends the page cors-status. */
        ap_hook_handler(mod_cors_status_handler_answer, NULL, NULL,
                        APR_HOOK_MIDDLE);
    }
    if (ap_find_linked_module("mod_cache.c")) {
        register_cache_hooks();
    }
    if (ap_find_linked_module("mod_dav.c")) {
        /* post_perdir_config: refuses a COPY or MOVE by its destination. */
        ap_hook_post_perdir_config(mod_cors_enforce_destination, NULL, NULL,
                                   APR_HOOK_MIDDLE);
    }
    return OK;
}

static void register_startup_hooks(void)
{
    static const char *const ssl[] = {"mod_ssl.c", NULL};

    /* pre_config: registers hooks that only certain modules or pages need. */
    ap_hook_pre_config(register_for_configuration, NULL, NULL, APR_HOOK_MIDDLE);
    /* pre_config: registers the lock of origin lists. */
    ap_hook_pre_config(mod_cors_lists_watch_register_lock, NULL, NULL,
                       APR_HOOK_MIDDLE);
    /* check_config: checks origin lists, then all sections. httpd -t runs this
     * hook, but not the next ones. */
    ap_hook_check_config(mod_cors_lists_check_config, NULL, NULL,
                         APR_HOOK_MIDDLE - 1);
    ap_hook_check_config(mod_cors_startup_check_config, NULL, NULL,
                         APR_HOOK_MIDDLE);
    /* test_config, under "httpd -t" only: answers the questions of -D
     * CORS_EXPLAIN; prints all settings for -D DUMP_CORS; translates old
     * recipes for -D CORS_MIGRATE. */
    ap_hook_test_config(mod_cors_explain_print, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_test_config(mod_cors_explain_dump, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_test_config(mod_cors_explain_migrate_print, NULL, NULL,
                        APR_HOOK_MIDDLE);
    /* post_config, not under httpd -t: finds, creates and reads the images of
     * origin lists, before mod_watchdog; finds or creates the counters, after
     * mod_ssl, which knows the default ports; then computes data that all
     * requests share; looks up functions and filters of other modules; logs the
     * warnings and the version. */
    ap_hook_post_config(mod_cors_lists_watch_start, NULL, NULL,
                        APR_HOOK_MIDDLE);
    ap_hook_post_config(mod_cors_status_create, ssl, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(mod_cors_precompute, NULL, NULL, APR_HOOK_MIDDLE + 1);
    ap_hook_post_config(mod_cors_request_find_modules, NULL, NULL,
                        APR_HOOK_MIDDLE);
    ap_hook_post_config(mod_cors_startup_log, NULL, NULL, APR_HOOK_MIDDLE);
    /* child_init: prepares the locks of origin lists, before mod_watchdog
     * starts threads; notes the process id, for locks of the counters. */
    ap_hook_child_init(mod_cors_lists_watch_begin_child, NULL, NULL,
                       APR_HOOK_FIRST);
    ap_hook_child_init(mod_cors_status_begin_child, NULL, NULL,
                       APR_HOOK_MIDDLE);
}

static void register_request_hooks(void)
{
    static const char *const setenvif[] = {"mod_setenvif.c", NULL};

#if AP_MODULE_MAGIC_AT_LEAST(20120211, 102)
    /* ssl_conn_is_ssl: says whether the URL of a question has TLS. */
    ap_hook_ssl_conn_is_ssl(mod_cors_explain_request_has_tls, NULL, NULL,
                            APR_HOOK_LAST);
#endif

    /* quick_handler, post_perdir_config: see register_for_configuration. */
    /* header_parser: decides; answers preflights; refuses what CorsEnforce
     * refuses. */
    ap_hook_header_parser(mod_cors_request_decide, setenvif, NULL,
                          APR_HOOK_MIDDLE);
    /* fixups: sets CORS_DECISION, and logs the decision. */
    ap_hook_fixups(mod_cors_request_log, NULL, NULL, APR_HOOK_REALLY_FIRST);
    /* insert_filter: decides again if the sections have changed; adds
     * filters. */
    ap_hook_insert_filter(mod_cors_request_add_filters, NULL, NULL,
                          APR_HOOK_REALLY_LAST);
    /* handler: answers or refuses requests whose sections have changed since
     * header_parser. */
    ap_hook_handler(mod_cors_request_handle_changed_sections, NULL, NULL,
                    APR_HOOK_REALLY_FIRST - 1);
    /* insert_error_filter: does for errors what insert_filter does; decides
     * early responses. */
    ap_hook_insert_error_filter(mod_cors_request_add_error_filters, NULL, NULL,
                                APR_HOOK_REALLY_LAST);
}

/* The sources of origin lists, in the way of other modules. */
static void register_providers(apr_pool_t *pool)
{
    ap_register_provider(pool, CORS_LIST_PROVIDER_GROUP, "file",
                         CORS_LIST_PROVIDER_VERSION,
                         &mod_cors_lists_file_provider);
    ap_register_provider(pool, CORS_LIST_PROVIDER_GROUP, "dbd",
                         CORS_LIST_PROVIDER_VERSION,
                         &mod_cors_lists_dbd_provider);
}

static void register_filters(void)
{
    mod_cors_response_filters_t *filters = &mod_cors_response_filters;

    /* Before mod_cache's filter that stores: write all fields, or Vary
     * alone. */
    filters->store = ap_register_output_filter("CORS_OUT_STORED",
                                               mod_cors_response_write_stored,
                                               NULL, AP_FTYPE_CONTENT_SET);
    filters->store_vary = ap_register_output_filter(
        "CORS_VARY_STORED", mod_cors_response_write_stored_vary, NULL,
        AP_FTYPE_CONTENT_SET);
    /* After all filters of other modules that write fields: CORS_OUT writes all
     * fields, CORS_VARY writes Vary alone, and CORS_NO_BODY drops the page of
     * an error that became the answer to a preflight. */
    filters->last =
        ap_register_output_filter("CORS_OUT", mod_cors_response_write, NULL,
                                  (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
    filters->vary = ap_register_output_filter(
        "CORS_VARY", mod_cors_response_write_vary, NULL,
        (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
    filters->no_body = ap_register_output_filter(
        "CORS_NO_BODY", mod_cors_response_drop_body, NULL,
        (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
}

static void register_hooks(apr_pool_t *pool)
{
    register_providers(pool);
    /* Optional functions that other modules call in any hook. */
    mod_cors_api_register();
    register_startup_hooks();
    register_request_hooks();
    /* request_status of mod_proxy: counts WebSockets. */
    mod_cors_count_register();
    /* status_hook of mod_status: adds a part to the page server-status. */
    mod_cors_status_server_status_register();
    register_filters();
}
