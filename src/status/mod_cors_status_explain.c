/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the configuration as httpd has parsed it: the settings of other modules
 * are compiled, and do not say where they were written.
 */
#include "status/mod_cors_status_explain.h"

#include <stdbool.h>
#include <string.h>

#include <http_config.h>

static bool is_named(const ap_directive_t *directive, const char *name)
{
    return strcasecmp(directive->directive, name) == 0;
}

/* Returns the first argument; that of a section ends with '>'. */
static char *argument_of(const ap_directive_t *directive, apr_pool_t *pool)
{
    const char *args = directive->args;
    char *argument = ap_getword_conf(pool, &args);
    apr_size_t length = strlen(argument);

    if (directive->directive[0] == '<' && length > 0
        && argument[length - 1] == '>') {
        argument[length - 1] = '\0';
    }
    return argument;
}

/* Returns the path of a section that sets the handler, or NULL. */
static const char *path_of(const ap_directive_t *section, apr_pool_t *pool)
{
    const ap_directive_t *inner = section->first_child;
    const char *path;

    while (inner
           && !(is_named(inner, "SetHandler")
                && strcmp(argument_of(inner, pool), "cors-explain") == 0)) {
        inner = inner->next;
    }
    path = inner ? argument_of(section, pool) : "";
    return path[0] == '/' && !strpbrk(path, "*?[") ? path : NULL;
}

/* Whether the section is the server's own. */
static bool is_of(const ap_directive_t *section, const server_rec *s)
{
    return is_named(section, "<VirtualHost") && s->defn_name
           && section->line_num == (int)s->defn_line_number
           && strcmp(section->filename, s->defn_name) == 0;
}

/* Searches a list of directives: of a server, or of the file. */
static const char *find_path(const ap_directive_t *directive,
                             const server_rec *s, apr_pool_t *pool)
{
    const char *shared = NULL;
    const char *path;

    for (; directive; directive = directive->next) {
        if (is_named(directive, "<Location")) {
            path = path_of(directive, pool);
            shared = shared ? shared : path;
        }
        else if (is_of(directive, s)) {
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
