/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs all checks of the configuration as a whole, and logs their results.
 */
#include "startup/mod_cors_startup.h"

#include <ap_release.h>
#include <http_core.h>
#include <http_log.h>

#include <apr_strings.h>

#include "origin/cors_pattern_correction.h"
#include "origin/cors_public_suffix.h"
#include "mod_cors.h"
#include "startup/mod_cors_startup_conditions.h"
#include "startup/mod_cors_startup_databases.h"
#include "startup/mod_cors_startup_forward_proxy.h"
#include "startup/mod_cors_startup_handlers.h"
#include "startup/mod_cors_startup_logins.h"
#include "startup/mod_cors_startup_own_pages.h"
#include "startup/mod_cors_startup_sections.h"
#include "glue/mod_cors_warnings.h"
#include "glue/mod_cors_private.h"

#define POLICIES "mod_cors:policies"

/* httpd before 2.4.47 removes the fields from a 304, and no module can prevent
 * it. */
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
    mod_cors_startup_verdict_t *verdict =
        mod_cors_startup_verdict_create(pconf, ptemp);
    int policies, faults;

    (void)plog;
    mod_cors_startup_sections_check(verdict, main_server, ptemp);
    mod_cors_startup_handlers_warn(pconf, ptemp, main_server);
    mod_cors_startup_conditions_warn(pconf, ptemp);
    mod_cors_startup_forward_proxy_warn(pconf, ptemp);
    mod_cors_startup_logins_warn(pconf, ptemp, main_server);
    mod_cors_startup_own_pages_warn(pconf, ptemp);
    mod_cors_startup_databases_read(pconf, ptemp);
    check_version(pconf);
    faults = mod_cors_startup_verdict_report(verdict, main_server);
    policies = mod_cors_startup_verdict_policies(verdict);
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
