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

static unsigned halves_of(const cors_settings_t *settings)
{
    unsigned halves =
        settings->credentials.on ? MOD_CORS_STARTUP_CREDENTIALS : 0;
    int i;

    if (cors_name_list_any(&settings->exposed_headers)) {
        halves |= MOD_CORS_STARTUP_RISKY_HEADERS;
    }
    for (i = 0; i < settings->origin_rules.list.count; ++i) {
        if (!cors_origin_set_is_harmless(settings->origin_rules.sets[i])) {
            halves |= MOD_CORS_STARTUP_RISKY_ORIGINS;
        }
    }
    return halves;
}

void mod_cors_startup_paths_init(mod_cors_startup_path_t *path,
                                 const ap_conf_vector_t *vector, int order,
                                 apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    apr_size_t length;

    memset(path, 0, sizeof(*path));
    path->section.settings = mod_cors_startup_paths_settings(vector);
    path->merged = path->section.settings;
    path->halves = halves_of(path->section.settings);
    path->vector = vector;
    path->order = order;
    if (core && !core->r && !core->d_is_fnmatch && core->d) {
        length = strlen(core->d);
        path->slash = length > 0 && core->d[length - 1] == '/';
        while (length > 0 && core->d[length - 1] == '/') {
            --length;
        }
        path->path = apr_pstrmemdup(pool, core->d, length);
    }
}

/* The end of a path comes first, then '/', then all other bytes. So a path
 * follows directly after those that contain it. */
static int rank(char byte)
{
    return byte == '\0' ? 0 : byte == '/' ? 1 : 2 + (unsigned char)byte;
}

static int compare_literal(const mod_cors_startup_path_t *one,
                           const mod_cors_startup_path_t *other)
{
    const char *p = one->path;
    const char *q = other->path;

    while (*p && *p == *q) {
        ++p;
        ++q;
    }
    return *p != *q ? rank(*p) - rank(*q) : one->slash - other->slash;
}

static int by_path(const void *a, const void *b)
{
    const mod_cors_startup_path_t *one = a;
    const mod_cors_startup_path_t *other = b;
    int order = one->path && other->path
                    ? compare_literal(one, other)
                    : (one->path != NULL) - (other->path != NULL);

    return order ? order : one->order - other->order;
}

static int by_order(const void *a, const void *b)
{
    return (*(const mod_cors_startup_path_t *const *)a)->order
           - (*(const mod_cors_startup_path_t *const *)b)->order;
}

/* Whether the path of outer contains that of inner, by whole segments, or is
 * the same. */
static bool contains(const mod_cors_startup_path_t *outer,
                     const mod_cors_startup_path_t *inner)
{
    apr_size_t length = outer->path ? strlen(outer->path) : 0;

    return outer->path && strncmp(outer->path, inner->path, length) == 0
           && (inner->path[length] == '\0' || inner->path[length] == '/');
}

/* Whether the settings may make a fault of a combination that the sections
 * around them permit: they set CorsEngine or CorsDangerouslyTolerate. */
static bool may_forbid(const cors_settings_t *settings)
{
    return settings->engine.place || settings->tolerance.place;
}

static void add_to_chain(mod_cors_startup_path_t **chain, int length,
                         mod_cors_startup_path_t *path,
                         const mod_cors_startup_section_t *server)
{
    const mod_cors_startup_path_t *before =
        length > 0 ? chain[length - 1] : NULL;
    int i;

    path->section.outer = before ? &before->section : server;
    path->brings |= before ? before->brings : 0;
    for (i = 0; i < length && may_forbid(path->section.settings); ++i) {
        path->halves |= chain[i]->halves;
    }
    path->last_order = before && before->last_order > path->order
                           ? before->last_order
                           : path->order;
    chain[length] = path;
}

/* httpd merges <Location> sections in the order of the configuration, and a
 * <Directory> after those that contain it. */
static void merge_chain(mod_cors_startup_path_t **chain, int length,
                        apr_pool_t *pool)
{
    mod_cors_startup_path_t *last = chain[length - 1];
    const mod_cors_startup_path_t *before =
        length > 1 ? chain[length - 2] : NULL;
    mod_cors_startup_path_t **ordered;
    int i;

    last->is_merged = true;
    if (!before) {
        return;
    }
    if (before->is_merged && last->order == last->last_order) {
        last->merged =
            cors_settings_merge(before->merged, last->section.settings, pool);
        return;
    }
    ordered = apr_pmemdup(pool, chain, length * sizeof(*chain));
    qsort(ordered, length, sizeof(*ordered), by_order);
    last->merged = ordered[0]->section.settings;
    for (i = 1; i < length; ++i) {
        last->merged = cors_settings_merge(last->merged,
                                           ordered[i]->section.settings, pool);
    }
}

/* chain is a stack of the sections whose paths contain the path at i. So a
 * section is not compared with every other section. */
void mod_cors_startup_paths_each_chain(mod_cors_startup_path_t *paths,
                                       int count,
                                       const mod_cors_startup_section_t *server,
                                       mod_cors_startup_paths_visit_t *visit,
                                       void *baton, apr_pool_t *pool)
{
    mod_cors_startup_path_t **chain = apr_palloc(pool, count * sizeof(*chain));
    int depth = 0;
    int same = 1;
    int i, j;

    qsort(paths, count, sizeof(*paths), by_path);
    for (i = 0; i < count; ++i) {
        while (depth > 0 && !contains(chain[depth - 1], &paths[i])) {
            --depth;
        }
        add_to_chain(chain, depth++, &paths[i], server);
        if (i + 1 < count && paths[i].path
            && compare_literal(&paths[i], &paths[i + 1]) == 0) {
            ++same;
            continue;
        }
        merge_chain(chain, depth, pool);
        for (j = depth - same; j < depth - 1; ++j) {
            chain[j]->merged = paths[i].merged;
        }
        visit(baton, chain, depth, same);
        same = 1;
    }
}
