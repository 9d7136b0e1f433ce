/* SPDX-License-Identifier: Apache-2.0
 *
 * mod_cors: the Fetch standard's CORS protocol for Apache httpd. This file is
 * the map: what httpd calls, and which file has it.
 *
 *   src/mod_cors_config.c    directives; src/mod_cors_lists.c those with lists
 *   src/mod_cors_check.c     what sections form together, at start-up
 *   src/mod_cors_prepare.c   what start-up does for all requests
 *   src/mod_cors_request.c   hooks: preflights, enforcement, output filter added
 *   src/mod_cors_context.c   which settings govern a request
 *   src/mod_cors_response.c  the output filter
 *   src/cors_*.c             the core: origins, names, policies, decisions
 */
#include <httpd.h>
#include <http_config.h>

#include "src/mod_cors_cache.h"
#include "src/mod_cors_check.h"
#include "src/mod_cors_config.h"
#include "src/mod_cors_facts.h"
#include "src/mod_cors_prepare.h"
#include "src/mod_cors_private.h"

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
    mod_cors_facts_protected = mod_cors_prepare(pconf, main_server);
    mod_cors_context_prepare();
    mod_cors_cache_prepare();
    return mod_cors_announce(pconf, plog, ptemp, main_server);
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    mod_cors_response_register();
    mod_cors_request_register();
    ap_hook_pre_config(mod_cors_request_register_late, NULL, NULL,
                       APR_HOOK_MIDDLE);
    ap_hook_check_config(mod_cors_check_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(prepare, NULL, NULL, APR_HOOK_MIDDLE);
}
