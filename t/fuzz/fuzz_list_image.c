/* SPDX-License-Identifier: Apache-2.0
 *
 * The image of an origin list that another process has written to. The first
 * line is an origin, the other lines are rows. What follows a NUL are three
 * bytes for each word that becomes another: where it is, and what it is.
 */
#include "fuzz.h"

#include "base/cors_atomic.h"
#include "lists/cors_list_build.h"

const char fuzz_name[] = "list_image";

enum { MAX = 8, MORE = 64, PAGE = 64 };

static const apr_uint64_t fixed_keys[2] = {APR_UINT64_C(0x9876543210fedcba),
                                           APR_UINT64_C(0x0123456789abcdef)};

static void draw(void *baton, apr_uint64_t keys[2])
{
    (void)baton;
    memcpy(keys, fixed_keys, sizeof(fixed_keys));
}

static const cors_list_build_calls_t calls = {draw, NULL, NULL};

static cors_origin_list_t create(apr_uint32_t max)
{
    cors_origin_list_t list = {.name = "fuzz"};

    cors_list_image_attach(&list, calloc(1, cors_list_image_bytes(max, PAGE)),
                           max, PAGE);
    return list;
}

static void publish(const cors_origin_list_t *list, const char *rows,
                    apr_pool_t *pool)
{
    cors_list_image_version_t version = {.built = 1};
    cors_list_build_t build;
    apr_uint32_t number = 0;
    char *rest = apr_pstrdup(pool, rows);
    const char *row;

    cors_list_build_begin(&build, list, &calls, pool);
    while ((row = fuzz_next(&rest, '\n')) != NULL
           && cors_list_build_add(&build, ++number, row, strlen(row))) {
    }
    if (cors_list_build_finish(&build, true) == CORS_LIST_BUILD_OK) {
        cors_list_build_count(&build, &version);
        cors_list_image_publish(list, &version);
    }
}

/* The words of the heads are reached as often as all others. */
static void write_over(const cors_origin_list_t *list, const uint8_t *bytes,
                       size_t size)
{
    size_t words = cors_list_image_bytes(MAX, PAGE) / sizeof(apr_uint64_t);
    size_t first = (size_t)(list->halves[0] - list->image);
    size_t i;

    for (i = 0; i + 3 <= size; i += 3) {
        size_t at = bytes[i] < 32 ? first + bytes[i] % 16
                                        + (bytes[i] < 16 ? 0 : list->half)
                                  : (size_t)bytes[i] * 7 % words;
        apr_uint64_t value = (apr_uint64_t)bytes[i + 2] << bytes[i + 1] % 64;

        list->image[at] = bytes[i + 1] & 0x80 ? list->image[at] ^ value : value;
    }
}

static void ask(const cors_origin_list_t *list, const char *origin,
                apr_pool_t *pool)
{
    cors_origin_list_answer_t answer;
    cors_origin_lookup_t lookup;

    cors_origin_lookup_init(&lookup, origin);
    answer = *cors_origin_list_answer(list, &lookup);
    FUZZ_REQUIRE(answer.available
                     || (!answer.admits.number && !answer.denies.number),
                 "a row of a list that is not available");
    FUZZ_REQUIRE(!answer.admits.number || !answer.admits.dangerous,
                 "a dangerous row admits");
    FUZZ_REQUIRE(!answer.denies.number
                     || cors_origin_list_pattern(&answer.denies, &lookup, pool),
                 "no pattern");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *rows = fuzz_text(data, size, pool);
    size_t length = strlen(rows);
    const char *origin = fuzz_next(&rows, '\n');
    cors_origin_list_t list = create(MAX);
    cors_origin_list_t other = create(MORE);
    cors_list_image_version_t version;

    rows = rows ? rows : apr_pstrdup(pool, "");
    publish(&list, rows, pool);
    publish(&list, apr_pstrcat(pool, "https://a.example\n", rows, NULL), pool);
    if (length < size) {
        write_over(&list, data + length + 1, size - length - 1);
    }
    ask(&list, origin, pool);
    ask(&list, "https://x.a.example:8443", pool);
    cors_list_image_read(&list, &version);
    if (cors_list_image_copy(&other, &list)) {
        ask(&other, origin, pool);
    }
    /* A version that is built in the same image is right. */
    publish(&list, "https://new.example", pool);
    ask(&list, origin, pool);
    free(list.image);
    free(other.image);
    apr_pool_destroy(pool);
    return 0;
}
