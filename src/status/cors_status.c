/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads every counter once. Others count meanwhile, so the sums of two columns
 * may be of slightly different moments.
 */
#include "status/cors_status.h"

#include <stdlib.h>
#include <string.h>

#define LAST_SECOND APR_UINT64_C(253402300799) /* of the year 9999 */

static const cors_status_host_t *host_of(const cors_status_host_t *hosts,
                                         int count, unsigned row)
{
    return hosts + (row < (unsigned)count ? (int)row : count - 1);
}

static void take_rows(cors_status_t *status, const cors_tally_t *tally,
                      const cors_status_host_t *hosts, apr_pool_t *pool)
{
    int i, k;

    status->rows = apr_pcalloc(pool, (apr_size_t)status->row_count
                                         * sizeof(*status->rows));
    for (i = 0; i < status->row_count; ++i) {
        const apr_uint64_t *counts = cors_tally_row(tally, i);

        status->rows[i].host = hosts + i;
        for (k = 0; k < CORS_TALLY_ROW_WORDS; ++k) {
            status->rows[i].counts[k] = cors_atomic_read(counts + k);
        }
    }
}

static int by_number(apr_uint64_t one, apr_uint64_t other)
{
    return (one > other) - (one < other);
}

static int by_score(const void *a, const void *b)
{
    const cors_refused_entry_t *one = &((const cors_status_origin_t *)a)->entry;
    const cors_refused_entry_t *other =
        &((const cors_status_origin_t *)b)->entry;
    int order = by_number(other->score, one->score);

    return order ? order : strcmp(one->text, other->text);
}

static void take_origins(cors_status_t *status, const cors_tally_t *tally,
                         const cors_status_host_t *hosts, apr_pool_t *pool)
{
    int size = cors_refused_size(tally);
    int i;

    status->origin_count = 0;
    status->origins =
        apr_palloc(pool, (apr_size_t)(size + 1) * sizeof(*status->origins));
    for (i = 0; i < size; ++i) {
        cors_status_origin_t *origin = status->origins + status->origin_count;

        if (cors_refused_read(tally, i, &origin->entry)) {
            origin->host = host_of(hosts, status->row_count, origin->entry.row);
            ++status->origin_count;
        }
    }
    qsort(status->origins, (size_t)status->origin_count,
          sizeof(*status->origins), by_score);
}

static int by_time(const void *a, const void *b)
{
    const cors_last_fault_t *one = a;
    const cors_last_fault_t *other = b;
    int order = by_number(other->last, one->last);

    return order ? order : strcmp(one->text, other->text);
}

static void take_faults(cors_status_t *status, const cors_tally_t *tally,
                        apr_pool_t *pool)
{
    int i;

    status->fault_count = 0;
    status->faults =
        apr_palloc(pool, CORS_TALLY_FAULTS * sizeof(cors_last_fault_t));
    for (i = 0; i < CORS_TALLY_FAULTS; ++i) {
        if (cors_last_faults_read(tally, i,
                                  status->faults + status->fault_count)) {
            ++status->fault_count;
        }
    }
    qsort(status->faults, (size_t)status->fault_count,
          sizeof(cors_last_fault_t), by_time);
}

void cors_status_take(cors_status_t *status, const cors_tally_t *tally,
                      const cors_status_host_t *hosts, int count,
                      apr_pool_t *pool)
{
    status->row_count = count < tally->row_count ? count : tally->row_count;
    take_rows(status, tally, hosts, pool);
    cors_refused_age(tally, (apr_uint64_t)apr_time_from_sec(status->now));
    take_origins(status, tally, hosts, pool);
    take_faults(status, tally, pool);
    status->skipped = cors_atomic_read(tally->skipped);
}

static bool refuses(const char *word)
{
    return strstr(word, "-refused:") != NULL;
}

/* Neither this nor the function above is true of requests that nothing
 * governs. */
static bool allows(const char *word)
{
    return !strchr(word, ':');
}

cors_status_totals_t cors_status_row_totals(const cors_status_row_t *row)
{
    cors_status_totals_t totals = {0, 0, 0, row->counts[CORS_TALLY_ENFORCED]};
    unsigned i;

    for (i = 0; i < CORS_DECISION_WORDS; ++i) {
        apr_uint64_t count =
            row->counts[i] + row->counts[CORS_DECISION_WORDS + i];
        const char *word = cors_decision_numbered_name(i);

        totals.decisions += count;
        totals.allowed += allows(word) ? count : 0;
        totals.refused += refuses(word) ? count : 0;
    }
    return totals;
}

cors_status_totals_t cors_status_totals(const cors_status_t *status)
{
    cors_status_totals_t totals = {0, 0, 0, 0};
    int i;

    for (i = 0; i < status->row_count; ++i) {
        cors_status_totals_t row = cors_status_row_totals(status->rows + i);

        totals.decisions += row.decisions;
        totals.allowed += row.allowed;
        totals.refused += row.refused;
        totals.enforced += row.enforced;
    }
    return totals;
}

void cors_status_each_count(const cors_status_t *status,
                            cors_status_found_t *found, void *baton)
{
    int row, column;

    for (row = 0; row < status->row_count; ++row) {
        const cors_status_row_t *counts = status->rows + row;

        for (column = 0; column < CORS_TALLY_COLUMNS; ++column) {
            if (counts->counts[column] > 0) {
                found(baton, counts->host,
                      cors_decision_numbered_name((unsigned)column
                                                  % CORS_DECISION_WORDS),
                      column >= CORS_DECISION_WORDS, counts->counts[column]);
            }
        }
    }
}

const char *cors_status_reason(const cors_status_origin_t *origin)
{
    cors_decision_t decision = {.kind = CORS_ACTUAL_REQUEST, .in_force = true};
    const char *word;

    decision.reason = origin->entry.reason;
    word = cors_decision_name(&decision);
    word = word ? strchr(word, ':') : NULL;
    return word ? word + 1 : "unknown";
}

void cors_status_add_time(cors_text_t *text, apr_uint64_t seconds)
{
    apr_time_exp_t time;

    if (seconds > LAST_SECOND) {
        seconds = LAST_SECOND;
    }
    apr_time_exp_gmt(&time, apr_time_from_sec((apr_int64_t)seconds));
    cors_text_add_format(text, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                         time.tm_year + 1900, time.tm_mon + 1, time.tm_mday,
                         time.tm_hour, time.tm_min, time.tm_sec);
}

void cors_status_add_number(cors_text_t *text, apr_uint64_t number)
{
    cors_text_add_format(text, "%" APR_UINT64_T_FMT, number);
}
