/* SPDX-License-Identifier: Apache-2.0 */
#include "lists/cors_list_rows.h"

#include "unit.h"

typedef struct {
    char text[6000];
    unsigned left; /* rows to take before it returns false */
} taken_t;

/* Appends "number:text|". */
static bool take(void *baton, apr_uint32_t number, const char *text,
                 apr_size_t length)
{
    taken_t *taken = baton;
    char *end = taken->text + strlen(taken->text);

    snprintf(end, sizeof(taken->text) - (size_t)(end - taken->text), "%u:%.*s|",
             number, (int)length, text);
    return --taken->left > 0;
}

/* Reads the bytes in parts of this size. */
static taken_t read_rows(const char *bytes, apr_size_t length, apr_size_t part,
                         unsigned left, cors_list_rows_t *rows)
{
    taken_t taken = {"", left};

    cors_list_rows_init(rows, take, &taken);
    while (length > 0) {
        apr_size_t now = part < length ? part : length;
        char *copy = exact_copy(bytes, now);

        ck_assert_int_eq(cors_list_rows_feed(rows, copy, now), taken.left > 0);
        free(copy);
        bytes += now;
        length -= now;
    }
    ck_assert_int_eq(cors_list_rows_end(rows), taken.left > 0);
    return taken;
}

static const struct {
    const char *bytes, *want;
} files[] = {
    {"", ""},
    {"\n", ""},
    {"a\n", "1:a|"},
    {"a", "1:a|"},
    {"a\nb", "1:a|2:b|"},
    {"a\r\nb\r\n", "1:a|2:b|"},
    {"a\r\r\n", "1:a\r|"},
    {"a\rb\n", "1:a\rb|"},
    {"\r\n\r\na\r\n", "3:a|"},
    {"\n\n\na\n\nb\n", "4:a|6:b|"},
    {"# a\nb # c\n #d\n\t# e\n", "2:b # c|"},
    {" \t \na\n", "2:a|"},
    {" a \n", "1: a |"},
    {"\xEF\xBB\xBF"
     "a\nb\n",
     "1:a|2:b|"},
    {"\xEF\xBB\xBF\n"
     "a\n",
     "2:a|"},
    {"\xEF\xBB\xBF# a\n"
     "a\n",
     "2:a|"},
    {"a\n\xEF\xBB\xBF"
     "b\n",
     "1:a|2:\xEF\xBB\xBF"
     "b|"},
    {"\xEF\xBB\xBF", ""},
    {"\xEF\xBB", "1:\xEF\xBB|"},
    {"\xEF\xBB\xBF\r\n"
     "b",
     "2:b|"},
};

START_TEST(test_file)
{
    const char *bytes = files[_i].bytes;
    apr_size_t length = strlen(bytes);
    cors_list_rows_t rows;
    apr_size_t part;

    for (part = 1; part <= length + 1; ++part) {
        taken_t taken = read_rows(bytes, length, part, 100, &rows);

        ck_assert_msg(same_text(taken.text, files[_i].want),
                      "'%s' in parts of %d: got %s, want %s", bytes, (int)part,
                      taken.text, files[_i].want);
        ck_assert_uint_eq(rows.bytes, length);
        ck_assert_int_eq(rows.has_bom, length >= 3 && bytes[0] == '\xEF'
                                           && bytes[2] == '\xBF');
    }
}
END_TEST

/* A NUL is part of a row. */
START_TEST(test_nul)
{
    cors_list_rows_t rows;
    taken_t taken = read_rows("\0\na\0b", 5, 2, 100, &rows);

    ck_assert_str_eq(taken.text, "1:|2:a|");
}
END_TEST

START_TEST(test_stop)
{
    cors_list_rows_t rows;
    taken_t taken = read_rows("a\nb\nc\nd", 7, 7, 2, &rows);

    ck_assert_str_eq(taken.text, "1:a|2:b|");
    taken = read_rows("a\nb\nc\nd", 7, 1, 2, &rows);
    ck_assert_str_eq(taken.text, "1:a|2:b|");
    taken = read_rows("a\nb\nc", 5, 5, 3, &rows);
    ck_assert_str_eq(taken.text, "1:a|2:b|3:c|");
}
END_TEST

typedef struct {
    apr_size_t length;
    int count;
} lengths_t;

static bool take_length(void *baton, apr_uint32_t number, const char *text,
                        apr_size_t length)
{
    lengths_t *lengths = baton;

    (void)number;
    (void)text;
    lengths->length = length;
    ++lengths->count;
    return true;
}

/* Returns the length of the row that the callback gets. */
static apr_size_t length_of(const char *before, int length, const char *after,
                            apr_size_t part)
{
    cors_list_rows_t rows;
    lengths_t lengths = {0, 0};
    char *line = apr_psprintf(unit_pool, "%s%*s%s", before, length, "x", after);
    apr_size_t left = strlen(line);

    cors_list_rows_init(&rows, take_length, &lengths);
    while (left > 0) {
        apr_size_t now = part < left ? part : left;

        cors_list_rows_feed(&rows, line, now);
        line += now;
        left -= now;
    }
    cors_list_rows_end(&rows);
    ck_assert_int_eq(lengths.count, 1);
    return lengths.length;
}

/* The longest row, and one byte more, with all that may be around it. */
START_TEST(test_long)
{
    static const char *const before[] = {"", "\xEF\xBB\xBF"};
    static const char *const after[] = {"", "\n", "\r\n"};
    static const apr_size_t parts[] = {1, 7, 1024, 1025, 100000};
    const int max = CORS_LIST_ROW_MAX_LENGTH;
    int i, j, k;

    for (i = 0; i < 2; ++i) {
        for (j = 0; j < 3; ++j) {
            for (k = 0; k < 5; ++k) {
                apr_size_t part = parts[k];

                ck_assert_uint_eq(length_of(before[i], max, after[j], part),
                                  (unsigned)max);
                ck_assert_uint_eq(length_of(before[i], max + 1, after[j], part),
                                  (unsigned)max + 1);
                ck_assert_uint_eq(length_of(before[i], 99999, after[j], part),
                                  (unsigned)max + 1);
            }
        }
    }
}
END_TEST

/* The numbers of all lines are below 2^32. */
START_TEST(test_max_bytes)
{
    ck_assert_uint_eq(cors_list_rows_max_bytes(1), 67108864);
    ck_assert_uint_eq(cors_list_rows_max_bytes(262144), 67108864);
    ck_assert_uint_eq(cors_list_rows_max_bytes(262145), 67109120);
    ck_assert_uint_eq(cors_list_rows_max_bytes(10000000),
                      APR_UINT64_C(2560000000));
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_file, 0, ROWS(files));
    tcase_add_test(tests, test_nul);
    tcase_add_test(tests, test_stop);
    tcase_add_test(tests, test_long);
    tcase_add_test(tests, test_max_bytes);
    return unit_finish("cors_list_rows", tests);
}
