/* SPDX-License-Identifier: Apache-2.0
 *
 * Each image has two versions, so that no half is empty: only the second one
 * may decide.
 */
#include "images.h"

#include "fuzz.h"

#include "lists/cors_list_build.h"
#include "model.h"

enum { PAGE = 64, MAX = 8 * CASE_ROWS_MAX }; /* of any length */

static const char *const old_rows[] = {"https://a.example",
                                       "https://*.example:*"};

static void draw(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    keys[0] = APR_UINT64_C(0x9876543210fedcba);
    keys[1] = APR_UINT64_C(0x0123456789abcdef);
}

static const cors_list_build_calls_t calls = {draw, NULL, NULL};

static void publish(const cors_origin_list_t *list, const char *const *rows,
                    int count, apr_pool_t *pool)
{
    cors_list_image_version_t version = {.built = 1};
    cors_list_build_t build;
    cors_list_build_e error;
    int i;

    cors_list_build_begin(&build, list, &calls, pool);
    for (i = 0; i < count; ++i) {
        cors_list_build_add(&build, (apr_uint32_t)i + 1, rows[i],
                            strlen(rows[i]));
    }
    error = cors_list_build_finish(&build, true);
    FUZZ_REQUIRE(build.skipped == 0 && build.corrected == 0,
                 "a legal row is not used as it is written");
    FUZZ_REQUIRE(error == CORS_LIST_BUILD_OK, "a list is refused: %s",
                 cors_list_build_reason(&build, pool));
    cors_list_build_count(&build, &version);
    cors_list_image_publish(list, &version);
}

static apr_status_t free_image(void *image)
{
    free(image);
    return APR_SUCCESS;
}

static const cors_origin_list_t *make_list(const case_list_t *from, int number,
                                           apr_pool_t *pool)
{
    cors_origin_list_t *list = apr_pcalloc(pool, sizeof(*list));
    void *image = calloc(1, cors_list_image_bytes(MAX, PAGE));

    FUZZ_REQUIRE(image != NULL, "no memory");
    apr_pool_cleanup_register(pool, image, free_image, apr_pool_cleanup_null);
    list->name = from->name;
    list->number = (unsigned)number * 15;
    cors_list_image_attach(list, image, MAX, PAGE);
    if (from->available) {
        publish(list, old_rows, 2, pool);
        publish(list, from->rows, from->count, pool);
    }
    return list;
}

static void remove_illegal(case_list_t *list)
{
    int count = list->count;
    int i;

    list->count = 0;
    for (i = 0; i < count; ++i) {
        if (model_is_legal_row(list->rows[i])) {
            list->rows[list->count++] = list->rows[i];
        }
    }
}

void images_build(case_t *whole, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < whole->list_count; ++i) {
        remove_illegal(&whole->lists[i]);
        whole->lists[i].target = make_list(&whole->lists[i], i, pool);
    }
}

const cors_origin_list_t *images_list(const case_list_t *list)
{
    return list->target;
}
