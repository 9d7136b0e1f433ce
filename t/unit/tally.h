/* SPDX-License-Identifier: Apache-2.0
 *
 * A segment in memory of its own and of exact size, so that sanitizers notice
 * an access beyond it; and a status with hostile texts, for the writers.
 */
#ifndef TALLY_H
#define TALLY_H

#include "unit.h"

#include "status/cors_status.h"

#define TALLY_SELF 4711                    /* a process id for locks */
#define TALLY_NOW APR_UINT64_C(1790000000) /* 2026-09-21T14:13:20Z */

static const apr_uint64_t tally_keys[2] = {APR_UINT64_C(0x0123456789abcdef),
                                           APR_UINT64_C(0xfedcba9876543211)};

/* Returns a segment, which the caller frees. */
static inline void *tally_create(cors_tally_t *tally, int rows, int origins)
{
    void *segment = calloc(1, cors_tally_bytes(rows, origins));

    ck_assert_ptr_nonnull(segment);
    cors_tally_init(tally, segment, rows, origins, tally_keys);
    tally->self = TALLY_SELF;
    return segment;
}

static inline void tally_count(const cors_tally_t *tally, int row,
                               unsigned number, bool report_only, int times)
{
    cors_atomic_add(
        cors_tally_counter(cors_tally_row(tally, row), number, report_only),
        (apr_uint64_t)times);
}

static inline void tally_refuse(const cors_tally_t *tally, const char *origin,
                                cors_reason_e reason, unsigned row,
                                apr_uint64_t now)
{
    char *copy = exact_copy(origin, strlen(origin));

    cors_refused_count(tally, copy, strlen(origin), reason, row,
                       now * APR_USEC_PER_SEC);
    free(copy);
}

#define TALLY_HOSTILE "app://x'y$&\"<b>"

static const cors_status_host_t tally_hosts[] = {
    {"api.example:443", true},
    {"a\"<&'\\.example:8080", false},
    {"other", false},
};

/* A list whose source names its versions, one that was never read, and one
 * whose source cannot be read any more. */
static const cors_status_list_t tally_lists[] = {
    {"tenants", "dbd:SELECT \"<o>\"", NULL, true, "7 \"<b>\"\n", 812, 3, 2, 1,
     17, 0, NULL},
    {"partners", "file:conf/p.txt", "/srv/<a>/conf/p.txt", false, "", 0, 0, 0,
     0, -1, 4, "cannot open '<i>'\n"},
    {"blocked", "file:b.txt", NULL, true, "", 5, 0, 0, 0, 7200, 1,
     "it has no rows"},
};

/* Makes a status of three hosts. */
static inline cors_status_t tally_status(void)
{
    static const cors_place_t place = {"a<b>\".conf", 7, false};
    static const cors_place_t other = {"c.conf", 9, false};
    cors_tally_t tally;
    cors_status_t status = {.version = "1.2.3",
                            .since = TALLY_NOW - 5000,
                            .now = TALLY_NOW,
                            .generation = 2};
    void *segment = tally_create(&tally, 3, 64);
    char longer[200];

    tally_count(&tally, 0, 0, false, 12);
    tally_count(&tally, 0, 3, false, 4);
    tally_count(&tally, 0, 3, true, 2);
    tally_count(&tally, 1, 19, false, 1);
    cors_atomic_add(cors_tally_row(&tally, 0) + CORS_TALLY_ENFORCED, 3);
    cors_refused_age(&tally, (TALLY_NOW - 400) * APR_USEC_PER_SEC);
    memset(longer, 'l', sizeof(longer));
    memcpy(longer, "https://", 8);
    longer[sizeof(longer) - 1] = '\0';
    tally_refuse(&tally, longer, CORS_REASON_ORIGIN_DENIED, 1, TALLY_NOW - 9);
    tally_refuse(&tally, TALLY_HOSTILE, CORS_REASON_ORIGIN_NOT_LISTED, 0,
                 TALLY_NOW - 180);
    tally_refuse(&tally, TALLY_HOSTILE, CORS_REASON_ORIGIN_NOT_LISTED, 0,
                 TALLY_NOW - 180);
    tally_refuse(&tally, "null", CORS_REASON_ORIGIN_INSECURE, 99, TALLY_NOW);
    cors_last_faults_add(&tally, "a fault <of> \"x\"\n", &place, &other,
                         TALLY_NOW - 7200);
    cors_status_take(&status, &tally, tally_hosts, 3, unit_pool);
    free(segment);
    return status;
}

#endif
