/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the sections as httpd keeps them: a vector of per-module settings for
 * each server, <Directory> and <Location>, and in each of those its <Files>
 * and <If>. A combination is certain where requests cannot but meet it; where
 * another section may stand between, it only may be at fault.
 */
#include "startup/mod_cors_startup_walk.h"

#include <stdlib.h>

#include <http_core.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "glue/mod_cors_sections.h"

static const mod_cors_gain_t no_gain = {false, false, false};

/* The walk of one server. */
typedef struct {
    mod_cors_judge_t *judge;
    apr_pool_t *pool; /* for this server's merges */
    const cors_settings_t *base;
    apr_hash_t *inherited; /* the main server's sections, or NULL: it is it */
    mod_cors_effects_t directories;
    mod_cors_effects_t locations;
} walk_t;

/* A section of a server, <Directory> or <Location>. */
typedef struct {
    const char *path; /* without a trailing slash; NULL: not literal */
    bool slash;       /* it had one: <Location /a/> does not hold for /a */
    const ap_conf_vector_t *vector;
    int order;      /* of merging */
    int last_order; /* the highest of the chain that ends here */
    bool inherited;
    bool mixed;           /* some of the chain is inherited, some is not */
    mod_cors_gain_t gain; /* of all sections of the chain */
    const cors_settings_t *all; /* the merged chain; NULL: not judged yet */
    const cors_settings_t *own; /* without what is inherited */
} section_t;

