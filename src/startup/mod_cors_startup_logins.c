/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_logins.h"

#include <string.h>

#include <http_core.h>

#include <apr_strings.h>
#include <apr_uri.h>

#include "policy/cors_policy.h"
#include "glue/mod_cors_sections.h"
#include "startup/mod_cors_startup_scope.h"
#include "startup/mod_cors_startup_tree.h"
#include "glue/mod_cors_directive.h"
#include "glue/mod_cors_warnings.h"

typedef struct {
    apr_pool_t *pconf;
    apr_pool_t *ptemp;
    server_rec *main_server;
} check_t;

/* A URL to which an identity provider posts a form. */
typedef struct {
    const ap_directive_t *directive;
    const ap_directive_t *virtual_host; /* NULL: the main server */
    const char *host;                   /* the host in the URL, or NULL */
    const char *path;
} login_t;

/* Whether a section, or any section inside it, may let the form pass. */
static bool may_except(const void *baton, const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_sections_settings(vector);

    return (settings
            && (settings->enforce_except.list.count > 0
                || settings->engine.mode != CORS_ENGINE_ON
                || (settings->enforce.place
                    && settings->enforce.level == CORS_ENFORCE_OFF)))
           || mod_cors_sections_any_inside(vector, may_except, baton);
}

static bool any_may_except(const apr_array_header_t *sections)
{
    int i;

    for (i = 0; i < sections->nelts; ++i) {
        if (may_except(NULL, APR_ARRAY_IDX(sections, i, ap_conf_vector_t *))) {
            return true;
        }
    }
    return false;
}

/* Whether a <Directory>, or a <Files> or <If> in the server or in a <Location>
 * of the path, may let the form pass. The URL alone does not show whether such
 * a section applies. */
static bool is_doubtful(const server_rec *s, const char *path)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    int i;

    if (any_may_except(core->sec_dir)
        || mod_cors_sections_any_inside(s->lookup_defaults, may_except, NULL)) {
        return true;
    }
    for (i = 0; i < core->sec_url->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(core->sec_url, i, ap_conf_vector_t *);

        if (mod_cors_startup_scope_holds(vector, path)
            && mod_cors_sections_any_inside(vector, may_except, NULL)) {
            return true;
        }
    }
    return false;
}

static bool allows_any(const cors_settings_t *settings)
{
    int i;

    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        if (cors_origin_set_any(settings->origin_rules.sets[i])) {
            return true;
        }
    }
    return false;
}

static bool refuses_forms(const cors_settings_t *settings)
{
    return settings->engine.mode == CORS_ENGINE_ON
           && settings->enforce.level != CORS_ENFORCE_OFF
           && settings->enforce_except.list.count == 0
           && (settings->enforce.credentials || !allows_any(settings));
}

/* Returns the CorsEnforce that certainly refuses the form, or NULL. */
static const cors_enforce_t *refuser_of(const check_t *check,
                                        const server_rec *s, const char *path)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const cors_settings_t *settings =
        mod_cors_startup_scope_at(s, core->sec_url, "Location", path,
                                  check->ptemp)
            .settings;

    return settings && refuses_forms(settings) && !is_doubtful(s, path)
               ? &settings->enforce
               : NULL;
}

static bool is_server_of(const login_t *login, const server_rec *s)
{
    const ap_directive_t *virtual_host = login->virtual_host;

    if (virtual_host) {
        return s->defn_name
               && s->defn_line_number == (unsigned)virtual_host->line_num
               && strcmp(s->defn_name, virtual_host->filename) == 0;
    }
    return !s->is_virtual
           || (login->host && s->server_hostname
               && strcasecmp(login->host, s->server_hostname) == 0);
}

static void warn(const check_t *check, const login_t *login,
                 const cors_enforce_t *enforce)
{
    mod_cors_warnings_add(
        check->pconf,
        mod_cors_startup_tree_place(login->directive, check->pconf),
        apr_psprintf(check->pconf,
                     "%s: a form that the identity provider posts to '%s' is "
                     "refused by 'CorsEnforce %s' (%s:%d) unless its origin is "
                     "allowed; write 'CorsEnforceExcept' with that origin, or "
                     "'CorsEnforce Off' in <Location \"%s\">",
                     login->directive->directive, login->path,
                     enforce->level == CORS_ENFORCE_ON ? "On" : "Unsafe",
                     enforce->place->file, enforce->place->line, login->path));
}

static void check_login(const check_t *check, const login_t *login)
{
    const cors_enforce_t *enforce = NULL;
    const server_rec *s;

    for (s = check->main_server; s && !enforce; s = s->next) {
        if (is_server_of(login, s)) {
            enforce = refuser_of(check, s, login->path);
        }
    }
    if (enforce) {
        warn(check, login, enforce);
    }
}

static void visit(void *baton, const mod_cors_startup_tree_node_t *node)
{
    const check_t *check = baton;
    bool mellon = mod_cors_startup_tree_is(node, "MellonEndpointPath");
    login_t login = {node->directive, NULL, NULL, NULL};
    apr_uri_t uri;

    if ((!mellon && !mod_cors_startup_tree_is(node, "OIDCRedirectURI"))
        || apr_uri_parse(
               check->ptemp,
               mod_cors_directive_argument(node->directive, check->ptemp), &uri)
               != APR_SUCCESS
        || !uri.path || uri.path[0] != '/') {
        return;
    }
    login.virtual_host = mod_cors_startup_tree_section(node, "<VirtualHost");
    login.host = uri.hostname;
    login.path =
        mellon ? apr_pstrcat(check->ptemp, uri.path, "/postResponse", NULL)
               : uri.path;
    check_login(check, &login);
}

void mod_cors_startup_logins_warn(apr_pool_t *pconf, apr_pool_t *ptemp,
                                  server_rec *main_server)
{
    check_t check = {pconf, ptemp, main_server};

    mod_cors_startup_tree_each(visit, &check);
}
