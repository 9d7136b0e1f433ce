/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_migrate_reader.h"

#include "migrations.h"

#define LINE "Header set Access-Control-Allow-Origin "

static const struct {
    const char *label;
    const char *text;
    const char *want; /* the places and old lines */
} rows[] = {
    {"one line", LINE "*", "c:1: " LINE "*"},
    {"blanks and carriage returns", "\r\n \t" LINE "* \r\n", "c:2: " LINE "*"},
    {"a comment", "# " LINE "*\n" LINE "*\n", "c:2: " LINE "*"},
    {"a comment is continued", "# a \\\n" LINE "*\n" LINE "*",
     "c:3: " LINE "*"},
    {"continuation, the last line counts",
     "Header \\\n set \\\r\n"
     "Access-Control-Allow-Origin *\n",
     "c:3: Header set Access-Control-Allow-Origin *"},
    {"continued at the end", LINE "* \\", "c:1: " LINE "*"},
    {"sections", "<Files x>\n" LINE "*\n</Files>\n", "c:2: " LINE "*"},
    {"an <If>", "<If \"-n %{HTTP:Origin}\">\n" LINE "*\n</If>",
     "c:1: <If \"-n %{HTTP:Origin}\">; c:2: " LINE "*"},
    {"case of the end", "<files x>\n" LINE "*\n</FILES>\n", "c:2: " LINE "*"},
    {"no arguments",
     "<If true>\n" LINE "*\n</If>\n<Else>\n" LINE "*\n</Else>\n",
     "c:2: " LINE "*; c:5: " LINE "*"},
    {"case of the directive", "header set access-control-allow-origin *",
     "c:1: header set access-control-allow-origin *"},
};

/* Returns the first lines of all blocks. */
static const char *places(const char *text)
{
    const char *output = migrated(text);
    const char *lines = "";

    while (*output) {
        apr_size_t end = strcspn(output, "\n");

        if (output[0] != ' ') {
            lines = apr_psprintf(unit_pool, "%s%s%.*s", lines,
                                 *lines ? "; " : "", (int)end, output);
        }
        output += end + (output[end] == '\n');
    }
    return lines;
}

START_TEST(test_read)
{
    ck_assert_str_eq(places(rows[_i].text), rows[_i].want);
}
END_TEST

static const struct {
    const char *text;
    const char *want;
} errors[] = {
    {"</Files>", "line 1: </Files> without <Files>"},
    {"<Files x>\n</If>", "line 2: </If> without <If>"},
    {"<Files x>\n</File>", "line 2: </File> without <File>"},
    {"<File x>\n</Files>", "line 2: </Files> without <Files>"},
    {"<Files x>\n<If y>\n</If>\n", "<Files> is not closed"},
};

START_TEST(test_error)
{
    ck_assert_str_eq(cors_migrate_reader_read(cors_migrate_create(unit_pool),
                                              "c", errors[_i].text, unit_pool),
                     errors[_i].want);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_read, 0, ROWS(rows));
    tcase_add_loop_test(tests, test_error, 0, ROWS(errors));
    return unit_finish("cors_migrate_reader", tests);
}
