/* SPDX-License-Identifier: Apache-2.0
 *
 * Hides mod_watchdog from other modules, as if it were not loaded: in most
 * builds of httpd it is a part of the program.
 */
#include <httpd.h>
#include <http_config.h>

#include <apr_optional.h>

static int hide(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    apr_dynamic_fn_register("ap_watchdog_get_instance", NULL);
    apr_dynamic_fn_register("ap_watchdog_register_callback", NULL);
    return OK;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_pre_config(hide, NULL, NULL, APR_HOOK_LAST);
}

AP_DECLARE_MODULE(no_watchdog) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
    AP_MODULE_FLAG_NONE,
};
