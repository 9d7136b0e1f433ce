/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes the origin lists of tests. The image is in a block of exactly its size,
 * so that valgrind and the address sanitizer notice a read beyond its end.
 */
#ifndef LISTS_H
#define LISTS_H

#include "lists/cors_list_build.h"

#include "unit.h"

#define LISTS_PAGE 64 /* small, so that tests reach all words */

/* The keys of the next build; the caller changes them. */
static apr_uint64_t lists_keys[2] = {APR_UINT64_C(0x243f6a8885a308d3),
                                     APR_UINT64_C(0x13198a2e03707344)};

static inline void lists_draw(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    keys[0] = lists_keys[0];
    keys[1] = lists_keys[1];
}

static const cors_list_build_calls_t lists_calls = {lists_draw, NULL, NULL};

/* The caller frees list.image. */
static inline cors_origin_list_t list_create(apr_uint32_t max)
{
    cors_origin_list_t list = {.name = "unit", .number = 3};
    void *image = calloc(1, cors_list_image_bytes(max, LISTS_PAGE));

    ck_assert_ptr_nonnull(image);
    cors_list_image_attach(&list, image, max, LISTS_PAGE);
    return list;
}

/* Builds a version of the rows, which are separated by single blanks and have
 * the numbers from 1. */
static inline cors_list_build_e list_build(const cors_origin_list_t *list,
                                           const char *rows,
                                           cors_list_build_t *build)
{
    apr_uint32_t number = 0;
    char *row;

    cors_list_build_begin(build, list, &lists_calls, unit_pool);
    while ((row = next_word(&rows)) != NULL) {
        if (!cors_list_build_add(build, ++number, row, strlen(row))) {
            break;
        }
    }
    return cors_list_build_finish(build, true);
}

static inline void list_publish(const cors_origin_list_t *list,
                                const char *rows)
{
    cors_list_image_version_t version = {.text = "v", .built = 7};
    cors_list_build_t build;

    ck_assert_msg(list_build(list, rows, &build) == CORS_LIST_BUILD_OK,
                  "'%s' is refused: %s", rows,
                  shown(cors_list_build_reason(&build, unit_pool)));
    cors_list_build_count(&build, &version);
    cors_list_image_publish(list, &version);
}

/* Returns a list whose first version has these rows. */
static inline cors_origin_list_t list_of(const char *rows)
{
    cors_origin_list_t list = list_create(20);

    list_publish(&list, rows);
    return list;
}

static inline cors_origin_list_answer_t ask(const cors_origin_list_t *list,
                                            const char *origin)
{
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    return *cors_origin_list_answer(list, &lookup);
}

#endif
