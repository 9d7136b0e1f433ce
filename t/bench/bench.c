/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the core without a server.
 *
 *     bench [-c FILE] SCENARIO [SIZE ...]
 *
 * SCENARIO is one of those in the table at the end, or "all". Sizes on the
 * command line replace those of the table. Prints one figure a line: name,
 * size, value and unit, separated by tabs. The units are "ns" for one piece of
 * work, the "allocations" that it makes, the "bytes" that it takes from pools
 * and, with -c, only "instructions". These need callgrind, which writes to
 * FILE.*:
 *
 *     valgrind -q --tool=callgrind --instr-atstart=no
 *         --callgrind-out-file=FILE bench -c FILE SCENARIO
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "policy/cors_fields.h"
#include "policy/cors_governing.h"
#include "policy/cors_stance.h"
#include "lists.h"
#include "measure.h"
#include "sample.h"

#define REQUESTS 1024 /* measured in turn; a power of two */

static apr_pool_t *global;

/* Requests that one policy decides. */
typedef struct {
    const cors_settings_t *settings;
    cors_request_t *requests; /* REQUESTS of them */
    unsigned next;
    apr_pool_t *pool; /* cleared after every REQUESTS answers */
} workload_t;

static const cors_request_t *next_request(workload_t *workload)
{
    return &workload->requests[workload->next++ % REQUESTS];
}

/* The baseline: all that the next three functions do apart from what is
 * measured. */
static void pick(void *baton)
{
    const cors_request_t *volatile picked = next_request(baton);

    (void)picked;
}

/* Finds the rule that admits the origin. */
static void look_up(void *baton)
{
    workload_t *workload = baton;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, next_request(workload)->origin);
    (void)cors_policy_find_admitting(workload->settings, &lookup);
}

static void decide(void *baton)
{
    workload_t *workload = baton;
    cors_decision_t decision;

    cors_decision_make(workload->settings, next_request(workload), &decision);
}

/* Decides, and computes the response fields. */
static void answer(void *baton)
{
    workload_t *workload = baton;
    const cors_request_t *request = next_request(workload);
    cors_field_t fields[CORS_FIELDS_MAX];
    cors_decision_t decision;

    cors_decision_make(workload->settings, request, &decision);
    (void)cors_fields_of_decision(&decision, workload->settings, request,
                                  fields, workload->pool);
    if (workload->next % REQUESTS == 0) {
        apr_pool_clear(workload->pool);
    }
}

static workload_t *create_workload(const cors_settings_t *settings,
                                   apr_pool_t *pool)
{
    workload_t *workload = apr_pcalloc(pool, sizeof(*workload));

    workload->settings = settings;
    workload->requests =
        apr_pcalloc(pool, REQUESTS * sizeof(*workload->requests));
    apr_pool_create(&workload->pool, pool);
    return workload;
}

static workload_t *create_workload_of_one(const cors_settings_t *settings,
                                          const cors_request_t *request,
                                          apr_pool_t *pool)
{
    workload_t *workload = create_workload(settings, pool);
    int i;

    for (i = 0; i < REQUESTS; ++i) {
        workload->requests[i] = *request;
    }
    return workload;
}

static void measure_requests(const char *kind, const char *origins,
                             apr_size_t size, workload_t *workload)
{
    measure(apr_pstrcat(global, kind, ".", origins, ".lookup", NULL), size,
            look_up, pick, workload, 1);
    measure(apr_pstrcat(global, kind, ".", origins, ".decide", NULL), size,
            decide, pick, workload, 1);
}

static void measure_origin(const char *kind, const char *origins,
                           apr_size_t size, const cors_settings_t *settings,
                           const char *origin, apr_pool_t *pool)
{
    cors_request_t request = {.origin = origin};

    measure_requests(kind, origins, size,
                     create_workload_of_one(settings, &request, pool));
}

/* Measures origins that the whole set admits (first is 0), or as many of the
 * same form that it does not admit (first is size). */
