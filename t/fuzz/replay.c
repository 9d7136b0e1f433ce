/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a target over its corpus, without libFuzzer: one TAP line a file.
 * A property that does not hold ends the program, and so the test.
 */
#include "fuzz.h"

#include <apr_file_io.h>
#include <apr_tables.h>

#include "replay.h"

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

static bool run(const char *path, apr_pool_t *pool)
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

int replay(const char *top)
{
    apr_pool_t *pool = fuzz_pool_create();
    const char *folder =
        apr_pstrcat(pool, top, "/t/fuzz/corpus/", fuzz_name, NULL);
    apr_array_header_t *files = files_of(folder, pool);
    int failed = 0;
    int i;

    printf("1..%d\n", files->nelts + 1);
    printf("%s 1 - %s holds inputs\n", files->nelts > 0 ? "ok" : "not ok",
           folder);
    for (i = 0; i < files->nelts; ++i) {
        const char *name = APR_ARRAY_IDX(files, i, const char *);
        bool ok = run(apr_pstrcat(pool, folder, "/", name, NULL), pool);

        failed += !ok;
        printf("%s %d - %s\n", ok ? "ok" : "not ok", i + 2, name);
        fflush(stdout); /* the last line before an abort tells where */
    }
    failed += files->nelts == 0;
    apr_pool_destroy(pool);
    return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
