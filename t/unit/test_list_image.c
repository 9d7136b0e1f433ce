/* SPDX-License-Identifier: Apache-2.0 */
#include "lists/cors_list_image.h"

#include "base/cors_atomic.h"
#include "origin/cors_origin_image.h"

#include "lists.h"

/* 72 bytes for each row and half, and little more. */
START_TEST(test_bytes)
{
    apr_size_t bytes = cors_list_image_bytes(1000000, 4096);

    ck_assert_uint_ge(bytes, 2 * (apr_size_t)72 * 1000000);
    ck_assert_uint_le(bytes, 2 * (apr_size_t)72 * 1000000 + 20000);
    ck_assert_uint_eq(bytes % 4096, 0);
    ck_assert_uint_eq(cors_list_image_bytes(1000000, 65536) % 65536, 0);
}
END_TEST

START_TEST(test_attach)
{
    cors_origin_list_t list = {.name = "x"};
    apr_uint64_t *image = calloc(1, cors_list_image_bytes(1000, 4096));

    cors_list_image_attach(&list, image, 1000, 4096);
    ck_assert_ptr_eq(list.image, image);
    ck_assert_ptr_eq(list.halves[0], image + 512);
    ck_assert_uint_eq(list.half % 512, 0);
    ck_assert_ptr_eq(list.halves[1], list.halves[0] + list.half);
    ck_assert_uint_eq((512 + 2 * list.half) * 8,
                      cors_list_image_bytes(1000, 4096));
    ck_assert_uint_eq(list.max, 1000);
    ck_assert_uint_eq(cors_list_image_generation(&list), 0);
    cors_list_image_attach(&list, NULL, 1000, 4096);
    ck_assert_uint_eq(cors_list_image_generation(&list), 0);
    ck_assert_ptr_null(list.halves[0]);
    ck_assert_ptr_null(list.halves[1]);
    free(image);
}
END_TEST

START_TEST(test_version)
{
    cors_origin_list_t list = list_create(20);
    cors_list_image_version_t version = {"v2", 11, 12, 13, 14,
                                         15,   16, 17, 18, 19};
    cors_list_image_version_t got;
    cors_list_build_t build;

    ck_assert(!cors_list_image_read(&list, &got));
    list_build(&list, "https://a.example", &build);
    ck_assert(!cors_list_image_read(&list, &got));
    cors_list_image_publish(&list, &version);
    ck_assert_uint_eq(cors_list_image_generation(&list), 1);
    ck_assert(cors_list_image_read(&list, &got));
    ck_assert_str_eq(got.text, "v2");
    ck_assert_int_eq(got.modified, 11);
    ck_assert_uint_eq(got.size, 12);
    ck_assert_uint_eq(got.inode, 13);
    ck_assert_uint_eq(got.rows, 14);
    ck_assert_uint_eq(got.corrected, 15);
    ck_assert_uint_eq(got.dangerous, 16);
    ck_assert_uint_eq(got.skipped, 17);
    ck_assert_int_eq(got.built, 18);
    ck_assert_uint_eq(got.content, 19);
    list_publish(&list, "https://b.example");
    ck_assert(cors_list_image_read(&list, &got));
    ck_assert_str_eq(got.text, "v");
    ck_assert_uint_eq(got.content, 0);
    ck_assert_uint_eq(got.rows, 1);
    ck_assert_uint_eq(cors_list_image_generation(&list), 2);
    free(list.image);
}
END_TEST

/* A half that a look-up does not search has no version. */
START_TEST(test_damaged)
{
    cors_origin_list_t list = list_of("https://a.example");
    cors_list_image_version_t version;

    list.halves[1][CORS_ORIGIN_IMAGE_HALF_GENERATION] = 3;
    ck_assert(!ask(&list, "https://a.example").available);
    ck_assert(!cors_list_image_read(&list, &version));
    list_publish(&list, "https://a.example");
    ck_assert(ask(&list, "https://a.example").available);
    ck_assert(cors_list_image_read(&list, &version));
    list.halves[0][CORS_ORIGIN_IMAGE_SLOTS] |= 0xffffffffu;
    ck_assert(!ask(&list, "https://a.example").available);
    ck_assert(!cors_list_image_read(&list, &version));
    free(list.image);
}
END_TEST

/* The longest text, and one without an end, as a process could write it. */
START_TEST(test_version_text)
{
    cors_origin_list_t list = list_create(20);
    cors_list_image_version_t version = {.built = 1};
    cors_list_image_version_t got;
    cors_list_build_t build;

    list_build(&list, "https://a.example", &build);
    memset(version.text, 'x', sizeof(version.text));
    cors_list_image_publish(&list, &version);
    ck_assert(cors_list_image_read(&list, &got));
    ck_assert_uint_eq(strlen(got.text), CORS_LIST_IMAGE_VERSION_SIZE - 1);
    free(list.image);
}
END_TEST

static void erase(void *baton, void *memory, apr_size_t bytes)
{
    memset(memory, 0, bytes);
    *(apr_size_t *)baton = bytes;
}

