/* SPDX-License-Identifier: Apache-2.0
 *
 * The queries are constant texts of the administrator. A row that is missing
 * may be one that is denied, so the end of the rows must be distinguished from
 * an error, which drivers of APR do in different ways, and some not at all.
 * Rows are bytes with a length: a value with a NUL byte must not become a
 * shorter one.
 */
#include "lists/mod_cors_lists_dbd.h"

#include <stdbool.h>
#include <string.h>

#include <httpd.h>

#include <apr_buckets.h>
#include <apr_dbd.h>
#include <apr_strings.h>

#include <mod_dbd.h>

#include "lists/cors_list_row.h"

#define INTERVAL 60 /* seconds */
#define NEXT_ROW (-1)
#define NO_MORE_ROWS (-1)

/* The drivers whose results can be checked. Those with random access count the
 * rows of a result when they select it; without it, "pgsql" would also sleep
 * for 100 ms at the end. "mysql" has no next row with random access, and at the
 * end it has an error text if there was an error. */
static const struct {
    const char *name;
    int random;
} drivers[] = {{"pgsql", 1}, {"sqlite3", 1}, {"mysql", 0}};

#define DRIVERS (sizeof(drivers) / sizeof(drivers[0]))

/* A connection. */
typedef struct {
    ap_dbd_t *dbd;
    int random;
    apr_bucket_brigade *brigade; /* empty, for one value */
    apr_pool_t *results; /* is destroyed before the connection is closed */
    apr_pool_t *pool;    /* of messages */
} database_t;

/* The rows of a query. */
typedef struct {
    const database_t *database;
    apr_dbd_results_t *results;
    apr_dbd_row_t *row; /* the current one */
    int number;         /* of the current row, from 1 */
    bool is_null;       /* its first column; otherwise its first bytes: */
    apr_size_t length;
    char value[CORS_LIST_ROW_MAX_LENGTH + 1];
} rows_t;

static const char *check(const cors_list_source_t *source, apr_pool_t *pool)
{
    (void)pool;
    if (source->args[0] == '\0') {
        return "has no query; write one, as in 'dbd:SELECT origin FROM "
               "cors_origin'";
    }
    if (!APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open)) {
        return "needs mod_dbd, which is not loaded; load it with LoadModule";
    }
    return NULL;
}

/* Returns a sentence with the database's own first line. */
static const char *database_error(const database_t *database, const char *what,
                                  int status)
{
    const char *text =
        apr_dbd_error(database->dbd->driver, database->dbd->handle, status);

    if (!text || !*text) {
        text = "unknown error";
    }
    return apr_psprintf(database->pool, "%s: %.*s", what,
                        (int)strcspn(text, "\r\n"), text);
}

static const char *select_rows(const database_t *database, const char *query,
                               const char *what, rows_t *rows)
{
    int status;

    memset(rows, 0, sizeof(*rows));
    rows->database = database;
    status = apr_dbd_select(database->dbd->driver, database->results,
                            database->dbd->handle, &rows->results, query,
                            database->random);
    if (status != 0) {
        return database_error(database, what, status);
    }
    return rows->results ? NULL : "the query does not return rows";
}

/* Returns NULL if the rows have ended, and not by an error. */
static const char *check_end(const rows_t *rows, int status)
{
    const database_t *database = rows->database;
    const char *text =
        apr_dbd_error(database->dbd->driver, database->dbd->handle, status);
    int count = database->random
                    ? apr_dbd_num_tuples(database->dbd->driver, rows->results)
                    : rows->number;

    if (status != NO_MORE_ROWS || (!database->random && text && *text)) {
        return database_error(database, "the query failed before its last row",
                              status);
    }
    return rows->number == count
               ? NULL
               : apr_psprintf(database->pool,
                              "the query has %d rows, but only %d can be read",
                              count, rows->number);
}

/* Reads the first column of the current row. */
static const char *read_value(rows_t *rows)
{
    const database_t *database = rows->database;
    apr_status_t status =
        apr_dbd_datum_get(database->dbd->driver, rows->row, 0,
                          APR_DBD_TYPE_BLOB, database->brigade);

    rows->length = sizeof(rows->value);
    rows->is_null = status == APR_ENOENT;
    if (rows->is_null) {
        status = APR_SUCCESS;
        rows->length = 0;
    }
    else if (status == APR_SUCCESS) {
        status =
            apr_brigade_flatten(database->brigade, rows->value, &rows->length);
    }
    apr_brigade_cleanup(database->brigade);
    return status == APR_SUCCESS
               ? NULL
               : apr_psprintf(database->pool,
                              "the value of row %d cannot be read",
                              rows->number);
}

