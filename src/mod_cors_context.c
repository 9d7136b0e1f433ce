/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings govern a request. httpd merges sections several times on the
 * way of one request, and an internal redirect starts over with another URL;
 * a browser asked for one URL only. So settings are fixed where they first
 * are in force, and preflight, response and error document agree.
 */
#include "mod_cors_private.h"

#include <http_core.h>
#include <http_request.h>

#include <apr_optional.h>
#include <apr_strings.h>

#include "cors_same_origin.h"
#include "cors_stance.h"
#include "mod_cors_htaccess.h"

APR_DECLARE_OPTIONAL_FN(int, ssl_is_https, (conn_rec *));

const mod_cors_context_t mod_cors_nothing;

/* mod_ssl's, NULL without it; set before there are threads, never after. */
static APR_OPTIONAL_FN_TYPE(ssl_is_https) * is_https;

/* Whether an <If>, <ElseIf> or <Else> in the sections, nested ones included,
 * holds settings of ours, whatever its condition says. */
static bool has_conditions(const ap_conf_vector_t *sections)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    int i;

    for (i = 0; core && core->sec_if && i < core->sec_if->nelts; ++i) {
        const ap_conf_vector_t *section =
            APR_ARRAY_IDX(core->sec_if, i, ap_conf_vector_t *);

        if (ap_get_module_config(section, &cors_module)
            || has_conditions(section)) {
            return true;
        }
    }
    return false;
}

static bool is_conditional(const request_rec *r)
{
    for (; r; r = r->prev) {
        if (has_conditions(r->per_dir_config)) {
            return true;
        }
    }
    return false;
}

/* Whether the settings end the search for those that govern: something is in
 * force, or is turned off in so many words. */
static bool governs(const cors_settings_t *settings)
{
    cors_stance_t space;

    return settings
           && (cors_stance_of(settings, &space)->in_force
               || settings->engine.mode != CORS_ENGINE_ON);
}

/* An internal redirect may turn the method into GET, here and in the request
 * that it comes from; the request line stays what the browser sent. */
static bool is_options(const request_rec *r)
{
    return r->the_request && r->the_request[0] == 'O'
           && strncmp(r->the_request, "OPTIONS ", 8) == 0;
}

void mod_cors_context_prepare(void)
{
    is_https = APR_RETRIEVE_OPTIONAL_FN(ssl_is_https);
}

bool mod_cors_is_secure(const request_rec *r)
{
    return is_https && is_https(r->connection);
}

static bool is_same_origin(const request_rec *r, cors_origin_lookup_t *lookup)
{
    cors_target_t target = {NULL, NULL, false, NULL};

    target.sec_fetch_site = apr_table_get(r->headers_in, "Sec-Fetch-Site");
    if (!target.sec_fetch_site) {
        target.host = apr_table_get(r->headers_in, "Host");
        target.secure = mod_cors_is_secure(r);
        target.server_origin =
            ap_get_module_config(r->server->module_config, &cors_module);
    }
    return cors_origin_is_same(lookup, &target);
}

static const char *origin_of(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Origin");
}

/* What else of a request matters besides its origin. */
static void gather(const request_rec *r, cors_request_t *request)
{
    if (request->origin && is_options(r)) {
        request->is_options = true;
        request->request_method =
            apr_table_get(r->headers_in, "Access-Control-Request-Method");
        request->request_headers =
            apr_table_get(r->headers_in, "Access-Control-Request-Headers");
    }
}

static mod_cors_context_t *create(const cors_settings_t *settings,
                                  const char *origin, bool conditional,
                                  apr_pool_t *pool)
{
    const cors_request_t request = {false, origin, NULL, NULL, conditional};
    mod_cors_context_t *context = apr_palloc(pool, sizeof(*context));

    context->settings = settings;
    context->request = request;
    context->answered = false;
    context->rescued = false;
    context->enforced = false;
    context->traced = NULL;
    return context;
}

static mod_cors_context_t *decide(const request_rec *r,
                                  const cors_settings_t *settings,
                                  const char *origin, bool conditional)
{
    mod_cors_context_t *context =
        create(settings, origin, conditional, r->pool);

    gather(r, &context->request);
    cors_decide(context->settings, &context->request, &context->decision);
    if (cors_decision_may_be_same_origin(&context->decision)
        && is_same_origin(r, &context->decision.lookup)) {
        cors_decide_same_origin(&context->decision);
    }
    return context;
}

const mod_cors_context_t *mod_cors_make_ready(const cors_settings_t *settings,
                                              apr_pool_t *pool)
{
    mod_cors_context_t *context;

    if (settings->engine.mode != CORS_ENGINE_ON) {
        return NULL;
    }
    if (!settings->stance->in_force) {
        return &mod_cors_nothing;
    }
    context = create(settings, NULL, false, pool);
    cors_decide(settings, &context->request, &context->decision);
    return context;
}

mod_cors_context_t *mod_cors_ready_context(request_rec *r,
                                           const mod_cors_context_t *ready)
{
    const char *origin = origin_of(r);

    return mod_cors_store(r, origin ? decide(r, ready->settings, origin, false)
                                    : ready);
}

