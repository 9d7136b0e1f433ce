/* SPDX-License-Identifier: Apache-2.0
 *
 * Start-up computes once, for all requests: for each section, the stance of its
 * settings and the context that requests without `Origin` share; for each
 * server, the origin in its ServerName and the context of early responses
 * without `Origin`.
 */
#include "request/mod_cors_precompute.h"

#include <http_core.h>

#include <apr_strings.h>

#include "origin/cors_origin.h"
#include "policy/cors_governing.h"
#include "policy/cors_stance.h"
#include "glue/mod_cors_handler.h"
#include "glue/mod_cors_sections.h"
#include "request/mod_cors_context.h"
#include "request/mod_cors_facts.h"
#include "status/mod_cors_status.h"

static mod_cors_context_t *create(apr_pool_t *pool)
{
    return apr_pmemdup(pool, &mod_cors_context_nothing,
                       sizeof(mod_cors_context_nothing));
}

/* Returns the context of requests without `Origin` under these settings, whose
 * stance must be computed. NULL if it depends on the request. Does not consider
 * the pages of the module. */
static const mod_cors_context_t *context_of(const cors_settings_t *settings,
                                            apr_pool_t *pool)
{
    mod_cors_context_t *context;

    if (settings->engine.mode != CORS_ENGINE_ON) {
        return NULL;
    }
    context = create(pool);
    context->latest = settings;
    if (!settings->stance->in_force) {
        return context;
    }
    context->fixed = true;
    context->settings = cors_governing_decide(settings, &context->request,
                                              &context->decision, pool);
    return context;
}

/* Returns a context for requests without `Origin` that only adds Vary. */
static const mod_cors_context_t *varying_context(apr_pool_t *pool)
{
    mod_cors_context_t *context = create(pool);

    context->fixed = true; /* no section is searched for settings */
    context->decision.vary = CORS_VARY_ORIGIN;
    return context;
}

/* The state while all sections are visited. */
typedef struct {
    apr_pool_t *pool;
    bool protection; /* any section so far denies or enforces something */
} visit_t;

static void share_section(visit_t *visit, const ap_conf_vector_t *vector);

static void share_each(visit_t *visit, const apr_array_header_t *sections)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        share_section(visit, APR_ARRAY_IDX(sections, i, ap_conf_vector_t *));
    }
}

/* Computes the shared data of a section and of those inside it. */
static void share_section(visit_t *visit, const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    cors_settings_t *settings = ap_get_module_config(vector, &cors_module);

    if (settings && !settings->stance) {
        cors_stance_precompute(settings, visit->pool);
        settings->shared = mod_cors_handler_is_possible(settings)
                               ? NULL
                               : context_of(settings, visit->pool);
        visit->protection =
            visit->protection
            || cors_policy_protection_is_in_force(settings, CORS_PROTECT_ALL);
    }
    if (core) {
        share_each(visit, core->sec_file);
        share_each(visit, core->sec_if);
    }
}

/* Returns the origin of "ServerName scheme://...", or NULL without a scheme. */
static const char *origin_of(const server_rec *s, apr_pool_t *pool)
{
    int default_port;
    char *origin;

    if (!s->server_scheme || !s->server_hostname) {
        return NULL;
    }
    default_port =
        cors_origin_default_port(s->server_scheme, strlen(s->server_scheme));
    if (s->port == 0 || s->port == default_port) {
        origin =
            apr_psprintf(pool, "%s://%s", s->server_scheme, s->server_hostname);
    }
    else {
        origin = apr_psprintf(pool, "%s://%s:%d", s->server_scheme,
                              s->server_hostname, s->port);
    }
    ap_str_tolower(origin);
    return origin;
}

static bool any_has_settings(const apr_array_header_t *sections)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        if (mod_cors_sections_have_settings(
                APR_ARRAY_IDX(sections, i, ap_conf_vector_t *))) {
            return true;
        }
    }
    return false;
}

/* Whether any section of the server, or any section inside one, has
 * settings. */
static bool has_sections(const server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_dir_config *defaults =
        ap_get_core_module_config(s->lookup_defaults);

    return any_has_settings(core->sec_dir) || any_has_settings(core->sec_url)
           || any_has_settings(defaults->sec_file)
           || any_has_settings(defaults->sec_if);
}

/* Returns the context of early responses without `Origin`, or NULL. No sections
 * are walked for them, so it is not known which ones apply. They are never
 * those of a page of the module. */
static const mod_cors_context_t *early_context(const server_rec *s,
                                               apr_pool_t *pool)
{
    const cors_settings_t *settings =
        mod_cors_sections_settings(s->lookup_defaults);

    if (has_sections(s)) {
        return varying_context(pool);
    }
    return settings && settings->stance->in_force ? context_of(settings, pool)
                                                  : NULL;
}

static void share_server(visit_t *visit, server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    mod_cors_context_server_t *server =
        apr_palloc(visit->pool, sizeof(*server));

    share_section(visit, s->lookup_defaults);
    share_each(visit, core->sec_dir);
    share_each(visit, core->sec_url);
    server->origin = origin_of(s, visit->pool);
    server->early = early_context(s, visit->pool);
    server->row = mod_cors_status_row(s);
    server->tally = mod_cors_status_tally();
    server->counters =
        server->tally ? cors_tally_row(server->tally, (int)server->row) : NULL;
    ap_set_module_config(s->module_config, &cors_module, server);
}

int mod_cors_precompute(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                        server_rec *main_server)
{
    visit_t visit = {pconf, false};
    server_rec *s;

    (void)plog;
    (void)ptemp;
    for (s = main_server; s; s = s->next) {
        share_server(&visit, s);
    }
    mod_cors_facts_protected = visit.protection;
    return OK;
}
