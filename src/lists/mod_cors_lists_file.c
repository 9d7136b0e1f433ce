/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a file in parts, and does not map it: a mapped file that is cut while
 * it is read would end the process.
 */
#include "lists/mod_cors_lists_file.h"

#include <string.h>

#include <httpd.h>
#include <http_config.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_time.h>

#include "lists/cors_list_rows.h"

#define INTERVAL 5 /* seconds */
#define PART 32768 /* bytes */
#define MARKS                                                                  \
    (APR_FINFO_TYPE | APR_FINFO_MTIME | APR_FINFO_SIZE | APR_FINFO_INODE)

static const char *check(const cors_list_source_t *source, apr_pool_t *pool)
{
    (void)pool;
    if (source->args[0] == '\0') {
        return "names no file; write 'file:' and its path, as in "
               "'file:conf/origins.txt'";
    }
    if (source->version_query) {
        return "is a file, and 'version=' is for databases; remove "
               "'version='";
    }
    return NULL;
}

static const char *system_error(const char *what, const char *path,
                                apr_status_t status, apr_pool_t *pool)
{
    char text[120];

    return apr_psprintf(pool, "%s '%s': %s", what, path,
                        apr_strerror(status, text, sizeof(text)));
}

static const char *not_regular(const char *path, apr_pool_t *pool)
{
    return apr_psprintf(pool, "'%s' is not a regular file", path);
}

/* Returns why a file of this kind and size cannot be used, or NULL. */
static const char *fault_of(const apr_finfo_t *info, const char *path,
                            apr_uint32_t max, apr_pool_t *pool)
{
    if (info->filetype != APR_REG) {
        return not_regular(path, pool);
    }
    if (info->size == 0) {
        return apr_psprintf(pool, "'%s' has 0 bytes", path);
    }
    return (apr_uint64_t)info->size <= cors_list_rows_max_bytes(max)
               ? NULL
               : apr_psprintf(pool,
                              "'%s' has %" APR_OFF_T_FMT
                              " bytes, a file for max=%u rows can have at most "
                              "%" APR_UINT64_T_FMT "; write a larger max=",
                              path, info->size, (unsigned)max,
                              cors_list_rows_max_bytes(max));
}

/* Sets *version, and returns NULL or why the file cannot be used. Two files of
 * equal content have the same version text on all machines if a copy keeps the
 * time, as rsync -t does. */
static const char *identify(apr_file_t *file, const char *path,
                            apr_uint32_t max, cors_list_version_t *version,
                            apr_pool_t *pool)
{
    const char *fault;
    apr_finfo_t info;
    apr_time_exp_t time;
    char changed[32];
    apr_size_t length;
    apr_status_t status = apr_file_info_get(&info, MARKS, file);

    memset(version, 0, sizeof(*version));
    if (status != APR_SUCCESS) {
        return system_error("cannot examine", path, status, pool);
    }
    fault = fault_of(&info, path, max, pool);
    if (fault) {
        return fault;
    }
    version->marks[0] = (apr_uint64_t)info.mtime;
    version->marks[1] = (apr_uint64_t)info.size;
    version->marks[2] = (apr_uint64_t)info.inode;
    apr_time_exp_gmt(&time, info.mtime);
    apr_strftime(changed, &length, sizeof(changed), "%Y-%m-%dT%H:%M:%SZ",
                 &time);
    apr_snprintf(version->text, sizeof(version->text),
                 "%s %" APR_OFF_T_FMT " bytes", changed, info.size);
    return NULL;
}

static bool pass_on(void *baton, apr_uint32_t number, const char *text,
                    apr_size_t length)
{
    cors_list_reader_t *reader = baton;

    return reader->row(reader, number, text, length) != 0;
}

static const char *changed_meanwhile(const char *path, apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "'%s' has changed while it was read; write a new "
                        "file, and move it over the old one with mv",
                        path);
}

/* Returns NULL, or why not all rows have been read. Reads no more than left
 * bytes: the file may grow as fast as it is read. */
static const char *read_rows(apr_file_t *file, const char *path,
                             apr_uint64_t left, cors_list_reader_t *reader,
                             apr_pool_t *pool)
{
    char *part = apr_palloc(pool, PART);
    cors_list_rows_t rows;
    apr_status_t status;

    cors_list_rows_init(&rows, pass_on, reader);
    for (;;) {
        apr_size_t length = PART;

        status = apr_file_read(file, part, &length);
        if (status != APR_SUCCESS) {
            break;
        }
        if (length > left) {
            return changed_meanwhile(path, pool);
        }
        left -= length;
        /* The part may have no rows, only comments. */
        if (!cors_list_rows_feed(&rows, part, length)
            || !reader->goes_on(reader)) {
            return NULL;
        }
    }
    if (!APR_STATUS_IS_EOF(status)) {
        return system_error("cannot read", path, status, pool);
    }
    (void)cors_list_rows_end(&rows);
    return NULL;
}

/* If a file is written to while it is read, some of the rows could be old. */
static const char *read_open(apr_file_t *file, const char *path,
                             apr_uint32_t max, cors_list_reader_t *reader,
                             apr_pool_t *pool)
{
    cors_list_version_t version, after;
    const char *reason = identify(file, path, max, &version, pool);

    if (reason || !reader->begin(reader, &version)) {
        return reason;
    }
    reason = read_rows(file, path, version.marks[1], reader, pool);
    if (reason) {
        return reason;
    }
    reason = identify(file, path, max, &after, pool);
    return !reason && memcmp(&version, &after, sizeof(version)) != 0
               ? changed_meanwhile(path, pool)
               : reason;
}

/* Sets *file to NULL if it is not a regular one: opening a device may have an
 * effect. If it is replaced by a FIFO at this moment, does not wait for a
 * writer. */
static apr_status_t open_file(apr_file_t **file, const char *path,
                              apr_pool_t *pool)
{
    apr_finfo_t info;

    *file = NULL;
    return apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS
                   && info.filetype != APR_REG
               ? APR_SUCCESS
               : apr_file_open(file, path, APR_FOPEN_READ | APR_FOPEN_NONBLOCK,
                               APR_FPROT_OS_DEFAULT, pool);
}

static const char *read_file(const cors_list_source_t *source,
                             cors_list_reader_t *reader, apr_pool_t *pool)
{
    const char *path = ap_server_root_relative(pool, source->args);
    const char *reason;
    apr_file_t *file;
    apr_status_t status = path ? open_file(&file, path, pool) : APR_EBADPATH;

    if (status != APR_SUCCESS) {
        return system_error("cannot open", path ? path : source->args, status,
                            pool);
    }
    if (!file) {
        return not_regular(path, pool);
    }
    reason = read_open(file, path, source->max, reader, pool);
    apr_file_close(file);
    return reason;
}

const cors_list_provider_t mod_cors_lists_file_provider = {INTERVAL, 1, check,
                                                           read_file};
