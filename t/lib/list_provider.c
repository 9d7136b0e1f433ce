/* SPDX-License-Identifier: Apache-2.0
 *
 * A provider of origin lists for tests: 'CorsOriginList name test:FOLDER'. The
 * folder has the files version and rows. While the file hang exists, the
 * provider waits before it gives the version; while slow exists, it waits after
 * each row; while idle exists, it waits before the rows, and asks whether it
 * goes on; if not, it writes to given-up. It writes a line to the file calls
 * for each question, and its process id to builder while it gives rows. If the
 * file error exists, it fails after the rows.
 */
#include <httpd.h>
#include <ap_provider.h>
#include <http_config.h>

#include <string.h>
#include <unistd.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "mod_cors.h"

#define SHORT apr_time_from_msec(2)

static const char *in(const cors_list_source_t *source, const char *name,
                      apr_pool_t *pool)
{
    return apr_pstrcat(pool, source->args, "/", name, NULL);
}

static int exists(const cors_list_source_t *source, const char *name,
                  apr_pool_t *pool)
{
    return access(in(source, name, pool), F_OK) == 0;
}

/* Returns the text of a file, or "". */
static char *text_of(const cors_list_source_t *source, const char *name,
                     apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *text;
    apr_size_t length = 0;

    if (apr_file_open(&file, in(source, name, pool), APR_FOPEN_READ,
                      APR_FPROT_OS_DEFAULT, pool)
        != APR_SUCCESS) {
        return apr_pstrdup(pool, "");
    }
    apr_file_info_get(&info, APR_FINFO_SIZE, file);
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    apr_file_read_full(file, text, (apr_size_t)info.size, &length);
    apr_file_close(file);
    text[length] = '\0';
    return text;
}

static void note(const cors_list_source_t *source, const char *name,
                 apr_int32_t flags, const char *text, apr_pool_t *pool)
{
    apr_file_t *file;

    if (apr_file_open(&file, in(source, name, pool),
                      APR_FOPEN_WRITE | APR_FOPEN_CREATE | flags,
                      APR_FPROT_OS_DEFAULT, pool)
        == APR_SUCCESS) {
        apr_file_printf(file, "%d%s\n", (int)getpid(), text);
        apr_file_close(file);
    }
}

static void give_rows(const cors_list_source_t *source,
                      cors_list_reader_t *reader, apr_pool_t *pool)
{
    char *rows = text_of(source, "rows", pool);
    apr_uint32_t number = 0;
    char *line;

    while ((line = apr_strtok(rows, "\n", &rows)) != NULL) {
        if (!reader->row(reader, ++number, line, strlen(line))) {
            return;
        }
        if (exists(source, "slow", pool)) {
            apr_sleep(SHORT);
        }
    }
}

/* Waits while the file idle exists. Returns whether the process goes on. */
static int wait_idly(const cors_list_source_t *source,
                     cors_list_reader_t *reader, apr_pool_t *pool)
{
    while (exists(source, "idle", pool)) {
        apr_sleep(SHORT);
        if (!reader->goes_on(reader)) {
            note(source, "given-up", APR_FOPEN_TRUNCATE, "", pool);
            return 0;
        }
    }
    return 1;
}

static const char *read_test(const cors_list_source_t *source,
                             cors_list_reader_t *reader, apr_pool_t *pool)
{
    cors_list_version_t version;

    note(source, "calls", APR_FOPEN_APPEND, " version", pool);
    while (exists(source, "hang", pool)) {
        apr_sleep(SHORT);
    }
    memset(&version, 0, sizeof(version));
    apr_cpystrn(version.text, text_of(source, "version", pool),
                sizeof(version.text));
    version.text[strcspn(version.text, "\n")] = '\0';
    if (!reader->begin(reader, &version)) {
        return NULL;
    }
    note(source, "calls", APR_FOPEN_APPEND, " rows", pool);
    note(source, "builder", APR_FOPEN_TRUNCATE, "", pool);
    if (!wait_idly(source, reader, pool)) {
        return NULL;
    }
    give_rows(source, reader, pool);
    apr_file_remove(in(source, "builder", pool), pool);
    return exists(source, "error", pool) ? "the test wants an error" : NULL;
}

static const char *check(const cors_list_source_t *source, apr_pool_t *pool)
{
    (void)pool;
    return source->args[0] ? NULL
                           : "names no folder; write 'test:' and its path";
}

static const cors_list_provider_t provider = {1, 0, check, read_test};

static void register_hooks(apr_pool_t *pool)
{
    ap_register_provider(pool, CORS_LIST_PROVIDER_GROUP, "test",
                         CORS_LIST_PROVIDER_VERSION, &provider);
}

AP_DECLARE_MODULE(list_provider) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
    AP_MODULE_FLAG_NONE,
};
