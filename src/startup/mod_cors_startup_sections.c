/* SPDX-License-Identifier: Apache-2.0
 *
 * Sections as httpd keeps them: a vector of per-module settings for each
 * server, <Directory> and <Location>, and in each of those its <Files> and
 * <If>. The lists of a virtual host begin with the main server's sections.
 */
#include "startup/mod_cors_startup_sections.h"

#include <http_config.h>
#include <http_core.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "startup/mod_cors_startup_idle.h"
#include "startup/mod_cors_startup_paths.h"
#include "glue/mod_cors_sections.h"

/* The sections of one kind, <Directory> or <Location>. */
typedef struct {
    mod_cors_startup_path_t *paths;
    int count;
    unsigned has;           /* MOD_CORS_STARTUP_HAS_... of all these sections */
    unsigned patterns_have; /* of those without a literal path */
} paths_t;

/* The walk over one server. */
typedef struct {
    mod_cors_startup_verdict_t *verdict;
    apr_hash_t *inherited; /* the sections of the main server, which is first */
    apr_pool_t *pool;      /* for this server's merges */
    const mod_cors_startup_section_t *server;
    unsigned has; /* MOD_CORS_STARTUP_HAS_... of all sections */
    paths_t directories;
    paths_t locations;
} walk_t;

/* Adds a section of the main server to the inherited ones. Returns whether a
 * section of a virtual host is one of them. */
static bool note_inherited(const walk_t *walk, const ap_conf_vector_t *vector)
{
    apr_hash_t *inherited = walk->inherited;

    if (walk->server->outer) {
        return apr_hash_get(inherited, &vector, sizeof(vector)) != NULL;
    }
    apr_hash_set(
        inherited,
        apr_pmemdup(apr_hash_pool_get(inherited), &vector, sizeof(vector)),
        sizeof(vector), vector);
    return false;
}

/* --- flags and counts of sections --------------------------------------- */

static unsigned survey(const walk_t *walk, const cors_settings_t *settings)
{
    mod_cors_startup_verdict_count(walk->verdict, settings);
    return mod_cors_startup_idle_flags(settings);
}

/* Counts the sections inside a section, and returns their flags. */
static unsigned survey_inside(const walk_t *walk,
                              const ap_conf_vector_t *vector)
{
    const ap_conf_vector_t *inside;
    unsigned has = 0;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        has |= survey(walk, mod_cors_startup_paths_settings(inside))
               | survey_inside(walk, inside);
    }
    return has;
}

/* Collects the sections that have settings of mod_cors, or contain a section
 * that has. */
static paths_t collect(const walk_t *walk, mod_cors_startup_kind_e kind,
                       const apr_array_header_t *sections)
{
    paths_t all = {NULL, 0, 0, 0};
    int i;

    all.paths = apr_palloc(walk->pool, sections->nelts * sizeof(*all.paths));
    for (i = 0; i < sections->nelts; ++i) {
        ap_conf_vector_t *vector =
            APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        mod_cors_startup_path_t *path = &all.paths[all.count];

        if (!mod_cors_sections_have_settings(vector)) {
            continue;
        }
        mod_cors_startup_paths_init(path, vector, all.count, walk->pool);
        path->section.kind = kind;
        path->section.is_inherited = note_inherited(walk, vector);
        path->has =
            survey(walk, path->section.settings) | survey_inside(walk, vector);
        all.has |= path->has;
        all.patterns_have |= path->literal ? 0 : path->has;
        ++all.count;
    }
    return all;
}

/* --- <Files> and <If> --------------------------------------------------- */

/* Checks the <Files> and <If> in a section. base: the merged settings of outer
 * and of all sections around it. */
static void check_inside(const walk_t *walk, const cors_settings_t *base,
                         const ap_conf_vector_t *vector,
                         const mod_cors_startup_section_t *outer)
{
    const ap_conf_vector_t *inside;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        const mod_cors_startup_section_t section = {
            mod_cors_startup_paths_settings(inside), outer,
            MOD_CORS_STARTUP_INSIDE, note_inherited(walk, inside)};
        const cors_settings_t *merged =
            cors_settings_merge(base, section.settings, walk->pool);

        mod_cors_startup_verdict_check_section(walk->verdict, merged, &section,
                                               walk->has);
        mod_cors_startup_verdict_check_merged(walk->verdict, merged, &section,
                                              walk->has);
        check_inside(walk, merged, inside, &section);
    }
}

/* --- <Directory> and <Location> ----------------------------------------- */

/* Checks the sections of one kind. Requests meet all sections of one path, so
 * these are merged before they are checked. others_have: the flags of sections
 * of the other kind, and of those directly in the server. */
static void check_paths(const walk_t *walk, const paths_t *all,
                        unsigned others_have)
{
    mod_cors_startup_path_t *const *sorted = mod_cors_startup_paths_chain(
        all->paths, all->count, walk->server, walk->pool);
    int i;

    for (i = 0; i < all->count; ++i) {
        const mod_cors_startup_path_t *path = sorted[i];
        const mod_cors_startup_path_t *last = path->last;
        const cors_settings_t *merged = cors_settings_merge(
            walk->server->settings, path->merged, walk->pool);
        unsigned elsewhere = others_have | last->has
                             | (path->literal ? all->patterns_have : all->has);

        mod_cors_startup_verdict_check_section(walk->verdict, merged,
                                               &path->section, elsewhere);
        if (path == last) {
            mod_cors_startup_verdict_check_merged(walk->verdict, merged,
                                                  &path->section, elsewhere);
        }
        else {
            mod_cors_startup_verdict_check_same_path(
                walk->verdict, &path->section, &sorted[i + 1]->section);
        }
        check_inside(walk, merged, path->vector, &last->section);
    }
}

