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

#include "startup/mod_cors_startup_paths.h"
#include "glue/mod_cors_sections.h"

/* The sections of one kind, <Directory> or <Location>. */
typedef struct {
    mod_cors_startup_path_t *paths;
    int count;
    unsigned brings;
    unsigned patterns_bring; /* of sections without a literal path */
} paths_t;

/* What virtual hosts inherit. */
typedef struct {
    apr_hash_t *sections; /* keyed by the pointers to their vectors */
    bool has_rules;       /* anywhere: origin rules */
} inherited_t;

/* The walk over one server. */
typedef struct {
    mod_cors_startup_verdict_t *verdict;
    apr_pool_t *pool; /* for this server's merges */
    const mod_cors_startup_section_t *server;
    apr_hash_t *inherited; /* sections of the main server; NULL in it */
    mod_cors_startup_setters_t setters;
    unsigned brings; /* MOD_CORS_STARTUP_RULES ..., of all sections */
    bool
        pairs_are_checked; /* those of inherited sections, in the main server */
    paths_t directories;
    paths_t locations;
} walk_t;

/* The walk over the sections of one kind. */
typedef struct {
    const walk_t *walk;
    const paths_t *all;
    unsigned other_kind_brings;
} kind_walk_t;

static bool is_inherited(const walk_t *walk, const ap_conf_vector_t *vector)
{
    return walk->inherited
           && apr_hash_get(walk->inherited, &vector, sizeof(vector));
}

/* --- flags and counts of sections --------------------------------------- */

static unsigned brought_by(const cors_settings_t *s)
{
    return (s->origin_rules.list.count > 0 ? MOD_CORS_STARTUP_RULES : 0U)
           | (s->enforce.level != CORS_ENFORCE_OFF
                  ? MOD_CORS_STARTUP_ENFORCEMENT
                  : 0U)
           | (s->deny_rules.list.count > 0 ? MOD_CORS_STARTUP_DENIAL : 0U);
}

static unsigned survey_inside(walk_t *walk, const ap_conf_vector_t *vector);

/* Counts the directives of a section and of those inside it, and returns their
 * flags. */
static unsigned survey(walk_t *walk, const ap_conf_vector_t *vector)
{
    const cors_settings_t *settings = mod_cors_startup_paths_settings(vector);

    mod_cors_startup_verdict_count(&walk->setters, settings, 1);
    return brought_by(settings) | survey_inside(walk, vector);
}

static unsigned survey_inside(walk_t *walk, const ap_conf_vector_t *vector)
{
    const ap_conf_vector_t *inside;
    unsigned brings = 0;
    int i;

    for (i = 0; (inside = mod_cors_sections_inside(vector, i)) != NULL; ++i) {
        brings |= survey(walk, inside);
    }
    return brings;
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
        mod_cors_startup_paths_init(path, vector);
        path->section.is_inherited = is_inherited(walk, vector);
        path->brings = survey(walk, vector);
        all->brings |= path->brings;
        all->patterns_bring |= path->is_literal ? 0 : path->brings;
        ++all->count;
    }
}

/* --- <Files> and <If> --------------------------------------------------- */

/* Checks the <Files> and <If> in a section. base: the merged settings of outer
 * and of all sections around it. inherited: the section is one of the main
 * server, seen in a virtual host. */
static void judge_inside(const walk_t *walk, const cors_settings_t *base,
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

        mod_cors_startup_verdict_own(walk->verdict, section.settings);
        mod_cors_startup_verdict_merged(walk->verdict, merged, &section,
                                        &walk->setters, walk->brings);
        judge_inside(walk, merged, inside, &section, section.is_inherited);
    }
}

/* --- <Directory> and <Location> ----------------------------------------- */

/* Checks a chain. Requests meet all of its last sections, which have the same
 * path. */
