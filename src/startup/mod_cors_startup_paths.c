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

/* A section in the order of the paths. */
typedef struct {
    mod_cors_startup_path_t *path;
    const char *literal; /* without a trailing slash; NULL if it is a pattern */
    bool slash;          /* it had one: <Location /a/> does not apply to /a */
    int order;           /* in which httpd merges sections */
    int last_order;      /* the highest in its chain */
    bool is_merged;      /* path->merged has the chain, not the section alone */
} node_t;

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
                                 const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);

    memset(path, 0, sizeof(*path));
    path->section.settings = mod_cors_startup_paths_settings(vector);
    path->merged = path->section.settings;
    path->halves = halves_of(path->section.settings);
    path->vector = vector;
    path->is_literal = core && !core->r && !core->d_is_fnmatch && core->d;
}

/* --- the order of paths ------------------------------------------------- */

static void init_node(node_t *node, mod_cors_startup_path_t *path, int order,
                      apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(path->vector);
    apr_size_t length;

    memset(node, 0, sizeof(*node));
    node->path = path;
    node->order = order;
    if (path->is_literal) {
        length = strlen(core->d);
        node->slash = length > 0 && core->d[length - 1] == '/';
        while (length > 0 && core->d[length - 1] == '/') {
            --length;
        }
        node->literal = apr_pstrmemdup(pool, core->d, length);
    }
}

/* The end of a path comes first, then '/', then all other bytes. So a path
 * follows directly after those that contain it. */
static int rank(char byte)
{
    return byte == '\0' ? 0 : byte == '/' ? 1 : 2 + (unsigned char)byte;
}

static int compare_literal(const node_t *one, const node_t *other)
{
    const char *p = one->literal;
    const char *q = other->literal;

    while (*p && *p == *q) {
        ++p;
        ++q;
    }
    return *p != *q ? rank(*p) - rank(*q) : one->slash - other->slash;
}

static int by_path(const void *a, const void *b)
{
    const node_t *one = a;
    const node_t *other = b;
    int order = one->literal && other->literal
                    ? compare_literal(one, other)
                    : (one->literal != NULL) - (other->literal != NULL);

    return order ? order : one->order - other->order;
}

static int by_order(const void *a, const void *b)
{
    return (*(const node_t *const *)a)->order
           - (*(const node_t *const *)b)->order;
}

static node_t *sorted_nodes(mod_cors_startup_path_t *paths, int count,
                            apr_pool_t *pool)
{
    node_t *nodes = apr_palloc(pool, count * sizeof(*nodes));
    int i;

    for (i = 0; i < count; ++i) {
        init_node(&nodes[i], &paths[i], i, pool);
    }
    qsort(nodes, count, sizeof(*nodes), by_path);
    return nodes;
}

/* Whether the path of outer contains that of inner, by whole segments, or is
 * the same. */
static bool contains(const node_t *outer, const node_t *inner)
{
    apr_size_t length = outer->literal ? strlen(outer->literal) : 0;

    return outer->literal
           && strncmp(outer->literal, inner->literal, length) == 0
           && (inner->literal[length] == '\0' || inner->literal[length] == '/');
}

/* --- chains ------------------------------------------------------------- */

/* Whether the settings may make a fault of a combination that the sections
 * around them permit: they set CorsEngine or CorsDangerouslyTolerate. */
static bool may_forbid(const cors_settings_t *settings)
{
    return settings->engine.place || settings->tolerance.place;
}

static void add_to_chain(node_t **chain, int length, node_t *node,
                         const mod_cors_startup_section_t *server)
{
    const node_t *before = length > 0 ? chain[length - 1] : NULL;
    mod_cors_startup_path_t *path = node->path;
    int i;

    path->section.outer = before ? &before->path->section : server;
    path->brings |= before ? before->path->brings : 0;
    for (i = 0; i < length && may_forbid(path->section.settings); ++i) {
        path->halves |= chain[i]->path->halves;
    }
    node->last_order = before && before->last_order > node->order
                           ? before->last_order
                           : node->order;
    chain[length] = node;
}

/* httpd merges <Location> sections in the order of the configuration, and a
 * <Directory> after those that contain it. */
static void merge_chain(node_t **chain, int length, apr_pool_t *pool)
{
    node_t *last = chain[length - 1];
    const node_t *before = length > 1 ? chain[length - 2] : NULL;
    const cors_settings_t *merged;
    node_t **ordered;
    int i;

    last->is_merged = true;
    if (!before) {
        return;
    }
    if (before->is_merged && last->order == last->last_order) {
        last->path->merged = cors_settings_merge(
            before->path->merged, last->path->section.settings, pool);
        return;
    }
    ordered = apr_pmemdup(pool, chain, length * sizeof(*chain));
    qsort(ordered, length, sizeof(*ordered), by_order);
    merged = ordered[0]->path->section.settings;
    for (i = 1; i < length; ++i) {
        merged = cors_settings_merge(merged, ordered[i]->path->section.settings,
                                     pool);
    }
    last->path->merged = merged;
}

/* chain is a stack of the sections whose paths contain the path at i. So a
 * section is not compared with every other section. same has those of the one
 * path. */
void mod_cors_startup_paths_each_chain(mod_cors_startup_path_t *paths,
                                       int count,
                                       const mod_cors_startup_section_t *server,
                                       mod_cors_startup_paths_visit_t *visit,
                                       void *baton, apr_pool_t *pool)
{
    node_t *nodes = sorted_nodes(paths, count, pool);
    node_t **chain = apr_palloc(pool, count * sizeof(*chain));
    mod_cors_startup_path_t **same = apr_palloc(pool, count * sizeof(*same));
    int depth = 0;
    int number = 0;
    int i, j;

    for (i = 0; i < count; ++i) {
        while (depth > 0 && !contains(chain[depth - 1], &nodes[i])) {
            --depth;
        }
        add_to_chain(chain, depth++, &nodes[i], server);
        same[number++] = nodes[i].path;
        if (i + 1 < count && nodes[i].literal
            && compare_literal(&nodes[i], &nodes[i + 1]) == 0) {
            continue;
        }
        merge_chain(chain, depth, pool);
        for (j = 0; j < number; ++j) {
            same[j]->merged = nodes[i].path->merged;
        }
        visit(baton, same, number);
        number = 0;
    }
}
