/* SPDX-License-Identifier: Apache-2.0
 *
 * What start-up computes once for all requests: the stance of every section that
 * httpd may put in force as it was written, with what a request without
 * `Origin` gets there; and for each server the origin in its ServerName, and
 * what an early response without `Origin` gets.
 */
#include "request/mod_cors_shared.h"

#include <http_core.h>

#include <apr_strings.h>

#include "origin/cors_origin.h"
#include "policy/cors_stance.h"
#include "glue/mod_cors_sections.h"
#include "request/mod_cors_context.h"
#include "request/mod_cors_facts.h"

static mod_cors_context_t *create(apr_pool_t *pool)
{
    return apr_pmemdup(pool, &mod_cors_context_nothing,
                       sizeof(mod_cors_context_nothing));
}

/* The context of requests without `Origin` under these settings, whose stance is
 * kept; NULL if it depends on the request. */
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
    context->settings = settings;
    context->fixed = true;
    cors_decision_make(settings, &context->request, &context->decision);
    return context;
}

/* A context for requests without `Origin` that only adds Vary. */
static const mod_cors_context_t *varying_context(apr_pool_t *pool)
{
    mod_cors_context_t *context = create(pool);

    context->fixed = true; /* by nothing: no section is asked */
    context->decision.vary = CORS_VARY_ORIGIN;
    return context;
}

/* What is known so far of all sections. */
typedef struct {
    apr_pool_t *pool;
    bool protection; /* one denies or enforces something */
} pass_t;

static void share_section(pass_t *pass, const ap_conf_vector_t *vector);

static void share_each(pass_t *pass, const apr_array_header_t *sections)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        share_section(pass, APR_ARRAY_IDX(sections, i, ap_conf_vector_t *));
    }
}

/* Of a section and those inside it. */
static void share_section(pass_t *pass, const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    cors_settings_t *settings = ap_get_module_config(vector, &cors_module);

    if (settings && !settings->stance) {
        cors_stance_precompute(settings, pass->pool);
        settings->shared = context_of(settings, pass->pool);
        pass->protection =
            pass->protection
            || cors_policy_protection_is_in_force(settings, CORS_PROTECT_ALL);
    }
    if (core) {
        share_each(pass, core->sec_file);
        share_each(pass, core->sec_if);
    }
}

/* An origin that the administrator wrote by "ServerName scheme://...". */
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

static bool any_concerns_us(const apr_array_header_t *sections)
{
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        if (mod_cors_sections_concern_us(
                APR_ARRAY_IDX(sections, i, ap_conf_vector_t *))) {
            return true;
        }
    }
    return false;
}

/* Whether any section of the server holds settings, sections inside sections
 * included. */
static bool has_sections(const server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_dir_config *defaults =
        ap_get_core_module_config(s->lookup_defaults);

    return any_concerns_us(core->sec_dir) || any_concerns_us(core->sec_url)
           || any_concerns_us(defaults->sec_file)
           || any_concerns_us(defaults->sec_if);
}

/* No sections are walked, so it is not known which of them would hold. */
static const mod_cors_context_t *early_context(const server_rec *s,
                                               apr_pool_t *pool)
{
    const cors_settings_t *settings =
        mod_cors_sections_settings(s->lookup_defaults);

    if (has_sections(s)) {
        return varying_context(pool);
    }
    return settings && settings->stance->in_force ? settings->shared : NULL;
}

static void share_server(pass_t *pass, server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    mod_cors_context_server_t *server = apr_palloc(pass->pool, sizeof(*server));

    share_section(pass, s->lookup_defaults);
    share_each(pass, core->sec_dir);
    share_each(pass, core->sec_url);
    server->origin = origin_of(s, pass->pool);
    server->early = early_context(s, pass->pool);
    ap_set_module_config(s->module_config, &cors_module, server);
}

int mod_cors_shared_create(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp, server_rec *main_server)
{
    pass_t pass = {pconf, false};
    server_rec *s;

    (void)plog;
    (void)ptemp;
    for (s = main_server; s; s = s->next) {
        share_server(&pass, s);
    }
    mod_cors_facts_protected = pass.protection;
    return OK;
}
