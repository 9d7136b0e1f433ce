/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd keeps a section as a vector of per-module settings. The <Files> and
 * <If> inside a section are in the settings of httpd's core.
 */
#include "glue/mod_cors_sections.h"

#include <http_core.h>

#include "glue/mod_cors_private.h"

const cors_settings_t *
mod_cors_sections_settings(const ap_conf_vector_t *vector)
{
    return ap_get_module_config(vector, &cors_module);
}

const ap_conf_vector_t *mod_cors_sections_inside(const ap_conf_vector_t *vector,
                                                 int number)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    int files = core && core->sec_file ? core->sec_file->nelts : 0;
    int ifs = core && core->sec_if ? core->sec_if->nelts : 0;

    if (number < files) {
        return APR_ARRAY_IDX(core->sec_file, number, ap_conf_vector_t *);
    }
    return number < files + ifs
               ? APR_ARRAY_IDX(core->sec_if, number - files, ap_conf_vector_t *)
               : NULL;
}

bool mod_cors_sections_any_inside(const ap_conf_vector_t *vector,
                                  mod_cors_sections_question_t *question,
                                  const void *baton)
{
    const ap_conf_vector_t *inside;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        if (question(baton, inside)) {
            return true;
        }
    }
    return false;
}

static bool has_settings(const void *baton, const ap_conf_vector_t *vector)
{
    return mod_cors_sections_settings(vector)
           || mod_cors_sections_any_inside(vector, has_settings, baton);
}

bool mod_cors_sections_have_settings(const ap_conf_vector_t *vector)
{
    return has_settings(NULL, vector);
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
        if (settings && settings->origin_rules.list.count > 0
            && !request->conditional_policy) {
            request->conditional_policy = settings->origin_rules.list.place;
        }
        mod_cors_sections_note_conditions(section, request);
    }
}
