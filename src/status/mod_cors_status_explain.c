/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the configuration as httpd has parsed it: the settings of other modules
 * are compiled, and do not say where they were written.
 */
#include "status/mod_cors_status_explain.h"

#include <stdbool.h>
#include <string.h>

#include <http_config.h>

#include "glue/mod_cors_directive.h"

/* Returns the path of a section that sets the handler, or NULL. */
static const char *path_of(const ap_directive_t *section, apr_pool_t *pool)
{
    const ap_directive_t *inner = section->first_child;
    const char *path;

    while (
        inner
        && !(mod_cors_directive_is(inner, "SetHandler")
             && strcmp(mod_cors_directive_argument(inner, pool), "cors-explain")
                    == 0)) {
        inner = inner->next;
    }
    path = inner ? mod_cors_directive_argument(section, pool) : "";
    return path[0] == '/' && !strpbrk(path, "*?[") ? path : NULL;
}

/* Searches a list of directives: of a server, or of the file. */
static const char *find_path(const ap_directive_t *directive,
                             const server_rec *s, apr_pool_t *pool)
{
    const char *shared = NULL;
    const char *path;

    for (; directive; directive = directive->next) {
        if (mod_cors_directive_is(directive, "<Location")) {
            path = path_of(directive, pool);
            shared = shared ? shared : path;
        }
        else if (mod_cors_directive_is_of(directive, s)) {
            path = find_path(directive->first_child, s, pool);
            if (path) {
                return path;
            }
        }
    }
    return shared;
}

const char *mod_cors_status_explain_path(const server_rec *s, apr_pool_t *pool)
{
    return find_path(ap_conftree, s, pool);
}
