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
    apr_pool_t *pool; /* for this server's merges */
    const mod_cors_startup_section_t *server;
    apr_hash_t *inherited; /* sections of the main server, by the pointers to
                              their vectors; NULL in the main server */
    mod_cors_startup_setters_t setters;
    unsigned has; /* MOD_CORS_STARTUP_HAS_... of all sections */
    paths_t directories;
    paths_t locations;
} walk_t;

static bool is_inherited(const walk_t *walk, const ap_conf_vector_t *vector)
{
    return walk->inherited
           && apr_hash_get(walk->inherited, &vector, sizeof(vector));
}

/* --- flags and counts of sections --------------------------------------- */

static unsigned survey_inside(walk_t *walk, const ap_conf_vector_t *vector);

/* Counts the directives of a section and of those inside it, and returns their
 * flags. */
static unsigned survey(walk_t *walk, const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_startup_paths_settings(vector);

    mod_cors_startup_verdict_count(&walk->setters, settings, 1);
    return mod_cors_startup_idle_flags(settings) | survey_inside(walk, vector);
}

static unsigned survey_inside(walk_t *walk, const ap_conf_vector_t *vector)
{
    const ap_conf_vector_t *inside;
    unsigned has = 0;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        has |= survey(walk, inside);
    }
    return has;
}

/* Collects the sections that have settings of mod_cors, or contain a section
 * that has. */
static void collect(walk_t *walk, paths_t *all,
                    const apr_array_header_t *sections)
{
    int i;

    all->paths = apr_palloc(walk->pool, sections->nelts * sizeof(*all->paths));
    for (i = 0; i < sections->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        mod_cors_startup_path_t *path = &all->paths[all->count];

        if (!mod_cors_sections_concern_us(vector)) {
            continue;
        }
        mod_cors_startup_paths_init(path, vector, all->count, walk->pool);
        path->section.is_inherited = is_inherited(walk, vector);
        path->has = survey(walk, vector);
        all->has |= path->has;
        all->patterns_have |= path->literal ? 0 : path->has;
        ++all->count;
    }
}

/* --- <Files> and <If> --------------------------------------------------- */

/* Checks the <Files> and <If> in a section. base: the merged settings of outer
 * and of all sections around it. inherited: the section is one of the main
 * server, seen in a virtual host. */
static void check_inside(const walk_t *walk, const cors_settings_t *base,
                         const ap_conf_vector_t *vector,
                         const mod_cors_startup_section_t *outer,
                         bool inherited)
{
    const ap_conf_vector_t *inside;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        const mod_cors_startup_section_t section = {
            mod_cors_startup_paths_settings(inside), outer, false,
            inherited || is_inherited(walk, inside)};
        const cors_settings_t *merged =
            cors_settings_merge(base, section.settings, walk->pool);

        mod_cors_startup_verdict_check_values(walk->verdict, section.settings);
        mod_cors_startup_verdict_check_merged(walk->verdict, merged, &section,
                                              &walk->setters, walk->has);
        check_inside(walk, merged, inside, &section, section.is_inherited);
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

        mod_cors_startup_verdict_check_values(walk->verdict,
                                              path->section.settings);
        mod_cors_startup_verdict_check_section(walk->verdict, merged,
                                               &path->section, elsewhere);
        if (path == last) {
            mod_cors_startup_verdict_check_merged(walk->verdict, merged,
                                                  &path->section,
                                                  &walk->setters, elsewhere);
        }
        else {
            mod_cors_startup_verdict_check_same_path(
                walk->verdict, merged, &path->section, &sorted[i + 1]->section);
        }
        check_inside(walk, merged, path->vector, &last->section,
                     path->section.is_inherited);
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

    return mod_cors_startup_verdict_check_pair(
        walk->verdict, cors_settings_merge(merged, location->merged, pool),
        &directory->section, &location->section, walk->has);
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

/* inherited: the sections of the main server, NULL in it. */
static void check_server(mod_cors_startup_verdict_t *verdict,
                         const server_rec *s,
                         const mod_cors_startup_section_t *server,
                         apr_hash_t *inherited, apr_pool_t *pool)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    walk_t walk = {.verdict = verdict,
                   .pool = pool,
                   .server = server,
                   .inherited = inherited};
    unsigned inside_has = survey_inside(&walk, s->lookup_defaults);

    collect(&walk, &walk.directories, core->sec_dir);
    collect(&walk, &walk.locations, core->sec_url);
    walk.has = inside_has | walk.directories.has | walk.locations.has;
    mod_cors_startup_verdict_check_values(verdict, server->settings);
    mod_cors_startup_verdict_check_merged(verdict, server->settings, server,
                                          &walk.setters, 0);
    check_inside(&walk, server->settings, s->lookup_defaults, server, false);
    check_paths(&walk, &walk.directories, inside_has | walk.locations.has);
    check_paths(&walk, &walk.locations, inside_has | walk.directories.has);
    check_pairs(&walk);
}

static void remember(apr_hash_t *sections, const apr_array_header_t *list)
{
    apr_pool_t *pool = apr_hash_pool_get(sections);
    int i;

    for (i = 0; list && i < list->nelts; ++i) {
        void *vector = APR_ARRAY_IDX(list, i, void *);

        apr_hash_set(sections, apr_pmemdup(pool, &vector, sizeof(vector)),
                     sizeof(vector), vector);
    }
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
    const core_server_config *core =
        ap_get_core_module_config(main_server->module_config);
    const core_dir_config *dir =
        ap_get_core_module_config(main_server->lookup_defaults);
    const mod_cors_startup_section_t server = {
        mod_cors_sections_settings(main_server->lookup_defaults), NULL, true,
        false};
    apr_hash_t *inherited = apr_hash_make(ptemp);
    apr_pool_t *pool;
    server_rec *s;

    check_server(verdict, main_server, &server, NULL, ptemp);
    remember(inherited, core->sec_dir);
    remember(inherited, core->sec_url);
    remember(inherited, dir->sec_file);
    remember(inherited, dir->sec_if);
    apr_pool_create(&pool, ptemp);
    for (s = main_server->next; s; s = s->next) {
        const mod_cors_startup_section_t host = {
            mod_cors_sections_settings(s->lookup_defaults), &server, true,
            false};

        if (differs(s, main_server)) {
            check_server(verdict, s, &host, inherited, pool);
            apr_pool_clear(pool);
        }
    }
    apr_pool_destroy(pool);
}