/* --- <Directory> with <Location> ---------------------------------------- */

/* The limit for each <Location>. Without it, thousands of sections would make
 * millions of warnings. */
enum { MOST_FAULTY_PAIRS = 10 };

static bool replaces(const cors_value_list_t *list)
{
    return list->place && !list->extends;
}

/* Returns the flags of the parts that make a fault together with a <Location>.
 * httpd merges <Location> after <Directory>. */
static unsigned missing_parts(const mod_cors_startup_path_t *location)
{
    const cors_settings_t *merged = location->merged;
    bool has_credentials = location->parts & MOD_CORS_STARTUP_CREDENTIALS;
    unsigned missing = 0;

    if (merged->engine.mode == CORS_ENGINE_OFF) {
        return 0;
    }
    if (has_credentials && !replaces(&merged->origin_rules.list)) {
        missing |= MOD_CORS_STARTUP_RISKY_ORIGINS;
    }
    if (has_credentials && !replaces(&merged->exposed_headers.list)) {
        missing |= MOD_CORS_STARTUP_RISKY_HEADERS;
    }
    if ((location->parts
         & (MOD_CORS_STARTUP_RISKY_ORIGINS | MOD_CORS_STARTUP_RISKY_HEADERS))
        && !merged->credentials.place) {
        missing |= MOD_CORS_STARTUP_CREDENTIALS;
    }
    return missing;
}

/* Whether the pair is at fault. Allocates from pool. */
static bool check_pair(const walk_t *walk,
                       const mod_cors_startup_path_t *directory,
                       const mod_cors_startup_path_t *location,
                       apr_pool_t *pool)
{
    const cors_settings_t *merged =
        cors_settings_merge(walk->server->settings, directory->merged, pool);

    return mod_cors_startup_verdict_check_combinations(
        walk->verdict, cors_settings_merge(merged, location->merged, pool),
        &location->section, &directory->section, walk->has);
}

/* Checks <Directory> sections with <Location> sections, but only if each has
 * one part of a combination: nearly every such pair is a fault. Clears pool, so
 * that memory is needed for the pairs of only one <Location> at a time. */
static void check_pairs(const walk_t *walk)
{
    const paths_t *directories = &walk->directories;
    const paths_t *locations = &walk->locations;
    apr_pool_t *pool;
    int i, k;

    apr_pool_create(&pool, walk->pool);
    for (i = 0; i < locations->count; ++i) {
        const mod_cors_startup_path_t *location = &locations->paths[i];
        unsigned missing = missing_parts(location);
        int faults = 0;

        for (k = 0;
             missing && k < directories->count && faults < MOST_FAULTY_PAIRS;
             ++k) {
            if (directories->paths[k].parts & missing) {
                faults +=
                    check_pair(walk, &directories->paths[k], location, pool);
            }
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

/* --- servers ------------------------------------------------------------ */

static void check_server(walk_t *walk, const server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const mod_cors_startup_section_t *server = walk->server;
    unsigned inside_has;

    mod_cors_startup_verdict_start_server(walk->verdict);
    inside_has = survey_inside(walk, s->lookup_defaults);
    walk->directories =
        collect(walk, MOD_CORS_STARTUP_DIRECTORY, core->sec_dir);
    walk->locations = collect(walk, MOD_CORS_STARTUP_LOCATION, core->sec_url);
    walk->has = inside_has | walk->directories.has | walk->locations.has;
    mod_cors_startup_verdict_check_section(walk->verdict, server->settings,
                                           server, 0);
    mod_cors_startup_verdict_check_merged(walk->verdict, server->settings,
                                          server, 0);
    check_inside(walk, server->settings, s->lookup_defaults, server);
    check_paths(walk, &walk->directories, inside_has | walk->locations.has);
    check_paths(walk, &walk->locations, inside_has | walk->directories.has);
    check_pairs(walk);
}

/* Whether the virtual host has settings or sections that the main server does
 * not have. */
static bool differs(const server_rec *s, const server_rec *main_server)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_server_config *main_core =
        ap_get_core_module_config(main_server->module_config);
    const core_dir_config *dir = ap_get_core_module_config(s->lookup_defaults);
    const core_dir_config *main_dir =
        ap_get_core_module_config(main_server->lookup_defaults);

    return mod_cors_sections_settings(s->lookup_defaults)
               != mod_cors_sections_settings(main_server->lookup_defaults)
           || core->sec_dir->nelts != main_core->sec_dir->nelts
           || core->sec_url->nelts != main_core->sec_url->nelts
           || dir->sec_file != main_dir->sec_file
           || dir->sec_if != main_dir->sec_if;
}

void mod_cors_startup_sections_check(mod_cors_startup_verdict_t *verdict,
                                     server_rec *main_server, apr_pool_t *ptemp)
{
    const mod_cors_startup_section_t main_section = {
        mod_cors_sections_settings(main_server->lookup_defaults), NULL,
        MOD_CORS_STARTUP_SERVER, false};
    walk_t walk = {.verdict = verdict, .inherited = apr_hash_make(ptemp)};
    const server_rec *s;

    apr_pool_create(&walk.pool, ptemp);
    for (s = main_server; s; s = s->next) {
        const mod_cors_startup_section_t host = {
            mod_cors_sections_settings(s->lookup_defaults), &main_section,
            MOD_CORS_STARTUP_SERVER, false};

        if (s == main_server || differs(s, main_server)) {
            walk.server = s == main_server ? &main_section : &host;
            check_server(&walk, s);
            apr_pool_clear(walk.pool);
        }
    }
    apr_pool_destroy(walk.pool);
}
