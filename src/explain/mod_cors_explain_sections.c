/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd keeps no record of the sections that it merges, and a setting has the
 * place of the last one only. So the sections are compared with the request
 * again.
 */
#include "explain/mod_cors_explain_sections.h"

#include <string.h>

#include <http_core.h>
#include <http_main.h>

#include <apr_fnmatch.h>
#include <apr_strings.h>

#include "explain/cors_explanation.h"
#include "explain/mod_cors_explain_settings.h"
#include "glue/mod_cors_private.h"

static void append(apr_array_header_t *merged, const ap_conf_vector_t *section)
{
    const cors_settings_t *settings =
        section ? ap_get_module_config(section, &cors_module) : NULL;

    if (settings) {
        APR_ARRAY_PUSH(merged, const cors_settings_t *) = settings;
    }
}

/* Whether a path is the same as d, or below it. */
static bool is_below(const char *path, const char *d)
{
    size_t length = strlen(d);

    return strncmp(path, d, length) == 0
           && (length == 0 || d[length - 1] == '/' || path[length] == '\0'
               || path[length] == '/');
}

/* Whether a section without regular expression is for this path exactly. The
 * path of a <Directory> ends with '/'. */
static bool names(const core_dir_config *core, const char *path)
{
    if (!core->d || core->r) {
        return false;
    }
    return core->d_is_fnmatch
               ? apr_fnmatch(core->d, path, APR_FNM_PATHNAME) == APR_SUCCESS
               : strcmp(core->d, path) == 0;
}

static bool matches(const core_dir_config *core, const char *path)
{
    return core->r && ap_regexec(core->r, path, 0, NULL, 0) == 0;
}

static const core_dir_config *core_of(const apr_array_header_t *sections,
                                      int number,
                                      const ap_conf_vector_t **section)
{
    *section = APR_ARRAY_IDX(sections, number, const ap_conf_vector_t *);
    return ap_get_core_module_config(*section);
}

/* Appends what is for one directory: its sections, then its .htaccess. */
static void append_directory(apr_array_header_t *merged, const request_rec *r,
                             const apr_array_header_t *sections,
                             const char *path)
{
    const struct htaccess_result *file;
    const ap_conf_vector_t *section;
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        if (names(core_of(sections, i, &section), path)) {
            append(merged, section);
        }
    }
    for (file = r->htaccess; file; file = file->next) {
        if (strcmp(file->dir, path) == 0) {
            append(merged, file->htaccess);
        }
    }
}

static void append_directories(apr_array_header_t *merged, const request_rec *r)
{
    const core_server_config *server =
        ap_get_core_module_config(r->server->module_config);
    const apr_array_header_t *sections = server->sec_dir;
    const ap_conf_vector_t *section;
    const char *slash = r->filename ? r->filename : "";
    int i;

    while ((slash = strchr(slash, '/')) != NULL) {
        ++slash;
        append_directory(
            merged, r, sections,
            apr_pstrmemdup(r->pool, r->filename, slash - r->filename));
    }
    for (i = 0; sections && i < sections->nelts; ++i) {
        if (matches(core_of(sections, i, &section), r->filename)) {
            append(merged, section);
        }
    }
}

static void append_files(apr_array_header_t *merged, const request_rec *r)
{
    const core_dir_config *merged_core =
        ap_get_core_module_config(r->per_dir_config);
    const apr_array_header_t *sections = merged_core->sec_file;
    const char *name = strrchr(r->filename, '/');
    const ap_conf_vector_t *section;
    int i;

    for (i = 0; name && sections && i < sections->nelts; ++i) {
        const core_dir_config *core = core_of(sections, i, &section);

        if (names(core, name + 1) || matches(core, name + 1)) {
            append(merged, section);
        }
    }
}

static void append_locations(apr_array_header_t *merged, const request_rec *r)
{
    const core_server_config *server =
        ap_get_core_module_config(r->server->module_config);
    const apr_array_header_t *sections = server->sec_url;
    const ap_conf_vector_t *section;
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        const core_dir_config *core = core_of(sections, i, &section);

        if (matches(core, r->uri)
            || (core->d && !core->r
                && (core->d_is_fnmatch ? names(core, r->uri)
                                       : is_below(r->uri, core->d)))) {
            append(merged, section);
        }
    }
}

