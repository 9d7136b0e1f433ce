/* SPDX-License-Identifier: Apache-2.0
 *
 * What the counters say at one moment: a plain value, from which
 * cors_status_json, _openmetrics, _text and _html write a document.
 */
#ifndef CORS_STATUS_H
#define CORS_STATUS_H

#include <apr_time.h>

#include "base/cors_text.h"
#include "status/cors_last_faults.h"
#include "status/cors_refused.h"
#include "status/cors_tally.h"

/* The host of a row. */
typedef struct {
    const char *name; /* name:port, or "other" */
    bool has_tls;
} cors_status_host_t;

/* A row of counters; those of columns that count nothing are not used. */
typedef struct {
    const cors_status_host_t *host;
    apr_uint64_t counts[CORS_TALLY_ROW_WORDS];
} cors_status_row_t;

typedef struct {
    cors_refused_entry_t entry;
    const cors_status_host_t *host; /* of the last refusal */
} cors_status_origin_t;

typedef struct {
    apr_uint64_t decisions;
    apr_uint64_t allowed; /* including same-origin requests */
    apr_uint64_t refused; /* including those of CorsEngine ReportOnly */
    apr_uint64_t enforced;
} cors_status_totals_t;

/* An origin list. All texts are untrusted: administrators choose them, or the
 * source that the version is from. */
typedef struct {
    const char *name;
    const char *source;  /* as written */
    const char *path;    /* of a file, if it is another text; or NULL */
    bool available;      /* there is a version; if not, the counts are 0 */
    const char *version; /* "": the source has no name for it */
    apr_uint64_t rows;
    apr_uint64_t corrected; /* of the rows */
    apr_uint64_t dangerous; /* of the rows; they count for deny rules only */
    apr_uint64_t skipped;   /* not counted as rows */
    apr_int64_t age;     /* seconds since the source was last found to have this
                        version; -1: never */
    apr_uint64_t errors; /* failed attempts to read the source */
    const char *reason;  /* why the last attempt failed; NULL: it did not */
} cors_status_list_t;

typedef struct {
    /* To be set by the caller before cors_status_take: */
    const char *version;
    apr_uint64_t since;              /* seconds */
    apr_uint64_t now;                /* seconds */
    int generation;                  /* of httpd */
    const cors_status_list_t *lists; /* in the order of their lines */
    int list_count;
    /* Set by cors_status_take: */
    cors_status_row_t *rows; /* of each host, also without counts */
    int row_count;
    cors_status_origin_t *origins; /* by descending score */
    int origin_count;
    cors_last_fault_t *faults; /* the latest first */
    int fault_count;
    apr_uint64_t skipped; /* refused origins that were not recorded */
} cors_status_t;

/* Reads the counters of the hosts (count of them, at least one; the host of a
 * row that does not exist is the last). status points to hosts, and allocates
 * from pool. */
void cors_status_take(cors_status_t *status, const cors_tally_t *tally,
                      const cors_status_host_t *hosts, int count,
                      apr_pool_t *pool);

/* Returns the sums of one row, and of all rows. */
cors_status_totals_t cors_status_row_totals(const cors_status_row_t *row);
cors_status_totals_t cors_status_totals(const cors_status_t *status);

/* Calls found for each count that is not 0: by rows, and in each row by
 * columns. word is a value of CORS_DECISION. */
typedef void cors_status_found_t(void *baton, const cors_status_host_t *host,
                                 const char *word, bool report_only,
                                 apr_uint64_t count);
void cors_status_each_count(const cors_status_t *status,
                            cors_status_found_t *found, void *baton);

/* Returns the reason word of an origin's last refusal: "origin-denied". */
const char *cors_status_reason(const cors_status_origin_t *origin);

/* Appends a time in seconds by RFC 3339, in UTC. */
void cors_status_add_time(cors_text_t *text, apr_uint64_t seconds);

/* Appends a number. */
void cors_status_add_number(cors_text_t *text, apr_uint64_t number);

#endif