static void judge_chain(void *baton, mod_cors_startup_path_t *const *same,
                        int count)
{
    const kind_walk_t *kind = baton;
    const walk_t *walk = kind->walk;
    const mod_cors_startup_path_t *last = same[count - 1];
    const cors_settings_t *merged =
        cors_settings_merge(walk->server->settings, last->merged, walk->pool);
    unsigned elsewhere =
        kind->other_kind_brings | last->brings
        | (last->is_literal ? kind->all->patterns_bring : kind->all->brings);
    int i;

    for (i = 0; i < count; ++i) {
        mod_cors_startup_verdict_own(walk->verdict, same[i]->section.settings);
        mod_cors_startup_verdict_section(walk->verdict, merged,
                                         &same[i]->section, elsewhere);
    }
    mod_cors_startup_verdict_merged(walk->verdict, merged, &last->section,
                                    &walk->setters, elsewhere);
    for (i = 0; i < count; ++i) {
        judge_inside(walk, merged, same[i]->vector, &last->section,
                     same[i]->section.is_inherited);
    }
}

static void judge_paths(const walk_t *walk, const paths_t *all,
                        unsigned other_kind_brings)
{
    kind_walk_t kind = {walk, all, other_kind_brings};

    mod_cors_startup_paths_each_chain(all->paths, all->count, walk->server,
                                      judge_chain, &kind, walk->pool);
}

/* --- <Directory> with <Location> ---------------------------------------- */

static apr_array_header_t *directories_with(const walk_t *walk, unsigned half)
{
    apr_array_header_t *found =
        apr_array_make(walk->pool, 1, sizeof(mod_cors_startup_path_t *));
    int i;

    for (i = 0; i < walk->directories.count; ++i) {
        if (walk->directories.paths[i].halves & half) {
            APR_ARRAY_PUSH(found, const mod_cors_startup_path_t *) =
                &walk->directories.paths[i];
        }
    }
    return found;
}

static bool replaces(const cors_value_list_t *list)
{
    return list->place && !list->extends;
}

/* Whether the pair is at fault. Allocates from pool. */
static bool judge_pair(const walk_t *walk,
                       const mod_cors_startup_path_t *directory,
                       const mod_cors_startup_path_t *location,
                       apr_pool_t *pool)
{
    const cors_settings_t *merged;

    if (walk->pairs_are_checked && directory->section.is_inherited
        && location->section.is_inherited) {
        return false;
    }
    merged =
        cors_settings_merge(walk->server->settings, directory->merged, pool);
    return mod_cors_startup_verdict_pair(
        walk->verdict, cors_settings_merge(merged, location->merged, pool),
        &directory->section, &location->section, walk->brings);
}

/* The limit for each <Location> and half of a combination. Without it,
 * thousands of sections would make millions of warnings. */
enum { PAIRS_WARNED_OF = 10 };

/* Clears pool, so that memory is needed for the pairs of only one <Location> at
 * a time. */
static void judge_each(const walk_t *walk,
                       const apr_array_header_t *directories,
                       const mod_cors_startup_path_t *location,
                       apr_pool_t *pool)
{
    int faults = 0;
    int i;

    for (i = 0; i < directories->nelts && faults < PAIRS_WARNED_OF; ++i) {
        faults += judge_pair(
            walk,
            APR_ARRAY_IDX(directories, i, const mod_cors_startup_path_t *),
            location, pool);
    }
    apr_pool_clear(pool);
}

/* Checks <Directory> sections with <Location> sections, but only if each has
 * one half of a combination: nearly every such pair is a fault. httpd merges
 * <Location> after <Directory>. */
