/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the sections as httpd keeps them: a vector of per-module settings for
 * each server, <Directory> and <Location>, and in each of those its <Files>
 * and <If>. A combination is certain where requests cannot but meet it; where
 * another section may stand between, it only may be at fault.
 */
#include "mod_cors_walk.h"

#include <stdlib.h>

#include <http_core.h>

#include <apr_hash.h>
#include <apr_strings.h>

extern module AP_MODULE_DECLARE_DATA cors_module;

/* What sections can do to others that requests may meet together with them. */
typedef struct {
    unsigned tolerances;
    bool off;   /* credentials or the engine */
    bool rules; /* there are origin rules */
} effect_t;

/* The effects of the sections of one kind of one server. */
typedef struct {
    effect_t all;
    effect_t patterns; /* those without a literal path */
} effects_t;

/* The walk of one server. */
typedef struct {
    mod_cors_judge_t *judge;
    apr_pool_t *pool; /* for this server's merges */
    const cors_settings_t *base;
    apr_hash_t *inherited; /* the main server's sections, or NULL: it is it */
    effects_t directories;
    effects_t locations;
} walk_t;

/* A section of a server, <Directory> or <Location>. */
typedef struct {
    const char *path; /* without a trailing slash; NULL: not literal */
    const ap_conf_vector_t *vector;
    int order;      /* of merging */
    int last_order; /* the highest of the chain that ends here */
    bool inherited;
    bool mixed; /* some of the chain is inherited, some is not */
    const cors_settings_t *all; /* the merged chain */
    const cors_settings_t *own; /* without what is inherited */
} section_t;

static const cors_settings_t *settings_in(const ap_conf_vector_t *vector)
{
    return ap_get_module_config(vector, &cors_module);
}

static const cors_settings_t *merge(const walk_t *walk,
                                    const cors_settings_t *base,
                                    const ap_conf_vector_t *vector)
{
    const cors_settings_t *add = settings_in(vector);

    return add ? cors_settings_merge(base, add, walk->pool) : base;
}

static bool is_inherited(const walk_t *walk, const ap_conf_vector_t *vector)
{
    return walk->inherited
           && apr_hash_get(walk->inherited, &vector, sizeof(vector));
}

static void judge_inner(const walk_t *walk, const cors_settings_t *base,
                        const ap_conf_vector_t *vector,
                        const mod_cors_doubt_t *doubt);

/* <Files> and <If> over the section that they stand in. */
static void judge_list(const walk_t *walk, const cors_settings_t *base,
                       const apr_array_header_t *sections,
                       const mod_cors_doubt_t *outer)
{
    bool may_gain_rules =
        walk->directories.all.rules || walk->locations.all.rules;
    int i;

    for (i = 0; sections && i < sections->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        const cors_settings_t *merged = merge(walk, base, vector);
        bool certain = outer && !is_inherited(walk, vector);
        mod_cors_doubt_t doubt;

        if (certain) {
            doubt = *outer;
            doubt.sure = merged;
            doubt.alone = settings_in(vector);
        }
        if (merged != base) {
            mod_cors_judge_rules(walk->judge, settings_in(vector));
            mod_cors_judge(walk->judge, merged, certain ? &doubt : NULL,
                           may_gain_rules);
        }
        judge_inner(walk, merged, vector, certain ? &doubt : NULL);
    }
}

static void judge_inner(const walk_t *walk, const cors_settings_t *base,
                        const ap_conf_vector_t *vector,
                        const mod_cors_doubt_t *doubt)
{
    const core_dir_config *core = ap_get_core_module_config(vector);

    if (core) {
        judge_list(walk, base, core->sec_file, doubt);
        judge_list(walk, base, core->sec_if, doubt);
    }
}

/* So that what lies in a path follows it at once. */
static int rank(char byte)
{
    return byte == '\0' ? 0 : byte == '/' ? 1 : 2 + (unsigned char)byte;
}

static int by_path(const void *a, const void *b)
{
    const section_t *one = a;
    const section_t *other = b;
    const char *p = one->path;
    const char *q = other->path;

    while (*p && *p == *q) {
        ++p;
        ++q;
    }
    return *p == *q ? one->order - other->order : rank(*p) - rank(*q);
}

