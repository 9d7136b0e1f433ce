/* SPDX-License-Identifier: Apache-2.0 */
#include "lists.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "lists/cors_list_build.h"
#include "measure.h"
#include "sample.h"

#define ORIGINS 1024 /* looked up in turn; a power of two */
#define PAGE 4096

/* A list, a set of the same patterns, and origins to look up. */
typedef struct {
    cors_origin_list_t list;
    const cors_settings_t *settings;
    const char *origins[ORIGINS];
    unsigned next;
} workload_t;

static void draw(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    keys[0] = APR_UINT64_C(0x243f6a8885a308d3);
    keys[1] = APR_UINT64_C(0x13198a2e03707344);
}

static const cors_list_build_calls_t calls = {draw, NULL, NULL};

static void create(cors_origin_list_t *list, apr_size_t size)
{
    apr_uint32_t max = (apr_uint32_t)size * 5; /* some rows are long */

    memset(list, 0, sizeof(*list));
    cors_list_image_attach(list, calloc(1, cors_list_image_bytes(max, PAGE)),
                           max, PAGE);
}

static void publish(const cors_origin_list_t *list, const char **patterns,
                    apr_size_t size, apr_pool_t *pool)
{
    cors_list_image_version_t version = {.built = 1};
    cors_list_build_t build;
    apr_size_t i;

    cors_list_build_begin(&build, list, &calls, pool);
    for (i = 0; i < size; ++i) {
        (void)cors_list_build_add(&build, (apr_uint32_t)i + 1, patterns[i],
                                  strlen(patterns[i]));
    }
    if (cors_list_build_finish(&build, false) != CORS_LIST_BUILD_OK) {
        abort();
    }
    cors_list_build_count(&build, &version);
    cors_list_image_publish(list, &version);
}

static const char *next_origin(workload_t *workload)
{
    return workload->origins[workload->next++ % ORIGINS];
}

/* The baseline. */
static void pick(void *baton)
{
    const char *volatile picked = next_origin(baton);

    (void)picked;
}

static void look_up(void *baton)
{
    workload_t *workload = baton;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, next_origin(workload));
    (void)cors_origin_list_answer(&workload->list, &lookup);
}

static void look_up_directive(void *baton)
{
    workload_t *workload = baton;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, next_origin(workload));
    (void)cors_policy_find_admitting(workload->settings, &lookup);
}

/* Measures origins that the list has (first is 0), or has not (first is
 * size). */
static void measure_origins(const char *title, const sample_kind_t *kind,
                            workload_t *workload, apr_size_t first,
                            apr_size_t size, apr_pool_t *pool)
{
    apr_size_t i;

    for (i = 0; i < ORIGINS; ++i) {
        workload->origins[i] =
            sample_origin(kind, first + i * 7919 % size, pool);
    }
    measure(apr_pstrcat(pool, title, ".lookup", NULL), size, look_up, pick,
            workload, 1);
    measure(apr_pstrcat(pool, title, ".directive", NULL), size,
            look_up_directive, pick, workload, 1);
}

void lists_measure(const char *name, apr_size_t size, apr_pool_t *pool)
{
    const sample_kind_t *kind;

    for (kind = sample_kinds; kind->name; ++kind) {
        const char **patterns = sample_patterns(kind, size, pool);
        const char *title = apr_pstrcat(pool, name, ".", kind->name, NULL);
        workload_t *workload = apr_pcalloc(pool, sizeof(*workload));

        create(&workload->list, size);
        publish(&workload->list, patterns, size, pool);
        workload->settings =
            sample_policy(sample_set(patterns, size, pool), pool);
        measure_origins(apr_pstrcat(pool, title, ".allowed", NULL), kind,
                        workload, 0, size, pool);
        measure_origins(apr_pstrcat(pool, title, ".refused", NULL), kind,
                        workload, size, size, pool);
        free(workload->list.image);
    }
}

typedef struct {
    cors_origin_list_t list;
    const char **patterns;
    apr_size_t size;
    apr_pool_t *pool;
} built_t;

/* In turn in both halves of the image. */
static void build(void *baton)
{
    built_t *built = baton;

    publish(&built->list, built->patterns, built->size, built->pool);
    apr_pool_clear(built->pool);
}

void lists_measure_build(const char *name, apr_size_t size, apr_pool_t *pool)
{
    const sample_kind_t *kind;

    for (kind = sample_kinds; kind->name; ++kind) {
        built_t built = {.patterns = sample_patterns(kind, size, pool),
                         .size = size};

        create(&built.list, size);
        apr_pool_create(&built.pool, pool);
        measure(apr_pstrcat(pool, name, ".", kind->name, NULL), size, build,
                measure_nothing, &built, size);
        free(built.list.image);
    }
}