static void judge_pairs(const walk_t *walk)
{
    const apr_array_header_t *origins =
        directories_with(walk, MOD_CORS_STARTUP_RISKY_ORIGINS);
    const apr_array_header_t *headers =
        directories_with(walk, MOD_CORS_STARTUP_RISKY_HEADERS);
    const apr_array_header_t *credentials =
        directories_with(walk, MOD_CORS_STARTUP_CREDENTIALS);
    apr_pool_t *pool;
    int i;

    apr_pool_create(&pool, walk->pool);
    for (i = 0; i < walk->locations.count; ++i) {
        const mod_cors_startup_path_t *location = &walk->locations.paths[i];
        const cors_settings_t *merged = location->merged;

        if ((location->halves & MOD_CORS_STARTUP_CREDENTIALS)
            && !replaces(&merged->origin_rules.list)) {
            judge_each(walk, origins, location, pool);
        }
        if ((location->halves & MOD_CORS_STARTUP_CREDENTIALS)
            && !replaces(&merged->exposed_headers.list)) {
            judge_each(walk, headers, location, pool);
        }
        if ((location->halves
             & (MOD_CORS_STARTUP_RISKY_ORIGINS
                | MOD_CORS_STARTUP_RISKY_HEADERS))
            && !merged->credentials.place) {
            judge_each(walk, credentials, location, pool);
        }
    }
    apr_pool_destroy(pool);
}

/* --- servers ------------------------------------------------------------ */

/* Whether pairs of inherited sections have the faults that they have in the
 * main server, or fewer. */
static bool pairs_are_checked(const walk_t *walk, const inherited_t *from_main)
{
    const cors_settings_t *settings = walk->server->settings;
    const cors_settings_t *of_main = walk->server->outer->settings;

    return settings->engine.mode == of_main->engine.mode
           && settings->tolerance.flags == of_main->tolerance.flags
           && (from_main->has_rules
               || !((walk->brings | brought_by(settings))
                    & MOD_CORS_STARTUP_RULES));
}

/* from_main: what a virtual host inherits, NULL in the main server. Returns the
 * flags of the server and of all its sections. */
static unsigned judge_server(mod_cors_startup_verdict_t *verdict,
                             const server_rec *s,
                             const mod_cors_startup_section_t *server,
                             const inherited_t *from_main, apr_pool_t *pool)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    walk_t walk = {.verdict = verdict,
                   .pool = pool,
                   .server = server,
                   .inherited = from_main ? from_main->sections : NULL};
    unsigned inside = survey_inside(&walk, s->lookup_defaults);

    collect(&walk, &walk.directories, core->sec_dir);
    collect(&walk, &walk.locations, core->sec_url);
    walk.brings = inside | walk.directories.brings | walk.locations.brings;
    walk.pairs_are_checked = from_main && pairs_are_checked(&walk, from_main);
    mod_cors_startup_verdict_own(verdict, server->settings);
    mod_cors_startup_verdict_merged(verdict, server->settings, server,
                                    &walk.setters, 0);
    judge_inside(&walk, server->settings, s->lookup_defaults, server, false);
    judge_paths(&walk, &walk.directories, inside | walk.locations.brings);
    judge_paths(&walk, &walk.locations, inside | walk.directories.brings);
    judge_pairs(&walk);
    return walk.brings | brought_by(server->settings);
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

void mod_cors_startup_sections_judge(mod_cors_startup_verdict_t *verdict,
                                     server_rec *main_server, apr_pool_t *ptemp)
{
    const core_server_config *core =
        ap_get_core_module_config(main_server->module_config);
    const core_dir_config *dir =
        ap_get_core_module_config(main_server->lookup_defaults);
    const mod_cors_startup_section_t server = {
        mod_cors_sections_settings(main_server->lookup_defaults), NULL, true,
        false};
    inherited_t from_main = {apr_hash_make(ptemp), false};
    apr_pool_t *pool;
    server_rec *s;

    from_main.has_rules =
        judge_server(verdict, main_server, &server, NULL, ptemp)
        & MOD_CORS_STARTUP_RULES;
    remember(from_main.sections, core->sec_dir);
    remember(from_main.sections, core->sec_url);
    remember(from_main.sections, dir->sec_file);
    remember(from_main.sections, dir->sec_if);
    apr_pool_create(&pool, ptemp);
    for (s = main_server->next; s; s = s->next) {
        const mod_cors_startup_section_t host = {
            mod_cors_sections_settings(s->lookup_defaults), &server, true,
            false};

        if (differs(s, main_server)) {
            judge_server(verdict, s, &host, &from_main, pool);
            apr_pool_clear(pool);
        }
    }
    apr_pool_destroy(pool);
}
