/* SPDX-License-Identifier: Apache-2.0 */
#include "startup/mod_cors_startup_paths.h"

#include <stdlib.h>
#include <string.h>

#include <http_core.h>

#include <apr_strings.h>

#include "glue/mod_cors_sections.h"

const cors_settings_t *
mod_cors_startup_paths_settings(const ap_conf_vector_t *vector)
{
    static const cors_settings_t none;
    const cors_settings_t *settings = mod_cors_sections_settings(vector);

    return settings ? settings : &none;
}

static void add_parts(void *baton, int set, const cors_container_t *container)
{
    unsigned *parts = baton;

    (void)set;
    *parts |=
        (container->credentials.on ? MOD_CORS_STARTUP_CREDENTIALS : 0U)
        | (cors_name_list_any(&container->names[CORS_CUT_OF_EXPOSED_HEADERS])
               ? MOD_CORS_STARTUP_RISKY_HEADERS
               : 0U)
        | (cors_rule_group_is_harmless(&container->rules)
               ? 0U
               : MOD_CORS_STARTUP_RISKY_ORIGINS);
}

static unsigned parts_of(const cors_settings_t *settings)
{
    unsigned parts =
        settings->credentials.on ? MOD_CORS_STARTUP_CREDENTIALS : 0;
    int i;

    if (cors_name_list_any(&settings->exposed_headers)) {
        parts |= MOD_CORS_STARTUP_RISKY_HEADERS;
    }
    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        if (!cors_origin_set_is_harmless(settings->origin_rules.sets[i])) {
            parts |= MOD_CORS_STARTUP_RISKY_ORIGINS;
        }
    }
    cors_container_each(settings, add_parts, &parts);
    return parts;
}

/* Replaces the slashes of paths. It is less than all other bytes, so that
 * strcmp sorts a path directly after those that contain it. */
enum { SEPARATOR = '\1' };

static const char *literal_of(const ap_conf_vector_t *vector, apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    char *literal, *p;

    if (!core || core->r || core->d_is_fnmatch || !core->d) {
        return NULL;
    }
    literal = apr_pstrdup(pool, core->d);
    for (p = literal; *p; ++p) {
        *p = *p == '/' ? SEPARATOR : *p;
    }
    return literal;
}

void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector, int order,
                                 apr_pool_t *pool)
{
    memset(path, 0, sizeof(*path));
    path->section.settings = mod_cors_startup_paths_settings(vector);
    path->vector = vector;
    path->order = order;
    path->parts = parts_of(path->section.settings);
    path->literal = literal_of(vector, pool);
}

/* --- the order of paths ------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    const mod_cors_startup_path_t *one = *(mod_cors_startup_path_t *const *)a;
    const mod_cors_startup_path_t *other = *(mod_cors_startup_path_t *const *)b;
    int order = one->literal && other->literal
                    ? strcmp(one->literal, other->literal)
                    : (one->literal != NULL) - (other->literal != NULL);

    return order ? order : one->order - other->order;
}

static int by_order(const void *a, const void *b)
{
    return (*(mod_cors_startup_path_t *const *)a)->order
           - (*(mod_cors_startup_path_t *const *)b)->order;
}

/* Whether the path of outer contains that of inner, by whole segments, or is
 * the same. */
static bool contains(const mod_cors_startup_path_t *outer,
                     const mod_cors_startup_path_t *inner)
{
    apr_size_t length = outer->literal ? strlen(outer->literal) : 0;

    return outer->literal
           && strncmp(outer->literal, inner->literal, length) == 0
           && (inner->literal[length] == '\0'
               || inner->literal[length] == SEPARATOR
               || (length > 0 && outer->literal[length - 1] == SEPARATOR));
}

static bool is_same_path(const mod_cors_startup_path_t *one,
                         const mod_cors_startup_path_t *other)
{
    return one->literal && strcmp(one->literal, other->literal) == 0;
}

/* --- chains ------------------------------------------------------------- */

/* Whether the settings may turn a combination that the sections around them
 * permit into a fault: they set CorsEngine or CorsDangerouslyTolerate. */
static bool may_forbid(const cors_settings_t *settings)
{
    return settings->engine.place || settings->tolerance.place;
}

/* Merges a chain in httpd's order: <Location> sections in the order of the
 * configuration, a <Directory> after those that contain it. */
static const cors_settings_t *merge(mod_cors_startup_path_t *const *chain,
                                    int length, apr_pool_t *pool)
{
    mod_cors_startup_path_t **ordered =
        apr_pmemdup(pool, chain, length * sizeof(*chain));
    const cors_settings_t *merged;
    int i;

    qsort(ordered, length, sizeof(*ordered), by_order);
    merged = ordered[0]->section.settings;
    for (i = 1; i < length; ++i) {
        merged =
            cors_settings_merge(merged, ordered[i]->section.settings, pool);
    }
    return merged;
}

/* Completes the last path of a chain; the others are complete. */
static void complete(mod_cors_startup_path_t *const *chain, int length,
                     const mod_cors_startup_section_t *server, apr_pool_t *pool)
{
    mod_cors_startup_path_t *path = chain[length - 1];
    const mod_cors_startup_path_t *before =
        length > 1 ? chain[length - 2] : NULL;
    int i;

    path->section.outer = before ? &before->section : server;
    path->last = path;
    path->merged = path->section.settings;
    path->merged_order = path->order;
    for (i = 0; i < length && may_forbid(path->section.settings); ++i) {
        path->parts |= chain[i]->parts;
    }
    if (!before) {
        return;
    }
    path->has |= before->has;
    if (before->merged_order < path->order) {
        path->merged =
            cors_settings_merge(before->merged, path->section.settings, pool);
    }
    else {
        path->merged = merge(chain, length, pool);
        path->merged_order = before->merged_order;
    }
}

/* chain is a stack of the sections whose paths contain the path at i. So a
 * section is not compared with every other section. */
mod_cors_startup_path_t **
mod_cors_startup_paths_chain(mod_cors_startup_path_t *paths, int count,
                             const mod_cors_startup_section_t *server,
                             apr_pool_t *pool)
{
    mod_cors_startup_path_t **sorted =
        apr_palloc(pool, count * sizeof(*sorted));
    mod_cors_startup_path_t **chain = apr_palloc(pool, count * sizeof(*chain));
    int depth = 0;
    int i;

    for (i = 0; i < count; ++i) {
        sorted[i] = &paths[i];
    }
    qsort(sorted, count, sizeof(*sorted), by_path);
    for (i = 0; i < count; ++i) {
        while (depth > 0 && !contains(chain[depth - 1], sorted[i])) {
            --depth;
        }
        chain[depth++] = sorted[i];
        complete(chain, depth, server, pool);
    }
    for (i = count - 2; i >= 0; --i) {
        if (is_same_path(sorted[i], sorted[i + 1])) {
            sorted[i]->last = sorted[i + 1]->last;
            sorted[i]->merged = sorted[i]->last->merged;
        }
    }
    return sorted;
}
