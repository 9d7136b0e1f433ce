/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_cors: the Fetch standard's CORS protocol for Apache httpd. This file is
 * the map: what httpd calls, in that order. A function's name begins with the
 * name of its file.
 *
 *   src/config/     directives
 *   src/startup/    what sections form together
 *   src/request/    hooks, which settings govern a request, the output filters
 *   src/base/, src/origin/, src/policy/    the core: origins, names, decisions
 */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "config/mod_cors_config.h"
#include "glue/mod_cors_private.h"
#include "request/mod_cors_cache.h"
#include "request/mod_cors_enforce.h"
#include "request/mod_cors_request.h"
#include "request/mod_cors_response.h"
#include "request/mod_cors_shared.h"
#include "startup/mod_cors_startup.h"

static void register_hooks(apr_pool_t *pool);

/* Not AP_DECLARE_MODULE: mod_cors_private.h declares the log index already. */
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

/* After an internal redirect mod_cache's quick handler would answer before the
 * new URL is decided, and its other handler with fields that an application wrote
 * for another visitor. */
static void register_around_cache(void)
{
    static const char *const cache[] = {"mod_cache.c", NULL};

    /* quick_handler: mod_cache declines requests that it must not answer. */
    ap_hook_quick_handler(mod_cors_cache_hide_redirected, NULL, cache,
                          APR_HOOK_FIRST);
    ap_hook_quick_handler(mod_cors_cache_show_redirected, cache, NULL,
                          APR_HOOK_FIRST);
    /* handler: the same, if mod_cache has no quick handler. */
    ap_hook_handler(mod_cors_cache_hide_foreign, NULL, cache,
                    APR_HOOK_REALLY_FIRST);
    ap_hook_handler(mod_cors_cache_show, cache, NULL, APR_HOOK_REALLY_FIRST);
}

static int register_around_others(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    if (ap_find_linked_module("mod_cache.c")) {
        register_around_cache();
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
    /* pre_config: registers what depends on modules that are loaded. */
    ap_hook_pre_config(register_around_others, NULL, NULL, APR_HOOK_MIDDLE);
    /* check_config: judges all sections; httpd -t ends here. */
    ap_hook_check_config(mod_cors_startup_check_config, NULL, NULL,
                         APR_HOOK_MIDDLE);
    /* post_config: computes what requests share; looks for other modules; writes
     * warnings and the version to the log. */
    ap_hook_post_config(mod_cors_shared_create, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(mod_cors_request_find_modules, NULL, NULL,
                        APR_HOOK_MIDDLE);
    ap_hook_post_config(mod_cors_startup_log, NULL, NULL, APR_HOOK_MIDDLE);
}

static void register_request_hooks(void)
{
    static const char *const setenvif[] = {"mod_setenvif.c", NULL};

    /* quick_handler, post_perdir_config: see register_around_others. */
    /* header_parser: decides; answers preflights, refuses under CorsEnforce. */
    ap_hook_header_parser(mod_cors_request_decide, setenvif, NULL,
                          APR_HOOK_MIDDLE);
    /* fixups: sets CORS_DECISION, and logs the decision. */
    ap_hook_fixups(mod_cors_request_log, NULL, NULL, APR_HOOK_REALLY_FIRST);
    /* insert_filter: decides again if the sections have changed; adds filters. */
    ap_hook_insert_filter(mod_cors_request_add_filters, NULL, NULL,
                          APR_HOOK_REALLY_LAST);
    /* handler: answers or refuses what header_parser did not. */
    ap_hook_handler(mod_cors_request_answer_or_refuse, NULL, NULL,
                    APR_HOOK_REALLY_FIRST - 1);
    /* insert_error_filter: the same for errors; decides early responses. */
    ap_hook_insert_error_filter(mod_cors_request_add_error_filters, NULL, NULL,
                                APR_HOOK_REALLY_LAST);
}

static void register_filters(void)
{
    mod_cors_response_filters_t *filters = &mod_cors_response_filters;

    /* Before mod_cache stores: all fields, or Vary alone. */
    filters->store = ap_register_output_filter("CORS_OUT_STORED",
                                               mod_cors_response_write_stored,
                                               NULL, AP_FTYPE_CONTENT_SET);
    filters->store_vary = ap_register_output_filter(
        "CORS_VARY_STORED", mod_cors_response_write_stored_vary, NULL,
        AP_FTYPE_CONTENT_SET);
    /* Behind all others that write fields: the fields, as nearly always, or
     * Vary alone; and the page of an error is dropped that became an answer. */
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
    (void)pool;
    register_startup_hooks();
    register_request_hooks();
    register_filters();
}