START_TEST(test_give_back)
{
    cors_origin_list_t list = list_of("https://a.example");
    cors_list_image_version_t version;
    apr_size_t bytes = 0;
    int swap;

    for (swap = 0; swap < 4; ++swap) {
        cors_list_image_give_back(&list, erase, &bytes);
        ck_assert_uint_eq(bytes, list.half * 8);
        ck_assert(cors_list_image_read(&list, &version));
        ck_assert_uint_eq(ask(&list, "https://a.example").admits.number, 1);
        list_publish(&list, "https://a.example https://b.example");
    }
    free(list.image);
}
END_TEST

START_TEST(test_notes)
{
    cors_origin_list_t list = list_create(1);
    unsigned number;

    for (number = 0; number < CORS_LIST_IMAGE_NOTES; ++number) {
        ck_assert_uint_eq(cors_atomic_read(cors_list_image_note(&list, number)),
                          0);
        cors_atomic_write(cors_list_image_note(&list, number), number + 1);
    }
    list_publish(&list, "https://a.example");
    for (number = 0; number < CORS_LIST_IMAGE_NOTES; ++number) {
        ck_assert_uint_eq(cors_atomic_read(cors_list_image_note(&list, number)),
                          number + 1);
    }
    ck_assert_ptr_eq(cors_list_image_note(&list, CORS_LIST_IMAGE_NOTES),
                     list.halves[0]);
    ck_assert_uint_eq(cors_list_image_generation(&list), 1);
    ck_assert_uint_eq(ask(&list, "https://a.example").admits.number, 1);
    free(list.image);
}
END_TEST

static const char three[] = "https://a.example https://*.b.example x "
                            "https://c.example:*";

static void check_three(const cors_origin_list_t *list)
{
    cors_list_image_version_t version;

    ck_assert(cors_list_image_read(list, &version));
    ck_assert_uint_eq(version.rows, 3);
    ck_assert_uint_eq(version.skipped, 1);
    ck_assert_str_eq(version.text, "v");
    ck_assert_uint_eq(ask(list, "https://a.example").admits.number, 1);
    ck_assert_uint_eq(ask(list, "https://x.b.example").admits.number, 2);
    ck_assert_uint_eq(ask(list, "https://c.example:8").admits.number, 4);
}

START_TEST(test_copy)
{
    static const apr_uint32_t maxes[] = {3, 20, 5000};
    int i, swaps;

    for (i = 0; i < 3; ++i) {
        for (swaps = 0; swaps < 4; ++swaps) {
            cors_origin_list_t from = list_of(three);
            cors_origin_list_t to = list_create(maxes[i]);

            if (swaps & 1) {
                list_publish(&from, three);
            }
            if (swaps & 2) {
                list_publish(&to, "https://old.example");
            }
            ck_assert(cors_list_image_copy(&to, &from));
            check_three(&to);
            check_three(&from);
            ck_assert_uint_eq(ask(&to, "https://old.example").admits.number, 0);
            list_publish(&to, "https://new.example");
            ck_assert_uint_eq(ask(&to, "https://new.example").admits.number, 1);
            free(from.image);
            free(to.image);
        }
    }
}
END_TEST

/* Whether an image with these entries and slots is copied. */
static bool copies(const cors_origin_list_t *to, const cors_origin_list_t *from,
                   apr_uint64_t *word, apr_size_t entries, apr_size_t slots)
{
    *word = (apr_uint64_t)entries << 32 | slots;
    return cors_list_image_copy(to, from);
}

/* More rows or more bytes than fit; no version; an image that is damaged. */
START_TEST(test_no_copy)
{
    cors_origin_list_t from = list_of(three);
    cors_origin_list_t to = list_create(2);
    cors_origin_list_t none = list_create(20);
    cors_origin_list_t large = list_create(20);
    apr_uint64_t *slots = from.halves[1] + 3;

    ck_assert(!cors_list_image_copy(&to, &from));
    ck_assert(!cors_list_image_copy(&large, &none));
    ck_assert_uint_eq(cors_list_image_generation(&to), 0);
    ck_assert(copies(&large, &from, slots, from.half - 130, 2));
    ck_assert(!copies(&large, &from, slots, from.half - 130, 3));
    ck_assert(!copies(&large, &from, slots, from.half - 129, 2));
    ck_assert(!copies(&large, &from, slots, from.half, 0));
    ck_assert(!copies(&large, &from, slots, from.half + 1, 0));
    ck_assert(!copies(&large, &from, slots, 0, 7));
    to.max = 20; /* its words are still those of two rows */
    ck_assert(copies(&to, &from, slots, to.half - 130, 2));
    ck_assert(!copies(&to, &from, slots, to.half - 130, 3));
    ck_assert(!copies(&to, &from, slots, to.half - 129, 2));
    ck_assert(!copies(&to, &from, slots, to.half + 1, 0));
    free(from.image);
    free(to.image);
    free(none.image);
    free(large.image);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_bytes);
    tcase_add_test(tests, test_attach);
    tcase_add_test(tests, test_version);
    tcase_add_test(tests, test_damaged);
    tcase_add_test(tests, test_version_text);
    tcase_add_test(tests, test_give_back);
    tcase_add_test(tests, test_notes);
    tcase_add_test(tests, test_copy);
    tcase_add_test(tests, test_no_copy);
    return unit_finish("cors_list_image", tests);
}