apr_array_header_t *mod_cors_explain_sections_merged(const request_rec *r)
{
    apr_array_header_t *merged =
        apr_array_make(r->pool, 8, sizeof(const cors_settings_t *));

    if (ap_server_conf) {
        append(merged, ap_server_conf->lookup_defaults);
    }
    append(merged, r->server->lookup_defaults);
    if (r->filename && r->filename[0] == '/') {
        append_directories(merged, r);
        append_files(merged, r);
    }
    append_locations(merged, r);
    return merged;
}

typedef struct {
    const apr_array_header_t *merged;
    apr_pool_t *pool;
    const char *text;
    const char *directive;       /* that is searched in the sections */
    const cors_place_t *place;   /* its place in the merged settings */
    const cors_place_t *current; /* its place in the section */
} visit_t;

static const char *words_of(const char *directive)
{
    static const char *const words[][2] = {
        {"CorsAllowOrigin", "origin rules"},
        {"CorsDenyOrigin", "deny rules"},
        {"CorsAllowMethods", "methods"},
        {"CorsAllowHeaders", "headers"},
        {"CorsExposeHeaders", "exposed headers"},
        {"CorsEngine", "engine"},
        {"CorsAllowCredentials", "credentials"},
        {"CorsTimingAllowOrigin", "timing"},
        {"CorsPreflight", "preflight"},
        {"CorsPreserveExisting", "preserve"},
        {"CorsEnforce", "enforcement"},
        {"CorsEnforceExcept", "enforcement exceptions"},
        {"CorsMaxAge", "max-age"},
        {"CorsPreflightStatus", "preflight status"},
        {"CorsDangerouslyTolerate", "tolerance"},
        {NULL, NULL},
    };
    int i = 0;

    while (words[i][0] && strcmp(words[i][0], directive) != 0) {
        ++i;
    }
    return words[i][1];
}

static void find_place(void *baton, const char *directive,
                       cors_setting_kind_e kind, const void *field)
{
    visit_t *visit = baton;

    (void)kind;
    if (strcmp(directive, visit->directive) == 0) {
        visit->current = *(const cors_place_t *const *)field;
    }
}

/* Returns the place that the merged place has replaced, or NULL. */
static const cors_place_t *replaced(visit_t *visit)
{
    const cors_place_t *before = NULL;
    int i;

    for (i = 0; i < visit->merged->nelts; ++i) {
        visit->current = NULL;
        cors_settings_each(
            APR_ARRAY_IDX(visit->merged, i, const cors_settings_t *),
            find_place, visit);
        if (visit->current == visit->place) {
            return before;
        }
        before = visit->current ? visit->current : before;
    }
    return before;
}

/* Whether a list has values of several sections, or denies, which always adds:
 * then nothing is replaced. */
static bool is_joined(cors_setting_kind_e kind, const void *field)
{
    switch (kind) {
    case CORS_SETTING_DENIED:
        return true;
    case CORS_SETTING_RULES:
    case CORS_SETTING_NAMES:
        return ((const cors_value_list_t *)field)->count > 1;
    default:
        return false;
    }
}

static void describe(void *baton, const char *directive,
                     cors_setting_kind_e kind, const void *field)
{
    visit_t *visit = baton;
    const char *words = words_of(directive);
    const cors_place_t *before;

    if (!words) {
        return;
    }
    visit->directive = directive;
    visit->place = *(const cors_place_t *const *)field;
    before = is_joined(kind, field) ? NULL : replaced(visit);
    visit->text = apr_pstrcat(
        visit->pool, visit->text, *visit->text ? ", " : "", words, " ",
        mod_cors_explain_settings_places(kind, field, visit->pool), NULL);
    if (before) {
        visit->text =
            apr_pstrcat(visit->pool, visit->text, " (replaces ",
                        cors_explanation_place(before, visit->pool), ")", NULL);
    }
}

const char *mod_cors_explain_sections_text(const request_rec *r,
                                           const cors_settings_t *settings)
{
    visit_t visit = {
        mod_cors_explain_sections_merged(r), r->pool, "", NULL, NULL, NULL};

    cors_settings_each(settings, describe, &visit);
    return visit.text;
}
