/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd knows the scheme of a request, not that of a server: mod_ssl's hooks
 * ask whether the connection is encrypted. So this file reads the configuration
 * as httpd has parsed it.
 */
#include "status/mod_cors_status_address.h"

#include <string.h>

#include <http_config.h>
#include <http_core.h>
#include <apr_strings.h>

#include "glue/mod_cors_directive.h"

/* Returns the value of SSLEngine in a list of directives, or NULL. */
static const char *engine_in(const ap_directive_t *directive, apr_pool_t *pool)
{
    const char *engine = NULL;

    for (; directive; directive = directive->next) {
        if (mod_cors_directive_is(directive, "SSLEngine")) {
            engine = mod_cors_directive_argument(directive, pool);
        }
    }
    return engine;
}

/* A server without SSLEngine has that of the main server. */
static const char *engine_of(const server_rec *s, apr_pool_t *pool)
{
    const ap_directive_t *directive = ap_conftree;
    const char *engine = NULL;

    while (directive && !mod_cors_directive_is_of(directive, s)) {
        directive = directive->next;
    }
    if (directive) {
        engine = engine_in(directive->first_child, pool);
    }
    return engine ? engine : engine_in(ap_conftree, pool);
}

bool mod_cors_status_address_has_tls(server_rec *s, apr_pool_t *ptemp)
{
    const char *engine = engine_of(s, ptemp);
    const char *protocol = ap_get_server_protocol(s);

    if (s->server_scheme) { /* that of ServerName */
        return strcasecmp(s->server_scheme, "https") == 0;
    }
    return engine ? strcasecmp(engine, "On") == 0
                  : protocol && strcmp(protocol, "https") == 0;
}

char *mod_cors_status_address_text(const server_rec *s, bool has_tls,
                                   apr_pool_t *ptemp)
{
    unsigned port = s->port ? s->port : has_tls ? 443 : 80;
    char *text =
        apr_psprintf(ptemp, "%s:%u",
                     s->server_hostname ? s->server_hostname : "unknown", port);

    ap_str_tolower(text);
    return text;
}
