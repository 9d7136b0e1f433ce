/* SPDX-License-Identifier: Apache-2.0
 *
 * The command cors-list: says how CorsOriginList would read a file.
 */
#include <stdio.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_getopt.h>
#include <apr_strings.h>

#include "mod_cors.h"
#include "base/cors_escape.h"
#include "lists/cors_list_build.h"
#include "lists/cors_list_rows.h"

enum { NONE_SKIPPED = 0, SOME_SKIPPED = 1, UNUSABLE = 2 };

#define MAX_ROWS 10000000 /* the largest max= of CorsOriginList */

static const char usage[] =
    "Usage: cors-list check [--normalize] FILE\n"
    "\n"
    "Says how mod_cors would read FILE as an origin list (CorsOriginList name\n"
    "file:FILE): which rows are corrected, skipped, or used for deny rules\n"
    "only, and why. It needs no httpd and changes nothing.\n"
    "\n"
    "  --normalize            print the rows as they would be used; the\n"
    "                         messages go to the standard error\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 if no row is skipped, 1 if some are, 2 if mod_cors would\n"
    "refuse the file, or if it cannot be read.\n";

typedef struct {
    bool normalize;
    const char *file;
    FILE *messages;
    bool has_said_bom;
    cors_list_rows_t rows;
    cors_list_build_t build;
    apr_pool_t *pool; /* of one row */
} check_t;

static void say(const check_t *check, const char *sentence)
{
    cors_text_t line;

    cors_text_init(&line, check->pool);
    cors_escape_line(&line, sentence);
    fprintf(check->messages, "%s\n", line.bytes);
}

static void say_bom(check_t *check)
{
    if (check->rows.has_bom && !check->has_said_bom) {
        say(check, "row 1: corrected, the byte order mark is dropped");
        check->has_said_bom = true;
    }
}

static bool take(void *baton, apr_uint32_t number, const char *text,
                 apr_size_t length)
{
    check_t *check = baton;
    cors_list_row_t row;
    const char *sentence;

    say_bom(check);
    if (!cors_list_build_add(&check->build, number, text, length)) {
        return false;
    }
    cors_list_row_read(text, length, &row, check->pool);
    sentence = cors_list_row_sentence(&row, number, check->pool);
    if (sentence) {
        say(check, sentence);
    }
    if (check->normalize && row.kind != CORS_LIST_ROW_SKIPPED) {
        printf("%.*s\n", (int)row.length, row.text);
    }
    if (sentence || row.written) {
        apr_pool_clear(check->pool);
    }
    return true;
}

static const char *because(const char *what, apr_status_t status,
                           apr_pool_t *pool)
{
    char reason[120];

    return apr_psprintf(pool, "%s: %s", what,
                        apr_strerror(status, reason, sizeof(reason)));
}

/* Opens the file. If it cannot be an origin list, sets *file to NULL and
 * returns why. */
static const char *open_file(const char *name, apr_file_t **file,
                             apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_status_t status =
        apr_stat(&info, name, APR_FINFO_TYPE | APR_FINFO_SIZE, pool);

    *file = NULL;
    if (status == APR_SUCCESS && info.filetype != APR_REG) {
        return "is not a regular file";
    }
    if (status == APR_SUCCESS
        && (apr_uint64_t)info.size > cors_list_rows_max_bytes(MAX_ROWS)) {
        return "has more bytes than the file of a list can have";
    }
    if (status == APR_SUCCESS) {
        status = apr_file_open(file, name, APR_FOPEN_READ | APR_FOPEN_BINARY,
                               APR_FPROT_OS_DEFAULT, pool);
    }
    return status == APR_SUCCESS ? NULL
                                 : because("cannot be read", status, pool);
}

