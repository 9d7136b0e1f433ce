/* SPDX-License-Identifier: Apache-2.0 */
#include "lists/cors_list_build.h"

#include "origin/cors_origin_image.h"

#include <sys/resource.h>

#include "lists.h"

START_TEST(test_counters)
{
    cors_origin_list_t list = list_create(20);
    cors_list_image_version_t version = {.text = "kept", .size = 5};
    cors_list_build_t build;

    ck_assert_int_eq(list_build(&list,
                                "https://a.example HTTPS://B.example x "
                                "http://c.example https://*.d.example y z "
                                "https://e.example * HTTP://f.example",
                                &build),
                     CORS_LIST_BUILD_OK);
    cors_list_build_count(&build, &version);
    ck_assert_uint_eq(version.rows, 6);
    ck_assert_uint_eq(version.corrected, 2);
    ck_assert_uint_eq(version.dangerous, 2);
    ck_assert_uint_eq(version.skipped, 4);
    ck_assert_uint_eq(version.size, 5);
    ck_assert_str_eq(version.text, "kept");
    ck_assert_ptr_eq(cors_list_build_reason(&build, unit_pool), NULL);
    free(list.image);
}
END_TEST

START_TEST(test_named)
{
    cors_origin_list_t list = list_create(20);
    cors_list_build_t build;
    const char *want[] = {
        "row 1: skipped 'x': ", "row 3: skipped 'y': ", "row 4: skipped 'z': "};
    int i;

    list_build(&list,
               "x https://a.example y z w https://b.example "
               "https://c.example https://d.example https://e.example",
               &build);
    for (i = 0; i < 3; ++i) {
        ck_assert_msg(strncmp(build.named[i], want[i], strlen(want[i])) == 0,
                      "%s", build.named[i]);
    }
    ck_assert_uint_eq(build.skipped, 4);
    list_build(&list, "x https://a.example", &build);
    ck_assert_ptr_nonnull(build.named[0]);
    ck_assert_ptr_null(build.named[1]);
    free(list.image);
}
END_TEST

#define TEN                                                                    \
    "https://a.example https://b.example https://c.example https://d.example " \
    "https://e.example https://f.example https://g.example https://h.example " \
    "https://i.example https://j.example"
#define LONG                                                                   \
    "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example" /* 61 */

#define LARGER "; write a larger max="
#define SKIPPED(number, text)                                                  \
    "row " number ": skipped '" text "': it is not a serialized origin, it "   \
    "has no scheme; write scheme://host or scheme://host:port, as in "         \
    "'https://example.com'"

static const struct {
    const char *rows;
    apr_uint32_t max;
    bool may_be_empty;
    cors_list_build_e want;
    const char *reason, *remedy;
} refusals[] = {
    {TEN, 10, false, CORS_LIST_BUILD_OK, NULL, ""},
    {TEN, 9, false, CORS_LIST_BUILD_OVER_MAX, "has more than 9 rows", LARGER},
    {TEN " x", 10, false, CORS_LIST_BUILD_OVER_MAX, "has more than 10 rows",
     LARGER},
    {TEN " https://a.example", 10, false, CORS_LIST_BUILD_OVER_MAX,
     "has more than 10 rows", LARGER},
    {"", 10, true, CORS_LIST_BUILD_OK, NULL, ""},
    {"", 10, false, CORS_LIST_BUILD_NO_ROWS, "has no rows",
     "; write empty=allowed if this is intended"},
    {"x", 10, true, CORS_LIST_BUILD_MOSTLY_BAD,
     "has 1 wrong row of 1, more than half", ": " SKIPPED("1", "x")},
    {"x https://a.example", 10, false, CORS_LIST_BUILD_OK, NULL, ""},
    {"x https://a.example y", 10, false, CORS_LIST_BUILD_MOSTLY_BAD,
     "has 2 wrong rows of 3, more than half",
     ": " SKIPPED("1", "x") " | " SKIPPED("3", "y")},
    {"x y z u", 10, false, CORS_LIST_BUILD_MOSTLY_BAD,
     "has 4 wrong rows of 4, more than half",
     ": " SKIPPED("1", "x") " | " SKIPPED("2", "y") " | " SKIPPED(
         "3", "z") " | and 1 more"},
    {"x http://a.example", 10, false, CORS_LIST_BUILD_OK, NULL, ""},
    {"http://a.example", 10, false, CORS_LIST_BUILD_OK, NULL, ""},
    {LONG, 1, false, CORS_LIST_BUILD_OK, NULL, ""},
};