static void measure_numbered(const sample_kind_t *kind, const char *origins,
                             apr_size_t size, apr_size_t first,
                             const cors_settings_t *settings, apr_pool_t *pool)
{
    workload_t *workload = create_workload(settings, pool);
    apr_size_t i;

    for (i = 0; i < REQUESTS; ++i) {
        workload->requests[i].origin =
            sample_origin(kind, first + i * 7919 % size, pool);
    }
    measure_requests(kind->name, origins, size, workload);
}

/* Measures decisions by a set of size patterns. */
static void measure_set(const char *name, apr_size_t size, apr_pool_t *pool)
{
    const sample_kind_t *kind = sample_kinds;
    const cors_settings_t *settings;

    while (strcmp(kind->name, name) != 0) {
        ++kind;
    }
    settings = sample_policy(
        sample_set(sample_patterns(kind, size, pool), size, pool), pool);
    measure_numbered(kind, "allowed", size, 0, settings, pool);
    measure_numbered(kind, "refused", size, size, settings, pool);
    measure_origin(name, "longest", size, settings, sample_longest_origin(pool),
                   pool);
    measure_origin(name, "absurd", size, settings,
                   sample_origin_of_length(8000, 63, pool), pool);
    measure_origin(name, "garbage", size, settings,
                   "\x80\xff//:*@[\\]^`{|}~\x01,;. ", pool);
}

/* Measures refused origins of length bytes, where a wildcard might admit
 * them. */
static void measure_length(const char *name, apr_size_t length,
                           apr_pool_t *pool)
{
    const sample_kind_t *wildcard = &sample_kinds[1];
    const cors_settings_t *settings = sample_policy(
        sample_set(sample_patterns(wildcard, 1000, pool), 1000, pool), pool);

    measure_origin(name, "long-labels", length, settings,
                   sample_origin_of_length(length, 63, pool), pool);
    measure_origin(name, "short-labels", length, settings,
                   sample_origin_of_length(length, 1, pool), pool);
}

static void measure_answer(const char *name, const char *what, apr_size_t size,
                           const cors_settings_t *settings,
                           const char *requested, apr_pool_t *pool)
{
    cors_request_t request = {.is_options = true,
                              .origin = sample_origin(sample_kinds, 0, pool),
                              .request_method = "PUT",
                              .request_headers = requested};
    workload_t *workload = create_workload_of_one(settings, &request, pool);

    measure(apr_pstrcat(pool, name, ".", what, ".decide", NULL), size, decide,
            pick, workload, 1);
    measure(apr_pstrcat(pool, name, ".", what, ".answer", NULL), size, answer,
            pick, workload, 1);
}

/* Returns a policy that lists 100 header names, and "*" if any: then the
 * requested names are echoed. */
static cors_settings_t *policy_with_names(bool any, apr_pool_t *pool)
{
    cors_settings_t *settings = sample_policy(
        sample_set(sample_patterns(sample_kinds, 1000, pool), 1000, pool),
        pool);
    cors_names_t *names = sample_names(100, pool);
    cors_names_t **sets = apr_palloc(pool, sizeof(*sets));

    if (any) {
        cors_names_add(names, "*", settings->credentials.place);
    }
    sets[0] = names;
    settings->request_headers.sets = sets;
    return settings;
}

/* Measures preflights that request size header names. */
static void measure_preflight(const char *name, apr_size_t size,
                              apr_pool_t *pool)
{
    const char *requested = sample_names_value(size, pool);

    measure_answer(name, "listed", size, policy_with_names(false, pool),
                   requested, pool);
    measure_answer(name, "echoed", size, policy_with_names(true, pool),
                   requested, pool);
}

/* Measures preflights whose requested header names are size commas. */
static void measure_commas(const char *name, apr_size_t size, apr_pool_t *pool)
{
    char *commas = apr_pcalloc(pool, size + 1);

    memset(commas, ',', size);
    measure_answer(name, "listed", size, policy_with_names(false, pool), commas,
                   pool);
    measure_answer(name, "echoed", size, policy_with_names(true, pool), commas,
                   pool);
}

