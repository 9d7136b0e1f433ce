/* SPDX-License-Identifier: Apache-2.0
 *
 * The queries are constant texts of the administrator. Random access, because
 * APR would otherwise sleep for 100 ms at the end of a PostgreSQL result; and
 * row -1, the next one, because a row by number costs the square of the number
 * in SQLite.
 */
#include "lists/mod_cors_lists_dbd.h"

#include <stdbool.h>
#include <string.h>

#include <httpd.h>

#include <apr_dbd.h>
#include <apr_strings.h>

#include <mod_dbd.h>

#define INTERVAL 60 /* seconds */
#define NEXT_ROW (-1)

/* A connection. */
typedef struct {
    ap_dbd_t *dbd;
    apr_pool_t *pool;
} database_t;

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
                               const char *what, apr_dbd_results_t **results)
{
    int status;

    *results = NULL;
    status = apr_dbd_select(database->dbd->driver, database->pool,
                            database->dbd->handle, results, query, 1);
    return status != 0 ? database_error(database, what, status) : NULL;
}

/* Returns whether there is another row. */
static bool next_row(const database_t *database, apr_dbd_results_t *results,
                     apr_dbd_row_t **row)
{
    return apr_dbd_get_row(database->dbd->driver, database->pool, results, row,
                           NEXT_ROW)
           == 0;
}

/* Sets *version to the first value of the query. */
static const char *read_version(const database_t *database, const char *query,
                                cors_list_version_t *version)
{
    apr_dbd_results_t *results;
    apr_dbd_row_t *row = NULL;
    const char *value = NULL;
    const char *reason =
        select_rows(database, query, "the query of version= fails", &results);

    if (reason) {
        return reason;
    }
    if (next_row(database, results, &row)) {
        value = apr_dbd_get_entry(database->dbd->driver, row, 0);
    }
    if (!value || !*value) {
        return "the query of version= gives no value";
    }
    if (strlen(value) >= sizeof(version->text)) {
        return "the query of version= gives more than 255 bytes";
    }
    apr_cpystrn(version->text, value, sizeof(version->text));
    return NULL;
}

static const char *read_rows(const database_t *database, const char *query,
                             cors_list_reader_t *reader)
{
    apr_dbd_results_t *results;
    apr_dbd_row_t *row = NULL;
    apr_uint32_t number = 0;
    const char *reason =
        select_rows(database, query, "the query fails", &results);

    while (!reason && next_row(database, results, &row)) {
        const char *value = apr_dbd_get_entry(database->dbd->driver, row, 0);

        if (!reader->row(reader, ++number, value, value ? strlen(value) : 0)) {
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

static const char *read_database(const cors_list_source_t *source,
                                 cors_list_reader_t *reader, apr_pool_t *pool)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open_dbd =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close_dbd =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    database_t database = {NULL, pool};
    const char *reason;

    if (open_dbd && close_dbd) {
        database.dbd = open_dbd(pool, source->server);
    }
    if (!database.dbd) {
        return "there is no connection to the database, see the lines of "
               "mod_dbd";
    }
    reason = read_all(&database, source, reader);
    close_dbd(source->server, database.dbd);
    return reason;
}

const cors_list_provider_t mod_cors_lists_dbd_provider = {INTERVAL, 0, check,
                                                          read_database};
