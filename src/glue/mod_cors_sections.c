/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks into sections as httpd keeps them: a vector of per-module settings,
 * with those of its <Files> and <If> in the core's.
 */
#include "glue/mod_cors_sections.h"

#include <string.h>

#include <http_core.h>

#include <apr_strings.h>

extern module AP_MODULE_DECLARE_DATA cors_module;

const cors_settings_t *
mod_cors_sections_settings(const ap_conf_vector_t *vector)
{
    return ap_get_module_config(vector, &cors_module);
}

const char *mod_cors_sections_literal_path(const ap_conf_vector_t *vector,
                                           bool *slash, apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    apr_size_t length;

    if (!core || core->r || core->d_is_fnmatch || !core->d) {
        return NULL;
    }
    length = strlen(core->d);
    *slash = length > 0 && core->d[length - 1] == '/';
    while (length > 0 && core->d[length - 1] == '/') {
        --length;
    }
    return apr_pstrmemdup(pool, core->d, length);
}

bool mod_cors_sections_any_inside(const ap_conf_vector_t *vector,
                                  mod_cors_sections_question_t *question)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    const apr_array_header_t *lists[2] = {core ? core->sec_file : NULL,
                                          core ? core->sec_if : NULL};
    int i, j;

    for (i = 0; i < 2; ++i) {
        for (j = 0; lists[i] && j < lists[i]->nelts; ++j) {
            if (question(APR_ARRAY_IDX(lists[i], j, ap_conf_vector_t *))) {
                return true;
            }
        }
    }
    return false;
}

bool mod_cors_sections_concern_us(const ap_conf_vector_t *vector)
{
    return mod_cors_sections_settings(vector)
           || mod_cors_sections_any_inside(vector,
                                           mod_cors_sections_concern_us);
}

static bool has_rules(const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_sections_settings(vector);

    return (settings && settings->origin_rules.count > 0)
           || mod_cors_sections_any_inside(vector, has_rules);
}

static bool has_enforcement(const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_sections_settings(vector);

    return (settings && settings->enforce.level != CORS_ENFORCE_OFF)
           || mod_cors_sections_any_inside(vector, has_enforcement);
}

static bool has_denial(const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_sections_settings(vector);

    return (settings && settings->deny_rules.count > 0)
           || mod_cors_sections_any_inside(vector, has_denial);
}

mod_cors_gain_t mod_cors_gain_of(const ap_conf_vector_t *vector)
{
    mod_cors_gain_t gain = {has_rules(vector), has_enforcement(vector),
                            has_denial(vector)};

    return gain;
}

static mod_cors_effect_t effect_of(const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_sections_settings(vector);
    mod_cors_effect_t effect = {0, false, mod_cors_gain_of(vector)};

    if (settings) {
        effect.tolerances = settings->tolerance.flags;
        effect.off = (settings->credentials.place && !settings->credentials.on)
                     || settings->engine.mode == CORS_ENGINE_OFF;
    }
    return effect;
}

mod_cors_effect_t mod_cors_both_effects(mod_cors_effect_t one,
                                        mod_cors_effect_t other)
{
    one.tolerances |= other.tolerances;
    one.off = one.off || other.off;
    one.gain = mod_cors_both_gains(one.gain, other.gain);
    return one;
}

mod_cors_effects_t mod_cors_effects_of(const apr_array_header_t *sections,
                                       const ap_conf_vector_t *defaults,
                                       apr_pool_t *pool)
{
    static const mod_cors_effects_t none;
    mod_cors_effects_t effects = none;
    int i;

    effects.all.gain.rules = mod_cors_sections_any_inside(defaults, has_rules);
    effects.all.gain.enforcement =
        mod_cors_sections_any_inside(defaults, has_enforcement);
    effects.all.gain.denial =
        mod_cors_sections_any_inside(defaults, has_denial);
    for (i = 0; i < sections->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        mod_cors_effect_t effect = effect_of(vector);
        bool slash;

        effects.all = mod_cors_both_effects(effects.all, effect);
        if (!mod_cors_sections_literal_path(vector, &slash, pool)) {
            effects.patterns = mod_cors_both_effects(effects.patterns, effect);
        }
    }
    return effects;
}

void mod_cors_sections_note_conditions(const ap_conf_vector_t *sections,
                                       cors_request_t *request)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    int i;

    for (i = 0; core && core->sec_if && i < core->sec_if->nelts; ++i) {
        const ap_conf_vector_t *section =
            APR_ARRAY_IDX(core->sec_if, i, ap_conf_vector_t *);
        const cors_settings_t *settings =
            ap_get_module_config(section, &cors_module);

        request->conditional = request->conditional || settings;
        if (settings && settings->origin_rules.count > 0
            && !request->conditional_policy) {
            request->conditional_policy = settings->origin_rules.place;
        }
        mod_cors_sections_note_conditions(section, request);
    }
}