/* Reads all rows. Returns NULL, or why the file is refused. */
static const char *read_rows(check_t *check, apr_pool_t *pool)
{
    cors_list_rows_t *rows = &check->rows;
    apr_file_t *file;
    const char *wrong = open_file(check->file, &file, pool);
    apr_status_t status;
    static char bytes[65536];
    apr_size_t length = sizeof(bytes);

    if (!file) {
        return wrong;
    }
    cors_list_rows_init(rows, take, check);
    status = apr_file_read(file, bytes, &length);
    while (status == APR_SUCCESS && cors_list_rows_feed(rows, bytes, length)) {
        length = sizeof(bytes);
        status = apr_file_read(file, bytes, &length);
    }
    if (status != APR_SUCCESS && !APR_STATUS_IS_EOF(status)) {
        return because("cannot be read", status, pool);
    }
    cors_list_rows_end(rows);
    say_bom(check);
    if (rows->bytes == 0) {
        return "has 0 bytes";
    }
    cors_list_build_finish(&check->build, true);
    return cors_list_build_reason(&check->build, pool);
}

static int check_file(check_t *check, apr_pool_t *pool)
{
    static const cors_list_build_calls_t no_calls;
    cors_origin_list_t list = {.file = check->file};
    const cors_list_build_t *build = &check->build;
    const char *wrong;

    check->messages = check->normalize ? stderr : stdout;
    apr_pool_create(&check->pool, pool);
    cors_list_image_attach(&list, NULL, MAX_ROWS, sizeof(apr_uint64_t));
    cors_list_build_begin(&check->build, &list, &no_calls, pool);
    wrong = read_rows(check, pool);
    if (wrong) {
        fprintf(stderr, "cors-list: %s %s\n", check->file, wrong);
        return UNUSABLE;
    }
    fprintf(check->messages,
            "%" APR_UINT64_T_FMT " row%s, %" APR_UINT64_T_FMT
            " corrected, %" APR_UINT64_T_FMT
            " for deny rules only; %" APR_UINT64_T_FMT " skipped\n",
            build->rows, build->rows == 1 ? "" : "s", build->corrected,
            build->dangerous, build->skipped);
    return build->skipped > 0 ? SOME_SKIPPED : NONE_SKIPPED;
}

enum { NORMALIZE = 256, HELP, VERSION_OPTION };

static const apr_getopt_option_t known[] = {
    {"normalize", NORMALIZE, 0, NULL},
    {"help", HELP, 0, NULL},
    {"version", VERSION_OPTION, 0, NULL},
    {NULL, 'h', 0, NULL},
    {NULL, 0, 0, NULL},
};

/* Returns false if an option is unknown: APR has said so. */
static bool read_options(apr_getopt_t *state, check_t *check, int *asked)
{
    apr_status_t status;
    const char *unused;
    int option;

    state->interleave = 1;
    while ((status = apr_getopt_long(state, known, &option, &unused))
           == APR_SUCCESS) {
        if (option == NORMALIZE) {
            check->normalize = true;
        }
        else {
            *asked = option == VERSION_OPTION ? option : HELP;
        }
    }
    return status == APR_EOF;
}

static int run(int argc, const char *const *argv, apr_pool_t *pool)
{
    check_t check = {0};
    apr_getopt_t *state;
    int asked = 0;

    apr_getopt_init(&state, pool, argc, argv);
    if (!read_options(state, &check, &asked)) {
        fputs("cors-list: see cors-list --help\n", stderr);
        return UNUSABLE;
    }
    if (asked) {
        fputs(asked == HELP ? usage : "cors-list " MOD_CORS_VERSION "\n",
              stdout);
        return NONE_SKIPPED;
    }
    if (state->argc - state->ind != 2
        || strcmp(state->argv[state->ind], "check") != 0) {
        fputs("cors-list: write cors-list check [--normalize] FILE\n", stderr);
        return UNUSABLE;
    }
    check.file = state->argv[state->ind + 1];
    return check_file(&check, pool);
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    int status;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS
        || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return UNUSABLE;
    }
    status = run(argc, argv, pool);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("cors-list: the output cannot be written");
        status = UNUSABLE;
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