/* The same with an image and without. */
START_TEST(test_refused)
{
    int with_image;

    for (with_image = 0; with_image < 2; ++with_image) {
        cors_origin_list_t list = list_create(refusals[_i].max);
        const char *rows = refusals[_i].rows;
        apr_uint32_t number = 0;
        cors_list_build_t build;
        char *row;

        if (!with_image) {
            free(list.image);
            cors_list_image_attach(&list, NULL, refusals[_i].max, LISTS_PAGE);
        }
        cors_list_build_begin(&build, &list, &lists_calls, unit_pool);
        while ((row = next_word(&rows)) != NULL
               && cors_list_build_add(&build, ++number, row, strlen(row))) {
        }
        ck_assert_int_eq(
            cors_list_build_finish(&build, refusals[_i].may_be_empty),
            refusals[_i].want);
        ck_assert_msg(same_text(cors_list_build_reason(&build, unit_pool),
                                refusals[_i].reason),
                      "got %s",
                      shown(cors_list_build_reason(&build, unit_pool)));
        ck_assert_str_eq(cors_list_build_remedy(&build, unit_pool),
                         refusals[_i].remedy);
        free(list.image);
    }
}
END_TEST

/* Returns the number of equal rows of this length that fit. */
static unsigned rows_that_fit(const cors_origin_list_t *list, int length)
{
    cors_list_build_t build;
    apr_uint32_t number;
    const char *row = apr_psprintf(
        unit_pool, "app://%.*s", length - 6,
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

    cors_list_build_begin(&build, list, &lists_calls, unit_pool);
    for (number = 1; number <= 10000; ++number) {
        if (!cors_list_build_add(&build, number, row, strlen(row))) {
            break;
        }
    }
    cors_list_build_finish(&build, false);
    ck_assert_int_eq(build.error, number > 10000 ? CORS_LIST_BUILD_OK
                                                 : CORS_LIST_BUILD_NO_ROOM);
    ck_assert_uint_eq(build.rows, number - 1);
    return number - 1;
}

/* 48 bytes on average fit, 49 do not. */
START_TEST(test_room)
{
    cors_origin_list_t list = list_create(10000);

    ck_assert_uint_eq(rows_that_fit(&list, 8), 10000);
    ck_assert_uint_eq(rows_that_fit(&list, 48), 10000);
    ck_assert_uint_lt(rows_that_fit(&list, 49), 9100);
    ck_assert_uint_gt(rows_that_fit(&list, 49), 8999);
    free(list.image);
}
END_TEST

/* A baton of the calls. */
typedef struct {
    int drawn;
    int asked;
    int gives_up; /* at this question */
    int damages;  /* at this draw */
    const cors_origin_list_t *list;
    apr_uint64_t form; /* of the damaged entry */
} caller_t;

/* Draws keys with which all rows of equal ends have the same hash, then others.
 */
static void draw(void *baton, apr_uint64_t keys[2])
{
    caller_t *caller = baton;

    ++caller->drawn;
    lists_draw(NULL, keys);
    if (caller->drawn < 3) {
        memcpy(keys + 1, ".example", 8);
    }
    if (caller->drawn == caller->damages) {
        caller->list->halves[1][CORS_ORIGIN_IMAGE_HALF_HEAD] = caller->form;
    }
}

static bool gives_up(void *baton)
{
    caller_t *caller = baton;

    return ++caller->asked == caller->gives_up;
}

static cors_list_build_e build_many(const cors_origin_list_t *list,
                                    caller_t *caller, unsigned count)
{
    const cors_list_build_calls_t calls = {draw, gives_up, caller};
    cors_list_build_t build;
    apr_uint32_t number;

    cors_list_build_begin(&build, list, &calls, unit_pool);
    for (number = 1; number <= count; ++number) {
        char row[40];

        /* Of 32 bytes: the last word is the second of a pair. */
        snprintf(row, sizeof(row), "https://a%015u.example", number);
        if (!cors_list_build_add(&build, number, row, strlen(row))) {
            break;
        }
    }
    return cors_list_build_finish(&build, false);
}

START_TEST(test_keys)
{
    cors_origin_list_t list = list_create(200);
    caller_t caller = {0, 0, 0, 0, &list, 0};

    ck_assert_int_eq(build_many(&list, &caller, 128), CORS_LIST_BUILD_OK);
    ck_assert_int_eq(caller.drawn, 1);
    caller.drawn = 0;
    ck_assert_int_eq(build_many(&list, &caller, 129), CORS_LIST_BUILD_OK);
    ck_assert_int_eq(caller.drawn, 3);
    caller.drawn = -20;
    ck_assert_int_eq(build_many(&list, &caller, 129), CORS_LIST_BUILD_DAMAGED);
    ck_assert_int_eq(caller.drawn, -4);
    free(list.image);
}
END_TEST

/* The first of some entries of 32 bytes gets another form: it has no text, or
 * ends where the entries end, or beyond. */
static const struct {
    unsigned rows;
    apr_uint64_t form;
    cors_list_build_e want;
} damages[] = {
    {10, 0, CORS_LIST_BUILD_DAMAGED},    {10, 33, CORS_LIST_BUILD_DAMAGED},
    {10, 8000, CORS_LIST_BUILD_DAMAGED}, {2, 72, CORS_LIST_BUILD_DAMAGED},
    {1, 32, CORS_LIST_BUILD_OK},         {1, 33, CORS_LIST_BUILD_DAMAGED},
};

START_TEST(test_damaged)
{
    cors_origin_list_t list = list_create(200);
    caller_t caller = {2, 0, 0, 3, &list, damages[_i].form};

    ck_assert_int_eq(build_many(&list, &caller, damages[_i].rows),
                     damages[_i].want);
    free(list.image);
}
END_TEST

START_TEST(test_reasons)
{
    cors_list_build_t build = {.error = CORS_LIST_BUILD_GIVEN_UP};

    ck_assert_str_eq(cors_list_build_reason(&build, unit_pool),
                     "was not read completely, because this process ends");
    build.error = CORS_LIST_BUILD_DAMAGED;
    ck_assert_str_eq(
        cors_list_build_reason(&build, unit_pool),
        "was changed in memory by another process while it was built");
}
END_TEST

/* Asked while rows are read, while slots are cleared, and while they are
 * written. */
START_TEST(test_gives_up)
{
    cors_origin_list_t list = list_create(5000);
    caller_t caller = {2, 0, 0, 0, &list, 0};
    int question;

    ck_assert_int_eq(build_many(&list, &caller, 4096), CORS_LIST_BUILD_OK);
    ck_assert_int_eq(caller.asked, 12);
    for (question = 1; question <= 12; ++question) {
        caller_t other = {2, 0, question, 0, &list, 0};

        ck_assert_int_eq(build_many(&list, &other, 4096),
                         CORS_LIST_BUILD_GIVEN_UP);
        ck_assert_int_eq(other.asked, question);
    }
    free(list.image);
}
END_TEST

/* A caller may ask without rows, also after the version is refused. */
START_TEST(test_goes_on)
{
    cors_origin_list_t list = list_create(5000);
    caller_t caller = {2, 0, 2, 0, &list, 0};
    const cors_list_build_calls_t calls = {draw, gives_up, &caller};
    cors_list_build_t build;

    cors_list_build_begin(&build, &list, &calls, unit_pool);
    ck_assert(cors_list_build_goes_on(&build));
    ck_assert_int_eq(caller.asked, 1);
    ck_assert(!cors_list_build_goes_on(&build));
    ck_assert(!cors_list_build_goes_on(&build));
    ck_assert(!cors_list_build_add(&build, 1, "https://a.example", 17));
    ck_assert_int_eq(cors_list_build_finish(&build, false),
                     CORS_LIST_BUILD_GIVEN_UP);
    free(list.image);
}
END_TEST

/* Look-ups take the number 0 for "no row", so a row must not have it. */
START_TEST(test_number)
{
    cors_origin_list_t list = list_create(20);
    cors_list_image_version_t version = {.built = 1};
    cors_list_build_t build;

    cors_list_build_begin(&build, &list, &lists_calls, unit_pool);
    ck_assert(cors_list_build_add(&build, 0, "https://a.example", 17));
    ck_assert(cors_list_build_add(&build, 1, "https://b.example", 17));
    ck_assert(cors_list_build_add(&build, 0xffffffff, "https://c.example", 17));
    ck_assert_int_eq(cors_list_build_finish(&build, false), CORS_LIST_BUILD_OK);
    cors_list_image_publish(&list, &version);
    ck_assert_uint_eq(ask(&list, "https://a.example").denies.number, 1);
    ck_assert_uint_eq(ask(&list, "https://b.example").denies.number, 1);
    ck_assert_uint_eq(ask(&list, "https://c.example").denies.number,
                      0xffffffff);
    free(list.image);
}
END_TEST

/* What is left of a build that was cut off does not matter. */
START_TEST(test_remains)
{
    cors_origin_list_t list = list_create(20);
    apr_uint64_t *half = list.halves[1];

    memset(half, 0xff, list.half * sizeof(*half));
    list_publish(&list, "https://a.example https://b.example:*");
    ck_assert_uint_eq(ask(&list, "https://a.example").admits.number, 1);
    ck_assert_uint_eq(ask(&list, "https://b.example").admits.number, 2);
    ck_assert_uint_eq(ask(&list, "https://c.example").admits.number, 0);
    free(list.image);
}
END_TEST

/* Until a half is published, readers find the other one. */
START_TEST(test_unpublished)
{
    cors_origin_list_t list = list_of("https://a.example");
    cors_list_build_t build;

    list_build(&list, "https://b.example", &build);
    ck_assert_uint_eq(ask(&list, "https://a.example").admits.number, 1);
    ck_assert_uint_eq(ask(&list, "https://b.example").admits.number, 0);
    list_publish(&list, "https://c.example");
    ck_assert_uint_eq(ask(&list, "https://a.example").admits.number, 0);
    ck_assert_uint_eq(ask(&list, "https://c.example").admits.number, 1);
    free(list.image);
}
END_TEST

/* Of a million rows: see docs/performance.md for the time. */
START_TEST(test_many)
{
    cors_origin_list_t list = list_create(100000);
    caller_t caller = {2, 0, 0, 0, &list, 0};
    cors_list_image_version_t version = {.built = 1};
    unsigned number;

    ck_assert_int_eq(build_many(&list, &caller, 100000), CORS_LIST_BUILD_OK);
    ck_assert_int_eq(caller.drawn, 3);
    cors_list_image_publish(&list, &version);
    for (number = 1; number <= 100000; ++number) {
        char row[40];

        snprintf(row, sizeof(row), "https://a%015u.example", number);
        ck_assert_uint_eq(ask(&list, row).admits.number, number);
        row[7 + 2] = 'b';
        ck_assert_uint_eq(ask(&list, row).denies.number, 0);
    }
    free(list.image);
}
END_TEST

/* No byte after the text of a row is read: the address sanitizer would notice
 * it. */
START_TEST(test_exact_text)
{
    static const char longest[] = "https://abcdefghijklmnopqrst.example";
    cors_origin_list_t list = list_create(60);
    cors_list_build_t build;
    size_t length;

    cors_list_build_begin(&build, &list, &lists_calls, unit_pool);
    for (length = sizeof("https://"); length < sizeof(longest); ++length) {
        char *text = exact_copy(longest, length);

        ck_assert(
            cors_list_build_add(&build, (apr_uint32_t)length, text, length));
        free(text);
    }
    ck_assert_int_eq(cors_list_build_finish(&build, false), CORS_LIST_BUILD_OK);
    free(list.image);
}
END_TEST

static long resident_kilobytes(void)
{
    struct rusage usage;

    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* Rows that are copied, corrected or skipped do not add up: these have 100
 * MB. */
START_TEST(test_memory)
{
    enum { MANY = 100000 };
    cors_origin_list_t list = {.name = "memory"};
    cors_list_build_t build;
    char text[CORS_LIST_ROW_MAX_LENGTH];
    apr_uint32_t number;
    long before;

    cors_list_image_attach(&list, NULL, MANY, LISTS_PAGE);
    memset(text, ' ', sizeof(text));
    memcpy(text, "https://a.example", strlen("https://a.example"));
    cors_list_build_begin(&build, &list, &lists_calls, unit_pool);
    before = resident_kilobytes();
    for (number = 1; number <= MANY; ++number) {
        ck_assert(cors_list_build_add(&build, number, text, sizeof(text)));
    }
    ck_assert_uint_eq(build.corrected, MANY);
    ck_assert_int_lt(resident_kilobytes() - before, 20000);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_counters);
    tcase_add_test(tests, test_named);
    tcase_add_loop_test(tests, test_refused, 0, ROWS(refusals));
    tcase_add_test(tests, test_room);
    tcase_add_test(tests, test_keys);
    tcase_add_loop_test(tests, test_damaged, 0, ROWS(damages));
    tcase_add_test(tests, test_reasons);
    tcase_add_test(tests, test_gives_up);
    tcase_add_test(tests, test_goes_on);
    tcase_add_test(tests, test_number);
    tcase_add_test(tests, test_remains);
    tcase_add_test(tests, test_unpublished);
    tcase_add_test(tests, test_many);
    tcase_add_test(tests, test_exact_text);
    tcase_add_test(tests, test_memory);
    return unit_finish("cors_list_build", tests);
}
