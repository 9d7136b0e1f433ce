/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a target over its corpus, without libFuzzer: one TAP line per input.
 * A false property ends the program, and so the test.
 */
#include "fuzz.h"

#include <apr_file_io.h>
#include <apr_tables.h>

#include "replay.h"
#include "seeds.h"

/* How many TAP lines are printed, and how many of them report a failure. */
typedef struct tally_t {
    int printed;
    int failed;
} tally_t;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder, in the order of their names. */
static apr_array_header_t *files_of(const char *folder, apr_pool_t *pool)
{
    apr_array_header_t *files = apr_array_make(pool, 64, sizeof(char *));
    apr_finfo_t info;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return files;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (info.name[0] != '.') {
            APR_ARRAY_PUSH(files, char *) = apr_pstrdup(pool, info.name);
        }
    }
    apr_dir_close(dir);
    qsort(files->elts, files->nelts, sizeof(char *), by_name);
    return files;
}

static bool run_file(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_file_t *file;
    apr_size_t size;
    char *data;
    bool ok;

    if (apr_file_open(&file, path, APR_READ | APR_BINARY, 0, pool)
            != APR_SUCCESS
        || apr_file_info_get(&info, APR_FINFO_SIZE, file) != APR_SUCCESS) {
        return false;
    }
    size = (apr_size_t)info.size;
    /* Of the input's own size, so that a read beyond it is noticed. */
    data = malloc(size > 0 ? size : 1);
    ok = data
         && (size == 0
             || apr_file_read_full(file, data, size, NULL) == APR_SUCCESS);
    if (ok) {
        LLVMFuzzerTestOneInput((const uint8_t *)data, size);
    }
    free(data);
    apr_file_close(file);
    return ok;
}

static void run_seed(const seeds_input_t *input)
{
    char *data = fuzz_exact_copy(input->bytes, input->length);

    LLVMFuzzerTestOneInput((const uint8_t *)data, input->length);
    free(data);
}

static void report(tally_t *tally, bool ok, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void report(tally_t *tally, bool ok, const char *format, ...)
{
    va_list arguments;

    tally->failed += !ok;
    printf("%s %d - ", ok ? "ok" : "not ok", ++tally->printed);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout); /* the last line before an abort names the input */
}

static void replay_files(tally_t *tally, const char *folder,
                         const apr_array_header_t *names, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < names->nelts; ++i) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        bool ok = run_file(apr_pstrcat(pool, folder, "/", name, NULL), pool);

        report(tally, ok, "%s", name);
    }
}

static void replay_seeds(tally_t *tally, const seeds_t *seeds)
{
    int i;

    if (seeds->error) {
        report(tally, false, "%s.seeds:%d: %s", fuzz_name, seeds->line,
               seeds->error);
    }
    for (i = 0; i < seeds->count; ++i) {
        run_seed(&seeds->inputs[i]);
        report(tally, true, "%s.seeds:%d", fuzz_name, seeds->inputs[i].line);
    }
}

int replay(const char *top)
{
    apr_pool_t *pool = fuzz_pool_create();
    const char *folder =
        apr_pstrcat(pool, top, "/t/fuzz/corpus/", fuzz_name, NULL);
    apr_array_header_t *files = files_of(folder, pool);
    tally_t tally = {0, 0};
    seeds_t seeds;

    seeds_read(&seeds, apr_pstrcat(pool, folder, ".seeds", NULL));
    printf("1..%d\n", 1 + files->nelts + seeds.count + (seeds.error != NULL));
    report(&tally, files->nelts > 0, "%s has inputs", folder);
    replay_files(&tally, folder, files, pool);
    replay_seeds(&tally, &seeds);
    seeds_free(&seeds);
    apr_pool_destroy(pool);
    return tally.failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
