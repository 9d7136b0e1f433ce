/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_cors: the Fetch standard's CORS protocol for Apache httpd. This file is
 * the map: what httpd calls, and which file has it.
 *
 *   src/config/     directives
 *   src/startup/    what sections form together
 *   src/request/    hooks, which settings govern a request, the output filter
 *   src/base/, src/origin/, src/policy/    the core: origins, names, decisions
 */
#include <httpd.h>
#include <http_config.h>

#include "request/mod_cors_cache.h"
#include "startup/mod_cors_startup.h"
#include "config/mod_cors_config.h"
#include "request/mod_cors_facts.h"
#include "glue/mod_cors_private.h"
#include "request/mod_cors_request.h"
#include "request/mod_cors_response.h"
#include "request/mod_cors_shared.h"

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

static int prepare(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                   server_rec *main_server)
{
    mod_cors_facts_protected = mod_cors_shared_create(pconf, main_server);
    mod_cors_facts_find_tls();
    mod_cors_cache_find();
    return mod_cors_startup_log(pconf, plog, ptemp, main_server);
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    mod_cors_response_register();
    mod_cors_request_register();
    ap_hook_pre_config(mod_cors_request_register_late, NULL, NULL,
                       APR_HOOK_MIDDLE);
    ap_hook_check_config(mod_cors_startup_check_config, NULL, NULL,
                         APR_HOOK_MIDDLE);
    ap_hook_post_config(prepare, NULL, NULL, APR_HOOK_MIDDLE);
}
