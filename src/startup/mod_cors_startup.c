/* SPDX-License-Identifier: Apache-2.0
 *
 * Judges the configuration as a whole, and tells at start what came of it.
 */
#include "startup/mod_cors_startup.h"

#include <ap_release.h>
#include <http_core.h>
#include <http_log.h>

#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"
#include "origin/cors_public_suffix.h"
#include "mod_cors.h"
#include "startup/mod_cors_startup_forward_proxy.h"
#include "startup/mod_cors_startup_handlers.h"
#include "startup/mod_cors_startup_logins.h"
#include "startup/mod_cors_startup_walk.h"
#include "glue/mod_cors_warnings.h"

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

#define POLICIES "mod_cors:policies"

static void remember(apr_hash_t *sections, const apr_array_header_t *list,
                     apr_pool_t *pool)
{
    int i;

    for (i = 0; list && i < list->nelts; ++i) {
        void *vector = APR_ARRAY_IDX(list, i, void *);

        apr_hash_set(sections, apr_pmemdup(pool, &vector, sizeof(vector)),
                     sizeof(vector), vector);
    }
}

static int length_of(const apr_array_header_t *list)
{
    return list ? list->nelts : 0;
}

/* Whether the server says anything about us that the main server does not. */
static bool differs(const server_rec *s, const server_rec *main_server)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_server_config *main_core =
        ap_get_core_module_config(main_server->module_config);
    const core_dir_config *dir = ap_get_core_module_config(s->lookup_defaults);
    const core_dir_config *main_dir =
        ap_get_core_module_config(main_server->lookup_defaults);

    return ap_get_module_config(s->lookup_defaults, &cors_module)
               != ap_get_module_config(main_server->lookup_defaults,
                                       &cors_module)
           || core->sec_dir->nelts != main_core->sec_dir->nelts
           || core->sec_url->nelts != main_core->sec_url->nelts
           || length_of(dir->sec_file) != length_of(main_dir->sec_file)
           || length_of(dir->sec_if) != length_of(main_dir->sec_if);
}

static void walk_all(mod_cors_judge_t *judge, server_rec *main_server,
                     apr_pool_t *ptemp)
{
    const core_server_config *core =
        ap_get_core_module_config(main_server->module_config);
    const core_dir_config *dir =
        ap_get_core_module_config(main_server->lookup_defaults);
    apr_hash_t *inherited = apr_hash_make(ptemp);
    apr_pool_t *pool;
    server_rec *s;

    mod_cors_walk_server(judge, main_server, main_server, NULL, ptemp);
    remember(inherited, core->sec_dir, ptemp);
    remember(inherited, core->sec_url, ptemp);
    remember(inherited, dir->sec_file, ptemp);
    remember(inherited, dir->sec_if, ptemp);
    apr_pool_create(&pool, ptemp);
    for (s = main_server->next; s; s = s->next) {
        if (differs(s, main_server)) {
            mod_cors_walk_server(judge, s, main_server, inherited, pool);
            apr_pool_clear(pool);
        }
    }
    apr_pool_destroy(pool);
    mod_cors_judge_idle(judge);
}

/* Before 2.4.47 httpd drops the fields from a 304; no module can help. */
static void check_version(apr_pool_t *pconf)
{
    ap_version_t version;

    ap_get_server_revision(&version);
    if (version.major == 2 && version.minor == 4 && version.patch < 47) {
        mod_cors_warnings_add(
            pconf, NULL,
            apr_psprintf(pconf,
                         "httpd 2.4.%d removes the CORS fields "
                         "from 304 responses; use httpd 2.4.47 "
                         "or later",
                         version.patch));
    }
}

int mod_cors_startup_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                                  apr_pool_t *ptemp, server_rec *main_server)
{
    mod_cors_judge_t *judge = mod_cors_judge_create(pconf, ptemp);
    int policies, faults;

    (void)plog;
    walk_all(judge, main_server, ptemp);
    mod_cors_startup_handlers_warn(pconf, ptemp, main_server);
    mod_cors_startup_forward_proxy_warn(pconf, ptemp);
    mod_cors_startup_logins_warn(pconf, ptemp, main_server);
    check_version(pconf);
    faults = mod_cors_judge_write(judge, main_server);
    policies = mod_cors_judge_policies(judge);
    apr_pool_userdata_setn(apr_pmemdup(pconf, &policies, sizeof(policies)),
                           POLICIES, NULL, pconf);
    if (ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST) {
        mod_cors_warnings_write(pconf, main_server);
    }
    return faults > 0 ? HTTP_INTERNAL_SERVER_ERROR : OK;
}

int mod_cors_startup_log(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                         server_rec *main_server)
{
    void *policies = NULL;

    (void)plog;
    (void)ptemp;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    mod_cors_warnings_write(pconf, main_server);
    apr_pool_userdata_get(&policies, POLICIES, pconf);
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, main_server,
                 "version " MOD_CORS_VERSION ", policies: %d%s%s",
                 policies ? *(const int *)policies : 0,
                 cors_public_suffix_is_built_in()
                     ? ""
                     : ", no check for public suffixes (built without libpsl)",
                 cors_pattern_correction_has_idn()
                     ? ""
                     : ", no Punycode in messages (built without libidn2)");
    return OK;
}