/* Reads the next row. Returns false at the end, and if it fails; then it sets
 * *reason. */
static bool next_row(rows_t *rows, const char **reason)
{
    const database_t *database = rows->database;
    int status = apr_dbd_get_row(database->dbd->driver, database->results,
                                 rows->results, &rows->row, NEXT_ROW);

    if (status != 0) {
        *reason = check_end(rows, status);
        return false;
    }
    ++rows->number;
    *reason = read_value(rows);
    return !*reason;
}

static const char *take_version(const rows_t *rows,
                                cors_list_version_t *version)
{
    if (rows->length == 0) {
        return "the query of version= returns no value";
    }
    if (rows->length >= sizeof(version->text)) {
        return "the query of version= returns more than 255 bytes";
    }
    if (memchr(rows->value, '\0', rows->length)) {
        return "the query of version= returns a value with a NUL byte";
    }
    memcpy(version->text, rows->value, rows->length);
    return NULL;
}

/* Sets *version, which is empty, to the first value of the query. Reads all of
 * its rows: otherwise "mysql" would not accept another query. */
static const char *read_version(const database_t *database, const char *query,
                                cors_list_version_t *version)
{
    rows_t rows;
    const char *wrong = "the query of version= returns no value";
    const char *reason =
        select_rows(database, query, "the query of version= failed", &rows);

    while (!reason && next_row(&rows, &reason)) {
        if (rows.number == 1) {
            wrong = take_version(&rows, version);
        }
    }
    return reason ? reason : wrong;
}

static const char *read_rows(const database_t *database, const char *query,
                             cors_list_reader_t *reader)
{
    rows_t rows;
    const char *reason =
        select_rows(database, query, "the query failed", &rows);

    while (!reason && next_row(&rows, &reason)) {
        if (!reader->row(reader, (apr_uint32_t)rows.number,
                         rows.is_null ? NULL : rows.value, rows.length)) {
            break;
        }
    }
    return reason;
}

/* Reads the version first: if rows change between the two queries, the next
 * refresh finds another version. */
static const char *read_all(const database_t *database,
                            const cors_list_source_t *source,
                            cors_list_reader_t *reader)
{
    cors_list_version_t version;
    const char *reason = NULL;

    memset(&version, 0, sizeof(version));
    if (source->version_query) {
        reason = read_version(database, source->version_query, &version);
    }
    if (reason || !reader->begin(reader, &version)) {
        return reason;
    }
    return read_rows(database, source->args, reader);
}

/* Returns NULL if the results of the driver can be checked. */
static const char *check_driver(database_t *database)
{
    const char *name = apr_dbd_name(database->dbd->driver);
    apr_size_t i;

    for (i = 0; i < DRIVERS; ++i) {
        if (strcmp(name, drivers[i].name) == 0) {
            database->random = drivers[i].random;
            return NULL;
        }
    }
    return apr_psprintf(
        database->pool,
        "the driver '%s' does not distinguish an error from the end "
        "of the rows; use pgsql, mysql or sqlite3",
        name);
}

static const char *read_connected(database_t *database,
                                  const cors_list_source_t *source,
                                  cors_list_reader_t *reader)
{
    const char *reason = check_driver(database);

    if (reason) {
        return reason;
    }
    apr_pool_create(&database->results, database->pool);
    database->brigade = apr_brigade_create(
        database->results, apr_bucket_alloc_create(database->results));
    reason = read_all(database, source, reader);
    apr_pool_destroy(database->results);
    return reason;
}

static const char *read_database(const cors_list_source_t *source,
                                 cors_list_reader_t *reader, apr_pool_t *pool)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open_dbd =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close_dbd =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    database_t database = {.pool = pool};
    const char *reason;

    if (open_dbd && close_dbd) {
        database.dbd = open_dbd(pool, source->server);
    }
    if (!database.dbd) {
        return "cannot connect to the database, see the messages of mod_dbd "
               "in the error log";
    }
    reason = read_connected(&database, source, reader);
    close_dbd(source->server, database.dbd);
    return reason;
}

const cors_list_provider_t mod_cors_lists_dbd_provider = {INTERVAL, 0, check,
                                                          read_database};