static const cors_settings_t *merge(const walk_t *walk,
                                    const cors_settings_t *base,
                                    const ap_conf_vector_t *vector)
{
    const cors_settings_t *add = mod_cors_sections_settings(vector);

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
    mod_cors_gain_t gain = mod_cors_both_gains(walk->directories.all.gain,
                                               walk->locations.all.gain);
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
            doubt.alone = mod_cors_sections_settings(vector);
        }
        if (merged != base) {
            mod_cors_judge_section(walk->judge,
                                   mod_cors_sections_settings(vector));
            mod_cors_judge(walk->judge, merged, certain ? &doubt : NULL, gain);
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
    if (*p != *q) {
        return rank(*p) - rank(*q);
    }
    return one->slash != other->slash ? one->slash - other->slash
                                      : one->order - other->order;
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

    if (length == 1 || (before->all && last->order == last->last_order)) {
        merge_next(walk, last, before, last);
        return;
    }
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

static bool have_one_path(const section_t *one, const section_t *other)
{
    return strcmp(one->path, other->path) == 0 && one->slash == other->slash;
}

/* Puts a section at the end of a chain. */
static void add_to_chain(section_t **chain, int depth, section_t *section)
{
    const section_t *before = depth > 0 ? chain[depth - 1] : NULL;

    section->mixed =
        before && (before->mixed || before->inherited != section->inherited);
    section->gain = mod_cors_gain_of(section->vector);
    if (before) {
        section->gain = mod_cors_both_gains(section->gain, before->gain);
    }
    section->last_order = before && before->last_order > section->order
                              ? before->last_order
                              : section->order;
    chain[depth] = section;
}

/* What only one of several sections of a path has. Requests meet all of them,
 * so the others may mend what is at fault in the merged chain up to it, but
 * not what stands in one section. */
static void judge_alone(const walk_t *walk, const section_t *section,
                        const cors_settings_t *all,
                        const mod_cors_effect_t *others)
{
    const cors_settings_t *settings =
        mod_cors_sections_settings(section->vector);
    cors_settings_t alone;
    mod_cors_doubt_t doubt = {&alone, &alone, others->tolerances, false};

    if (settings) {
        mod_cors_gain_t gain = mod_cors_both_gains(others->gain, section->gain);

        gain.rules = gain.rules || all->origin_rules.count > 0;
        gain.enforcement =
            gain.enforcement || all->enforce.level != CORS_ENFORCE_OFF;
        alone = *settings;
        alone.tolerance = all->tolerance;
        mod_cors_judge(walk->judge, &alone, section->inherited ? NULL : &doubt,
                       gain);
    }
}

/* Judges the last of a chain, and those before it that have the same path, of
 * which there are some. What is at fault without the main server's sections
 * and with them is certain, unless some other section that cannot be told to
 * stay away may lift it. */
static void judge_chain(const walk_t *walk, section_t **chain, int length,
                        int same, const mod_cors_effect_t *others)
{
    const section_t *last = chain[length - 1];
    mod_cors_doubt_t doubt;
    int i;

    merge_chain(walk, chain, length);
    for (i = length - same; i < length - 1; ++i) {
        judge_alone(walk, chain[i], last->all, others);
    }
    doubt.sure = last->own;
    doubt.alone = mod_cors_sections_settings(last->vector);
    doubt.tolerances = others->tolerances;
    doubt.off = others->off;
    mod_cors_judge(walk->judge, last->all, last->inherited ? NULL : &doubt,
                   mod_cors_both_gains(others->gain, last->gain));
    for (i = length - same; i < length; ++i) {
        judge_inner(walk, last->all, chain[i]->vector,
                    last->inherited || last->mixed ? NULL : &doubt);
    }
}

/* Sections with literal paths, sorted: a stack holds those that the present
 * one lies in, so that no two that do not nest are ever compared. */
static void judge_nested(const walk_t *walk, section_t *sections, int count,
                         const mod_cors_effect_t *others)
{
    section_t **chain = apr_palloc(walk->pool, count * sizeof(*chain));
    int depth = 0;
    int same = 1;
    int i;

    qsort(sections, count, sizeof(*sections), by_path);
    for (i = 0; i < count; ++i) {
        while (depth > 0
               && !is_within(chain[depth - 1]->path, sections[i].path)) {
            --depth;
        }
        add_to_chain(chain, depth++, &sections[i]);
        if (i + 1 < count && have_one_path(&sections[i], &sections[i + 1])) {
            ++same;
        }
        else {
            judge_chain(walk, chain, depth, same, others);
            same = 1;
        }
    }
}

/* Judges the sections of one kind, beside those of the other. */
static void judge_sections(const walk_t *walk, const apr_array_header_t *all,
                           const mod_cors_effects_t *own,
                           const mod_cors_effects_t *other)
{
    section_t *literal = apr_pcalloc(walk->pool, all->nelts * sizeof(*literal));
    /* Any of the other kind, and of this one what may hold anywhere. */
    mod_cors_effect_t beside_literal =
        mod_cors_both_effects(other->all, own->patterns);
    mod_cors_effect_t beside_pattern =
        mod_cors_both_effects(other->all, own->all);
    section_t *chain;
    int count = 0;
    int i;

    for (i = 0; i < all->nelts; ++i) {
        ap_conf_vector_t *vector = APR_ARRAY_IDX(all, i, ap_conf_vector_t *);
        section_t *section = &literal[count];

        if (!mod_cors_sections_concern_us(vector)) {
            continue;
        }
        memset(section, 0, sizeof(*section));
        section->vector = vector;
        section->order = i;
        section->inherited = is_inherited(walk, vector);
        section->path =
            mod_cors_sections_literal_path(vector, &section->slash, walk->pool);
        mod_cors_judge_section(walk->judge, mod_cors_sections_settings(vector));
        if (section->path) {
            ++count;
        }
        else {
            add_to_chain(&chain, 0, section);
            judge_chain(walk, &chain, 1, 1, &beside_pattern);
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
            mod_cors_judge(walk->judge, merged, NULL, no_gain);
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
                   .base = mod_cors_sections_settings(s->lookup_defaults),
                   .inherited = inherited};
    mod_cors_doubt_t doubt = {NULL, NULL, 0, false};
    bool adds = !inherited || core->sec_dir->nelts != main_core->sec_dir->nelts
                || core->sec_url->nelts != main_core->sec_url->nelts;

    walk.directories =
        mod_cors_effects_of(core->sec_dir, s->lookup_defaults, pool);
    walk.locations =
        mod_cors_effects_of(core->sec_url, s->lookup_defaults, pool);
    mod_cors_judge_section(judge, walk.base);
    doubt.sure = doubt.alone = walk.base;
    mod_cors_judge(judge, walk.base, &doubt, no_gain);
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
