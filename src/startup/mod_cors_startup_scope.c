/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_scope.h"

#include <string.h>

#include <http_core.h>

#include <apr_fnmatch.h>

#include "glue/mod_cors_sections.h"

mod_cors_startup_scope_t mod_cors_startup_scope_of_server(const server_rec *s)
{
    mod_cors_startup_scope_t scope = {NULL, NULL, NULL};

    mod_cors_startup_scope_add(&scope, s->lookup_defaults, "", NULL);
    return scope;
}

void mod_cors_startup_scope_add(mod_cors_startup_scope_t *scope,
                                const ap_conf_vector_t *vector,
                                const char *kind, apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    const cors_settings_t *add = mod_cors_sections_settings(vector);

    if (add) {
        scope->settings = scope->settings
                              ? cors_settings_merge(scope->settings, add, pool)
                              : add;
    }
    if (core && core->expr_handler) {
        scope->handled_by = vector;
        scope->kind = kind;
    }
}

bool mod_cors_startup_scope_holds(const ap_conf_vector_t *vector,
                                  const char *path)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    apr_size_t length;

    if (!core || !core->d) {
        return false;
    }
    if (core->r) {
        return ap_regexec(core->r, path, 0, NULL, 0) == 0;
    }
    if (core->d_is_fnmatch) {
        return apr_fnmatch(core->d, path, APR_FNM_PATHNAME) == APR_SUCCESS;
    }
    length = strlen(core->d);
    return strncmp(core->d, path, length) == 0
           && (length == 0 || core->d[length - 1] == '/' || path[length] == '/'
               || path[length] == '\0');
}

mod_cors_startup_scope_t
mod_cors_startup_scope_at(const server_rec *s,
                          const apr_array_header_t *sections, const char *kind,
                          const char *path, apr_pool_t *pool)
{
    mod_cors_startup_scope_t scope = mod_cors_startup_scope_of_server(s);
    int i;

    for (i = 0; i < sections->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);

        if (mod_cors_startup_scope_holds(vector, path)) {
            mod_cors_startup_scope_add(&scope, vector, kind, pool);
        }
    }
    return scope;
}
