/* SPDX-License-Identifier: Apache-2.0
 *
 * What the core costs, without a server around it.
 *
 *     bench [-c FILE] SCENARIO [SIZE ...]
 *
 * SCENARIO is one of those in the table at the end, or "all"; each has sizes
 * of its own, which those on the command line replace. One figure a line, with
 * tabs between: name, size, value, unit. Units: "ns" for one piece of work,
 * "allocations" it makes, "bytes" it takes from pools, and with -c, in place of
 * all these, "instructions". They need callgrind, which writes to FILE.*:
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
#include "measure.h"
#include "sample.h"

#define QUESTIONS 1024 /* asked in turn; a power of two */

static apr_pool_t *global;

/* Requests to one policy. */
typedef struct {
    const cors_settings_t *settings;
    cors_request_t *requests; /* QUESTIONS of them */
    unsigned next;
    apr_pool_t *pool; /* cleared now and then */
} asked_t;

static const cors_request_t *next_request(asked_t *asked)
{
    return &asked->requests[asked->next++ % QUESTIONS];
}

/* All that the next three do besides. */
static void pick(void *baton)
{
    const cors_request_t *volatile picked = next_request(baton);

    (void)picked;
}

/* Whether a rule admits the origin, and which. */
static void look_up(void *baton)
{
    asked_t *asked = baton;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, next_request(asked)->origin);
    (void)cors_policy_find_admitting(asked->settings, &lookup);
}

static void decide(void *baton)
{
    asked_t *asked = baton;
    cors_decision_t decision;

    cors_decision_make(asked->settings, next_request(asked), &decision);
}

/* The decision and the response fields that follow from it. */
static void answer(void *baton)
{
    asked_t *asked = baton;
    const cors_request_t *request = next_request(asked);
    cors_field_t fields[CORS_FIELDS_MAX];
    cors_decision_t decision;

    cors_decision_make(asked->settings, request, &decision);
    (void)cors_fields_of_decision(&decision, asked->settings, request, fields,
                                  asked->pool);
    if (asked->next % QUESTIONS == 0) {
        apr_pool_clear(asked->pool);
    }
}

static asked_t *ask(const cors_settings_t *settings, apr_pool_t *pool)
{
    asked_t *asked = apr_pcalloc(pool, sizeof(*asked));

    asked->settings = settings;
    asked->requests = apr_pcalloc(pool, QUESTIONS * sizeof(*asked->requests));
    apr_pool_create(&asked->pool, pool);
    return asked;
}

static asked_t *ask_one(const cors_settings_t *settings,
                        const cors_request_t *request, apr_pool_t *pool)
{
    asked_t *asked = ask(settings, pool);
    int i;

    for (i = 0; i < QUESTIONS; ++i) {
        asked->requests[i] = *request;
    }
    return asked;
}

static void measure_questions(const char *kind, const char *who,
                              apr_size_t size, asked_t *asked)
{
    measure(apr_pstrcat(global, kind, ".", who, ".lookup", NULL), size, look_up,
            pick, asked, 1);
    measure(apr_pstrcat(global, kind, ".", who, ".decide", NULL), size, decide,
            pick, asked, 1);
}

static void measure_origin(const char *kind, const char *who, apr_size_t size,
                           const cors_settings_t *settings, const char *origin,
                           apr_pool_t *pool)
{
    cors_request_t request = {.origin = origin};

    measure_questions(kind, who, size, ask_one(settings, &request, pool));
}

/* Origins from all over the set, or as many of the same form beside it. */
static void measure_numbered(const sample_kind_t *kind, const char *who,
                             apr_size_t size, apr_size_t first,
                             const cors_settings_t *settings, apr_pool_t *pool)
{
    asked_t *asked = ask(settings, pool);
    apr_size_t i;

    for (i = 0; i < QUESTIONS; ++i) {
        asked->requests[i].origin =
            sample_origin(kind, first + i * 7919 % size, pool);
    }
    measure_questions(kind->name, who, size, asked);
}

/* Decisions against a set of so many patterns. */
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

/* Refused origins of so many bytes, where a wildcard might admit them. */
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
    asked_t *asked = ask_one(settings, &request, pool);

    measure(apr_pstrcat(pool, name, ".", what, ".decide", NULL), size, decide,
            pick, asked, 1);
    measure(apr_pstrcat(pool, name, ".", what, ".answer", NULL), size, answer,
            pick, asked, 1);
}

/* A policy that lists 100 header names, or "*" to be echoed. */
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

/* Preflights that ask for so many header names. */
static void measure_preflight(const char *name, apr_size_t size,
                              apr_pool_t *pool)
{
    const char *requested = sample_names_value(size, pool);

    measure_answer(name, "listed", size, policy_with_names(false, pool),
                   requested, pool);
    measure_answer(name, "echoed", size, policy_with_names(true, pool),
                   requested, pool);
}

/* Preflights with so many bytes of commas instead. */
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

/* Building a set of so many patterns, for each of them. */
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

/* Merging two sections of so many patterns: replacing, and adding up. */
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