static int by_order(const void *a, const void *b)
{
    return (*(const section_t *const *)a)->order
           - (*(const section_t *const *)b)->order;
}

/* Whether below lies in path, whole segments, or is it. */
static bool is_within(const char *path, const char *below)
{
    apr_size_t length = strlen(path);

    return strncmp(path, below, length) == 0
           && (below[length] == '\0' || below[length] == '/');
}

/* Merges one more section into what is merged for another. */
static void merge_next(const walk_t *walk, section_t *to,
                       const section_t *before, const section_t *next)
{
    to->all = merge(walk, before->all, next->vector);
    to->own = next->inherited ? before->own
              : before->own == before->all
                  ? to->all
                  : merge(walk, before->own, next->vector);
}

/* Merges a chain of sections, each within the one before, in the order in
 * which httpd does, which for <Location> is that of the file. */
static void merge_chain(const walk_t *walk, section_t **chain, int length)
{
    section_t start = {.all = walk->base, .own = walk->base};
    section_t *last = chain[length - 1];
    section_t *before = length > 1 ? chain[length - 2] : &start;
    section_t **ordered;
    int i;

    last->mixed =
        length > 1 && (before->mixed || before->inherited != last->inherited);
    if (length == 1 || last->order > before->last_order) {
        last->last_order = last->order;
        merge_next(walk, last, before, last);
        return;
    }
    last->last_order = before->last_order;
    ordered = apr_pmemdup(walk->pool, chain, length * sizeof(*chain));
    qsort(ordered, length, sizeof(*ordered), by_order);
    for (i = 0; i < length; ++i) {
        section_t merged;

        merge_next(walk, &merged, &start, ordered[i]);
        start.all = merged.all;
        start.own = merged.own;
    }
    last->all = start.all;
    last->own = start.own;
}

/* Judges the last of a chain. What is at fault without the main server's
 * sections and with them is certain, unless some other section that cannot be
 * told to stay away may lift it. */
static void judge_chain(const walk_t *walk, section_t **chain, int length,
                        const effect_t *others)
{
    const section_t *last = chain[length - 1];
    mod_cors_doubt_t doubt;

    merge_chain(walk, chain, length);
    doubt.sure = last->own;
    doubt.alone = settings_in(last->vector);
    doubt.tolerances = others->tolerances;
    doubt.off = others->off;
    mod_cors_judge(walk->judge, last->all, last->inherited ? NULL : &doubt,
                   others->rules);
    judge_inner(walk, last->all, last->vector,
                last->inherited || last->mixed ? NULL : &doubt);
}

/* Sections with literal paths, sorted: a stack holds those that the present
 * one lies in, so that no two that do not nest are ever compared. */
static void judge_nested(const walk_t *walk, section_t *sections, int count,
                         const effect_t *others)
{
    section_t **chain = apr_palloc(walk->pool, count * sizeof(*chain));
    int depth = 0;
    int i;

    qsort(sections, count, sizeof(*sections), by_path);
    for (i = 0; i < count; ++i) {
        while (depth > 0
               && !is_within(chain[depth - 1]->path, sections[i].path)) {
            --depth;
        }
        chain[depth++] = &sections[i];
        judge_chain(walk, chain, depth, others);
    }
}

/* The path of a section, without a trailing slash; NULL if it is a pattern. */
static const char *literal_path(const ap_conf_vector_t *vector,
                                apr_pool_t *pool)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    apr_size_t length;

    if (!core || core->r || core->d_is_fnmatch || !core->d) {
        return NULL;
    }
    length = strlen(core->d);
    while (length > 0 && core->d[length - 1] == '/') {
        --length;
    }
    return apr_pstrmemdup(pool, core->d, length);
}

/* Whether settings of ours stand in the section or anywhere inside it. */
static bool concerns_us(const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    const apr_array_header_t *lists[2] = {core ? core->sec_file : NULL,
                                          core ? core->sec_if : NULL};
    int i, j;

    if (settings_in(vector)) {
        return true;
    }
    for (i = 0; i < 2; ++i) {
        for (j = 0; lists[i] && j < lists[i]->nelts; ++j) {
            if (concerns_us(APR_ARRAY_IDX(lists[i], j, ap_conf_vector_t *))) {
                return true;
            }
        }
    }
    return false;
}

