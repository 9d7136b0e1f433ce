/* SPDX-License-Identifier: Apache-2.0
 *
 * A driver of APR for tests, which behaves as the real one with the name NAME
 * does: "DBDriver FILE_NAME" and "DBDParams FOLDER". The folder has the rows of
 * every query in the file rows, one a line. If the file cut exists, it has two
 * numbers: so many rows can be read, and then get_row returns the second one.
 * While the file hang exists, a query does not end; the process id is then in
 * the file hanging.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apr_buckets.h>
#include <apr_dbd.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#ifndef NAME
#define NAME "test"
#define FILE_NAME test
#endif
#define JOIN2(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN2(a, b, c)

struct apr_dbd_t {
    apr_pool_t *pool;
    const char *folder;
    const char *error;
};

struct apr_dbd_results_t {
    apr_dbd_t *handle;
    char *rows; /* those that have not been read */
    int random, count, left, status;
};

struct apr_dbd_row_t {
    const char *text;
    apr_dbd_results_t *results;
};

/* Its declaration is not in the headers that APR installs. */
struct apr_dbd_driver_t {
    const char *name;
    void (*init)(apr_pool_t *);
    void *(*native_handle)(apr_dbd_t *);
    apr_dbd_t *(*open)(apr_pool_t *, const char *, const char **);
    apr_status_t (*check_conn)(apr_pool_t *, apr_dbd_t *);
    apr_status_t (*close)(apr_dbd_t *);
    void *unused1[4]; /* set_dbname, start_, end_transaction, query */
    int (*select)(apr_pool_t *, apr_dbd_t *, apr_dbd_results_t **, const char *,
                  int);
    int (*num_cols)(apr_dbd_results_t *);
    int (*num_tuples)(apr_dbd_results_t *);
    int (*get_row)(apr_pool_t *, apr_dbd_results_t *, apr_dbd_row_t **, int);
    const char *(*get_entry)(const apr_dbd_row_t *, int);
    const char *(*error)(apr_dbd_t *, int);
    void *unused2[14]; /* escape to pbselect */
    apr_status_t (*datum_get)(const apr_dbd_row_t *, int, apr_dbd_type_e,
                              void *);
};

/* Returns the text of a file, or NULL. */
static char *text_of(const apr_dbd_t *handle, const char *name,
                     apr_pool_t *pool)
{
    char *text = apr_pcalloc(pool, 2000);
    apr_size_t length = 0;
    apr_file_t *file;

    if (apr_file_open(&file, apr_pstrcat(pool, handle->folder, "/", name, NULL),
                      APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool)
        != APR_SUCCESS) {
        return NULL;
    }
    apr_file_read_full(file, text, 1999, &length);
    apr_file_close(file);
    return text;
}

static apr_dbd_t *open_folder(apr_pool_t *pool, const char *params,
                              const char **error)
{
    apr_dbd_t *handle = apr_pcalloc(pool, sizeof(*handle));

    (void)error;
    handle->pool = pool;
    handle->folder = apr_pstrdup(pool, params);
    return handle;
}

static apr_status_t check_handle(apr_pool_t *pool, apr_dbd_t *handle)
{
    (void)pool;
    return handle ? APR_SUCCESS : APR_EGENERAL;
}

static apr_status_t close_handle(apr_dbd_t *handle)
{
    (void)handle;
    return APR_SUCCESS;
}

static void hang(const apr_dbd_t *handle, apr_pool_t *pool)
{
    const char *name = apr_pstrcat(pool, handle->folder, "/hanging", NULL);
    apr_file_t *file;

    if (text_of(handle, "hang", pool)
        && apr_file_open(&file, name,
                         APR_FOPEN_WRITE | APR_FOPEN_CREATE
                             | APR_FOPEN_TRUNCATE,
                         APR_FPROT_OS_DEFAULT, pool)
               == APR_SUCCESS) {
        apr_file_printf(file, "%d\n", (int)getpid());
        apr_file_close(file);
    }
    while (text_of(handle, "hang", pool)) {
        apr_sleep(apr_time_from_msec(20));
    }
}

static int select_rows(apr_pool_t *pool, apr_dbd_t *handle,
                       apr_dbd_results_t **found, const char *query, int random)
{
    apr_dbd_results_t *results = apr_pcalloc(pool, sizeof(*results));
    char *cut;
    const char *p;

    (void)query;
    hang(handle, pool);
    cut = text_of(handle, "cut", pool);
    results->handle = handle;
    results->random = random;
    results->rows = text_of(handle, "rows", pool);
    for (p = results->rows; (p = strchr(p, '\n')) != NULL; ++p) {
        ++results->count;
    }
    results->left = cut ? (int)strtol(cut, &cut, 10) : results->count;
    results->status = cut ? (int)strtol(cut, NULL, 10) : -1;
    handle->error = cut ? "the connection is lost" : "";
    *found = results;
    return 0;
}

static int num_tuples(apr_dbd_results_t *results)
{
    return results->random ? results->count : -1;
}

/* As in the driver "mysql", there is no next row with random access, and no
 * count of the rows without. */
static int get_row(apr_pool_t *pool, apr_dbd_results_t *results,
                   apr_dbd_row_t **row, int number)
{
    if (results->left-- <= 0) {
        return results->status;
    }
    if (results->random && number < 0 && strcmp(NAME, "mysql") == 0) {
        return -1;
    }
    *row = apr_palloc(pool, sizeof(**row));
    (*row)->results = results;
    (*row)->text = apr_strtok(results->rows, "\n", &results->rows);
    return 0;
}

static const char *get_entry(const apr_dbd_row_t *row, int column)
{
    return column == 0 ? row->text : NULL;
}

static apr_status_t datum_get(const apr_dbd_row_t *row, int column,
                              apr_dbd_type_e type, void *data)
{
    apr_bucket_brigade *brigade = data;

    if (column != 0 || type != APR_DBD_TYPE_BLOB
        || strcmp(row->text, "unreadable") == 0) {
        return APR_EGENERAL;
    }
    APR_BRIGADE_INSERT_TAIL(brigade,
                            apr_bucket_pool_create(row->text, strlen(row->text),
                                                   row->results->handle->pool,
                                                   brigade->bucket_alloc));
    return APR_SUCCESS;
}

static const char *error_of(apr_dbd_t *handle, int number)
{
    (void)number;
    return handle->error;
}

extern const struct apr_dbd_driver_t JOIN(apr_dbd_, FILE_NAME, _driver);
const struct apr_dbd_driver_t JOIN(apr_dbd_, FILE_NAME, _driver) = {
    .name = NAME,
    .open = open_folder,
    .check_conn = check_handle,
    .close = close_handle,
    .select = select_rows,
    .num_tuples = num_tuples,
    .get_row = get_row,
    .get_entry = get_entry,
    .error = error_of,
    .datum_get = datum_get,
};
