/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the sections of a URL that httpd has not mapped, because its response
 * was made before that, or by mod_cache's quick handler.
 */
#include "request/mod_cors_walk.h"

#include <stdbool.h>
#include <string.h>

#include <http_core.h>
#include <http_log.h>
#include <http_request.h>

#include <apr_strings.h>

#include "request/mod_cors_facts.h"

static bool is_mapper(const char *module_name)
{
    /* Modules of httpd whose hook only maps URLs. Not mod_rewrite, since its
     * rules have run already, and not other modules, since their hooks may do
     * anything. */
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

/* Maps the URL as translate_name would have done without the early response. A
 * module that redirects, such as mod_alias, redirects again: then the next
 * module is called. */
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

/* Restores the members of a request that mapping and the walks change. */
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

/* An encoded slash stays encoded: it does not separate names. */
const char *mod_cors_walk_path(const request_rec *r)
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

/* Walks the sections of the file, if the URL has one and httpd may read its
 * directory. */
static bool walk_files(request_rec *r)
{
    /* The settings of <Location> already apply, since it may contain an
     * Alias. */
    if (map_to_file(r) != OK) {
        return false;
    }
    r->per_dir_config = r->server->lookup_defaults;
    return ap_directory_walk(r) == OK && ap_file_walk(r) == OK;
}

/* If the walk over the directories fails, only the sections of the URL apply.
 * Their deny rules count for an error too. */
static bool walk(request_rec *r)
{
    r->uri = (char *)mod_cors_walk_path(r);
    r->filename = NULL;
    r->path_info = NULL;
    r->finfo.filetype = APR_NOFILE;
    if (!walk_files(r)) {
        r->per_dir_config = r->server->lookup_defaults;
    }
    return ap_location_walk(r) == OK
           && (!mod_cors_facts_allow_conditions(r) || ap_if_walk(r) == OK);
}

const ap_conf_vector_t *mod_cors_walk_sections(request_rec *r)
{
    /* The errors of this walk must not fill the log: strangers choose the
     * path. */
    static const struct ap_logconf silent = {NULL, APLOG_EMERG};
    const request_rec saved = *r;
    core_request_config *core = ap_get_core_module_config(r->request_config);
    const core_request_config saved_core = *core; /* has the document root */
    const ap_conf_vector_t *sections = r->server->lookup_defaults;

    r->log = &silent;
    r->notes = apr_table_copy(r->pool, saved.notes);
    r->headers_out = apr_table_copy(r->pool, saved.headers_out);
    if (walk(r)) {
        sections = r->per_dir_config;
    }
    restore(r, &saved);
    *core = saved_core;
    return sections;
}
