/* SPDX-License-Identifier: Apache-2.0 */
#include "glue/mod_cors_directive.h"

#include <string.h>

bool mod_cors_directive_is(const ap_directive_t *directive, const char *name)
{
    return strcasecmp(directive->directive, name) == 0;
}

bool mod_cors_directive_is_of(const ap_directive_t *directive,
                              const server_rec *s)
{
    return mod_cors_directive_is(directive, "<VirtualHost") && s->defn_name
           && directive->line_num == (int)s->defn_line_number
           && strcmp(directive->filename, s->defn_name) == 0;
}

char *mod_cors_directive_argument(const ap_directive_t *directive,
                                  apr_pool_t *pool)
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
