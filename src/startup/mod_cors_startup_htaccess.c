/* SPDX-License-Identifier: Apache-2.0
 *
 * What is legal in a .htaccess, but hardly meant: the warnings of start-up, for
 * a file that only requests read, and so debug lines.
 */
#include "startup/mod_cors_startup_htaccess.h"

#include <http_config.h>
#include <http_log.h>

#include "startup/mod_cors_startup_handlers.h"
#include "startup/mod_cors_startup_verdict.h"
#include "glue/mod_cors_warnings.h"

extern module AP_MODULE_DECLARE_DATA cors_module;
APLOG_USE_MODULE(cors);

/* The rules of configuration files were judged at start-up. */
static void judge_own_rules(mod_cors_judge_t *judge,
                            const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.count; ++i) {
        void *set = settings->origin_rules.sets[i];
        const cors_place_t *place = cors_origin_set_place(set);

        if (place && place->in_htaccess) {
            mod_cors_judge_set(judge, "CorsAllowOrigin", set);
        }
    }
}

void mod_cors_startup_htaccess_warn(request_rec *r)
{
    const cors_settings_t *settings =
        ap_get_module_config(r->per_dir_config, &cors_module);
    static const mod_cors_gain_t no_gain = {false, false, false};
    mod_cors_judge_t *judge;

    if (!settings) {
        return;
    }
    judge = mod_cors_judge_create(r->pool, r->pool);
    mod_cors_judge(judge, settings, NULL, no_gain);
    mod_cors_judge_engine(judge, settings);
    mod_cors_judge_idle(judge);
    judge_own_rules(judge, settings);
    mod_cors_startup_handlers_warn_htaccess(r);
    mod_cors_warnings_write_htaccess(r);
}