mod_cors_context_t *mod_cors_inherited_context(request_rec *r)
{
    const request_rec *earlier;

    for (earlier = r->prev; earlier; earlier = earlier->prev) {
        mod_cors_context_t *context = mod_cors_known_context(earlier);

        if (context) {
            return mod_cors_store(r, context);
        }
    }
    return NULL;
}

/* The context of a request that has none: an earlier one's, or a new one. */
static mod_cors_context_t *find_context(request_rec *r)
{
    mod_cors_context_t *context = NULL;

    if (r->prev) {
        context = mod_cors_inherited_context(r);
        if (!context && mod_cors_is_error_document(r)) {
            /* An error document never gives fields to a URL that has none. */
            context = mod_cors_context(r->prev);
            return context ? mod_cors_store(r, context) : NULL;
        }
    }
    if (!context && governs(mod_cors_settings(r))) {
        context = mod_cors_store(r, decide(r, mod_cors_settings(r),
                                           origin_of(r), is_conditional(r)));
    }
    return context;
}

mod_cors_context_t *mod_cors_context(request_rec *r)
{
    mod_cors_context_t *context = mod_cors_known_context(r);

    return context ? context : find_context(r);
}

mod_cors_context_t *mod_cors_response_context(request_rec *r)
{
    static const cors_settings_t no_settings;
    mod_cors_context_t *context = mod_cors_context(r);

    return context || !is_conditional(r)
               ? context
               : decide(r, &no_settings, origin_of(r), true);
}

mod_cors_context_t *mod_cors_search_context(request_rec *r)
{
    mod_cors_context_t *context;

    mod_cors_rescue_earlier(r);
    context = mod_cors_response_context(r);
    if (APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
        mod_cors_advise_tenant(r);
    }
    mod_cors_mark_mapped(r);
    return context;
}

static bool is_mapper(const char *module_name)
{
    /* httpd's own that do nothing but map. Not mod_rewrite, whose rules have
     * run, and not those of others, which may do anything. */
    static const char *const names[] = {"mod_alias.c", "mod_userdir.c",
                                        "mod_vhost_alias.c"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
        if (strcmp(module_name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What translate_name would have led to without the redirect. A mapper that
 * redirects, mod_alias for one, does so again: then the next one is asked. */
static int map_to_file(request_rec *r)
{
    const apr_array_header_t *hooks = ap_hook_get_translate_name();
    int i;

    for (i = 0; i < hooks->nelts; ++i) {
        const ap_LINK_translate_name_t *hook =
            &APR_ARRAY_IDX(hooks, i, ap_LINK_translate_name_t);

        if (is_mapper(hook->szName) && hook->pFunc(r) == OK) {
            return OK;
        }
    }
    return ap_core_translate(r);
}

/* What mapping and the walks change in a request. */
static void restore(request_rec *r, const request_rec *saved)
{
    r->per_dir_config = saved->per_dir_config;
    r->uri = saved->uri;
    r->filename = saved->filename;
    r->canonical_filename = saved->canonical_filename;
    r->path_info = saved->path_info;
    r->finfo = saved->finfo;
    r->handler = saved->handler;
    r->status = saved->status;
    r->log = saved->log;
    r->notes = saved->notes;
    r->headers_out = saved->headers_out;
}

/* A slash that is encoded stays so: it does not end a name. */
const char *mod_cors_decoded_path(const request_rec *r)
{
    size_t length = strlen(r->uri);
    char *path;

    if (strncmp(r->unparsed_uri, r->uri, length) != 0
        || (r->unparsed_uri[length] && r->unparsed_uri[length] != '?')) {
        return r->uri;
    }
    path = apr_pstrdup(r->pool, r->uri);
    return ap_unescape_url_keep2f(path, 0) == OK ? path : r->uri;
}

static bool walk(request_rec *r)
{
    r->uri = (char *)mod_cors_decoded_path(r);
    r->filename = NULL;
    r->path_info = NULL;
    r->finfo.filetype = APR_NOFILE;
    if (map_to_file(r) != OK) {
        return false;
    }
    r->per_dir_config = r->server->lookup_defaults;
    return ap_directory_walk(r) == OK && ap_file_walk(r) == OK
           && ap_location_walk(r) == OK && ap_if_walk(r) == OK;
}

mod_cors_context_t *mod_cors_context_rewalked(request_rec *r)
{
    /* Whoever asks for a redirect must not fill the log with what the server
     * thinks of the path behind it. */
    static const struct ap_logconf silent = {NULL, APLOG_EMERG};
    const request_rec saved = *r;
    core_request_config *core = ap_get_core_module_config(r->request_config);
    const core_request_config saved_core = *core; /* has the document root */
    mod_cors_context_t *context = NULL;
    bool walked;

    r->log = &silent;
    r->notes = apr_table_copy(r->pool, saved.notes);
    r->headers_out = apr_table_copy(r->pool, saved.headers_out);
    walked = walk(r);
    if (walked) {
        context = mod_cors_response_context(r);
    }
    restore(r, &saved);
    *core = saved_core;
    return walked ? context : mod_cors_response_context(r);
}