typedef struct {
    const char **patterns;
    apr_size_t count;
} built_t;

static void build(void *baton)
{
    const built_t *built = baton;
    apr_allocator_t *allocator;
    apr_pool_t *pool;

    apr_allocator_create(&allocator);
    apr_pool_create_ex(&pool, NULL, NULL, allocator);
    apr_allocator_owner_set(allocator, pool);
    (void)sample_set(built->patterns, built->count, pool);
    apr_pool_destroy(pool);
}

/* Measures building a set, for each of its size patterns. */
static void measure_build(const char *name, apr_size_t size, apr_pool_t *pool)
{
    const sample_kind_t *kind;

    for (kind = sample_kinds; kind->name; ++kind) {
        built_t built = {sample_patterns(kind, size, pool), size};
        const char *title = apr_pstrcat(pool, name, ".", kind->name, NULL);

        measure(title, size, build, measure_nothing, &built, size);
        measure_bytes(title, size, build, &built, size);
    }
}

typedef struct {
    const cors_settings_t *base, *add;
    apr_pool_t *pool;
    unsigned runs;
} merged_t;

static void merge(void *baton)
{
    merged_t *merged = baton;

    (void)cors_settings_merge(merged->base, merged->add, merged->pool);
    if (++merged->runs % 64 == 0) {
        apr_pool_clear(merged->pool);
    }
}

/* Measures merging two sections of size patterns, which replace or extend the
 * list. */
static void measure_merge(const char *name, apr_size_t size, apr_pool_t *pool)
{
    const char **patterns = sample_patterns(sample_kinds, size, pool);
    cors_settings_t *add =
        sample_policy(sample_set(patterns, size, pool), pool);
    merged_t merged = {add, add, pool, 1};

    apr_pool_create(&merged.pool, pool);
    measure(apr_pstrcat(pool, name, ".replaces", NULL), size, merge,
            measure_nothing, &merged, 1);
    add->origin_rules.list.extends = add->methods.list.extends = true;
    add->request_headers.list.extends = true;
    measure(apr_pstrcat(pool, name, ".extends", NULL), size, merge,
            measure_nothing, &merged, 1);
}

/* Chooses the settings, decides, and computes the response fields. */
static void answer_governed(void *baton)
{
    workload_t *workload = baton;
    const cors_request_t *request = next_request(workload);
    cors_field_t fields[CORS_FIELDS_MAX];
    cors_decision_t decision;
    const cors_settings_t *settings = cors_governing_decide(
        workload->settings, request, &decision, workload->pool);

    (void)cors_fields_of_decision(&decision, settings, request, fields,
                                  workload->pool);
    if (workload->next % REQUESTS == 0) {
        apr_pool_clear(workload->pool);
    }
}

/* Returns a policy in which each pattern is in a container of its own, with all
 * settings of the reference policy. */
static cors_settings_t *policy_with_containers(const char **patterns,
                                               apr_size_t count,
                                               apr_pool_t *pool)
{
    static const cors_place_t place = {"bench.conf", 1, false};
    cors_origin_set_t *set = cors_origin_set_create(pool);
    cors_settings_t *settings = sample_policy(set, pool);
    apr_size_t i;

    for (i = 0; i < count; ++i) {
        cors_container_t *container =
            cors_container_add(settings, &place, pool);
        cors_pattern_t pattern;
        cors_pattern_stop_t stop;

        (void)cors_pattern_parse(patterns[i], &pattern, &stop, pool);
        (void)cors_origin_set_add_contained(set, &container->rules, &pattern,
                                            &place);
        cors_container_set(settings, container, settings);
    }
    cors_stance_precompute(settings, pool);
    return settings;
}

/* Measures an allowed origin of a policy without containers, and the same
 * origin in one of size containers. */
