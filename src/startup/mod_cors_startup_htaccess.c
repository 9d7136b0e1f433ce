/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives the warnings of start-up about a .htaccess, which httpd reads only for
 * a request. They are debug lines, since tenants' mistakes must not fill the
 * log.
 */
#include "startup/mod_cors_startup_htaccess.h"

#include <http_config.h>
#include <http_log.h>

#include "startup/mod_cors_startup_containers.h"
#include "startup/mod_cors_startup_handlers.h"
#include "startup/mod_cors_startup_idle.h"
#include "startup/mod_cors_startup_warn.h"
#include "glue/mod_cors_warnings.h"
#include "glue/mod_cors_private.h"

/* Start-up has checked the rules of configuration files already. */
static void warn_of_covered(apr_pool_t *pool, const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        const cors_origin_set_t *set = settings->origin_rules.sets[i];
        const cors_place_t *place = cors_origin_set_place(set);

        if (place && place->in_htaccess) {
            mod_cors_startup_warn_covered(pool, "CorsAllowOrigin", set);
        }
    }
}

void mod_cors_startup_htaccess_warn(request_rec *r)
{
    const cors_settings_t *settings =
        ap_get_module_config(r->per_dir_config, &cors_module);
    apr_pool_t *pool = r->pool;
    apr_hash_t *idle;

    if (!settings) {
        return;
    }
    idle = apr_hash_make(pool);
    mod_cors_startup_idle_note(idle, settings,
                               mod_cors_startup_idle_flags(settings));
    mod_cors_startup_idle_warn(idle, pool);
    if (cors_policy_is_in_force(settings)) {
        mod_cors_startup_warn_policy(pool, settings, false);
        mod_cors_startup_containers_warn(pool, settings, settings);
    }
    mod_cors_startup_warn_engine(pool, settings);
    warn_of_covered(pool, settings);
    mod_cors_startup_handlers_warn_htaccess(r);
    mod_cors_warnings_write_htaccess(r);
}