static effect_t effect_of(const cors_settings_t *settings)
{
    effect_t effect;

    effect.tolerances = settings->tolerance.flags;
    effect.off = (settings->credentials.place && !settings->credentials.on)
                 || settings->engine.mode == CORS_ENGINE_OFF;
    effect.rules = settings->origin_rules.count > 0;
    return effect;
}

static effect_t both(effect_t one, effect_t other)
{
    one.tolerances |= other.tolerances;
    one.off = one.off || other.off;
    one.rules = one.rules || other.rules;
    return one;
}

static effects_t effects_of(const walk_t *walk, const apr_array_header_t *all)
{
    effects_t effects = {{0, false, false}, {0, false, false}};
    int i;

    for (i = 0; i < all->nelts; ++i) {
        const ap_conf_vector_t *vector =
            APR_ARRAY_IDX(all, i, ap_conf_vector_t *);
        const cors_settings_t *settings = settings_in(vector);

        if (settings) {
            effects.all = both(effects.all, effect_of(settings));
            if (!literal_path(vector, walk->pool)) {
                effects.patterns = both(effects.patterns, effect_of(settings));
            }
        }
    }
    return effects;
}

/* Judges the sections of one kind, beside those of the other. */
static void judge_sections(const walk_t *walk, const apr_array_header_t *all,
                           const effects_t *own, const effects_t *other)
{
    section_t *literal = apr_pcalloc(walk->pool, all->nelts * sizeof(*literal));
    /* Any of the other kind, and of this one what may hold anywhere. */
    effect_t beside_literal = both(other->all, own->patterns);
    effect_t beside_pattern = both(other->all, own->all);
    int count = 0;
    int i;

    for (i = 0; i < all->nelts; ++i) {
        ap_conf_vector_t *vector = APR_ARRAY_IDX(all, i, ap_conf_vector_t *);
        section_t *section = &literal[count];

        if (!concerns_us(vector)) {
            continue;
        }
        memset(section, 0, sizeof(*section));
        section->vector = vector;
        section->order = i;
        section->inherited = is_inherited(walk, vector);
        section->path = literal_path(vector, walk->pool);
        mod_cors_judge_rules(walk->judge, settings_in(vector));
        if (section->path) {
            ++count;
        }
        else {
            judge_chain(walk, &section, 1, &beside_pattern);
        }
    }
    judge_nested(walk, literal, count, &beside_literal);
}

/* A server that adds no sections has those of the main server alone. */
static void judge_inherited(const walk_t *walk, const apr_array_header_t *all)
{
    int i;

    for (i = 0; i < all->nelts; ++i) {
        ap_conf_vector_t *vector = APR_ARRAY_IDX(all, i, ap_conf_vector_t *);
        const cors_settings_t *merged = merge(walk, walk->base, vector);

        if (merged != walk->base) {
            mod_cors_judge(walk->judge, merged, NULL, false);
        }
        judge_inner(walk, merged, vector, NULL);
    }
}

void mod_cors_walk_server(mod_cors_judge_t *judge, server_rec *s,
                          server_rec *main_server, apr_hash_t *inherited,
                          apr_pool_t *pool)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    const core_server_config *main_core =
        ap_get_core_module_config(main_server->module_config);
    walk_t walk = {.judge = judge,
                   .pool = pool,
                   .base = settings_in(s->lookup_defaults),
                   .inherited = inherited};
    mod_cors_doubt_t doubt = {NULL, NULL, 0, false};
    bool adds = !inherited || core->sec_dir->nelts != main_core->sec_dir->nelts
                || core->sec_url->nelts != main_core->sec_url->nelts;

    walk.directories = effects_of(&walk, core->sec_dir);
    walk.locations = effects_of(&walk, core->sec_url);
    mod_cors_judge_rules(judge, walk.base);
    doubt.sure = doubt.alone = walk.base;
    mod_cors_judge(judge, walk.base, &doubt, false);
    judge_inner(&walk, walk.base, s->lookup_defaults, &doubt);
    if (adds) {
        judge_sections(&walk, core->sec_dir, &walk.directories,
                       &walk.locations);
        judge_sections(&walk, core->sec_url, &walk.locations,
                       &walk.directories);
    }
    else {
        judge_inherited(&walk, core->sec_dir);
        judge_inherited(&walk, core->sec_url);
    }
}