static void measure_container(const char *name, apr_size_t size,
                              apr_pool_t *pool)
{
    const sample_kind_t *kind;

    for (kind = sample_kinds; kind->name; ++kind) {
        const char **patterns = sample_patterns(kind, size, pool);
        cors_request_t request = {.origin =
                                      sample_origin(kind, size / 2, pool)};
        const cors_settings_t *plain =
            sample_policy(sample_set(patterns, size, pool), pool);
        const char *title = apr_pstrcat(pool, name, ".", kind->name, NULL);

        measure(apr_pstrcat(pool, title, ".plain", NULL), size, answer_governed,
                pick, create_workload_of_one(plain, &request, pool), 1);
        measure(
            apr_pstrcat(pool, title, ".contained", NULL), size, answer_governed,
            pick,
            create_workload_of_one(policy_with_containers(patterns, size, pool),
                                   &request, pool),
            1);
    }
}

typedef struct {
    const char *name;
    void (*measure)(const char *name, apr_size_t size, apr_pool_t *pool);
    apr_size_t sizes[10];
} scenario_t;

#define SET_SIZES                                                              \
    {                                                                          \
        1, 2, 10, 100, 1000, 10000, 100000, 1000000                            \
    }

static const scenario_t scenarios[] = {
    {"exact", measure_set, SET_SIZES},
    {"wildcard", measure_set, SET_SIZES},
    {"mixed", measure_set, SET_SIZES},
    {"long-prefix", measure_set, {10, 1000, 100000}},
    {"long-suffix", measure_set, {10, 1000, 100000}},
    {"last-bytes", measure_set, {10, 1000, 100000}},
    {"length", measure_length, {16, 24, 32, 64, 128, 261, 326, 327, 8000}},
    {"preflight", measure_preflight, {1, 10, 100}},
    {"commas", measure_commas, {8192}},
    {"build", measure_build, {1, 10, 100, 1000, 10000, 100000, 1000000}},
    {"merge", measure_merge, {1, 10000}},
    {"container", measure_container, {2, 100, 10000}},
    {"list", lists_measure, {10, 1000, 100000, 1000000}},
    {"list-build", lists_measure_build, {1000, 100000, 1000000}},
};

static void run_scenario(const scenario_t *scenario, const apr_size_t *sizes)
{
    apr_pool_t *pool;

    for (; *sizes; ++sizes) {
        apr_pool_create(&pool, global);
        scenario->measure(scenario->name, *sizes, pool);
        apr_pool_destroy(pool);
    }
}

static apr_size_t *sizes_of(char **arguments, int count)
{
    apr_size_t *sizes = apr_pcalloc(global, (count + 1) * sizeof(*sizes));
    int i;

    for (i = 0; i < count; ++i) {
        sizes[i] = strtoul(arguments[i], NULL, 10);
    }
    return sizes;
}

static int run_named(const char *name, const apr_size_t *sizes)
{
    bool all = strcmp(name, "all") == 0;
    bool found = false;
    size_t i;

    for (i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); ++i) {
        if (all || strcmp(name, scenarios[i].name) == 0) {
            found = true;
            run_scenario(&scenarios[i], *sizes ? sizes : scenarios[i].sizes);
        }
    }
    if (!found) {
        fprintf(stderr, "bench: no scenario '%s'; those there are, or all:\n",
                name);
        for (i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); ++i) {
            fprintf(stderr, "  %s\n", scenarios[i].name);
        }
    }
    return found ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "-c") == 0) {
        if (!measure_instructions(argv[2])) {
            fprintf(stderr, "bench: -c needs valgrind around this program\n");
            return EXIT_FAILURE;
        }
        argv += 2;
        argc -= 2;
    }
    if (argc < 2) {
        fprintf(stderr, "usage: bench [-c FILE] SCENARIO [SIZE ...]\n");
        return EXIT_FAILURE;
    }
    if (apr_initialize() != APR_SUCCESS
        || apr_pool_create(&global, NULL) != APR_SUCCESS) {
        return EXIT_FAILURE;
    }
    return run_named(argv[1], sizes_of(argv + 2, argc - 2));
}
