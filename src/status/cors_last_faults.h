/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy faults that requests have met last: forbidden combinations of
 * settings that only a request can show.
 */
#ifndef CORS_LAST_FAULTS_H
#define CORS_LAST_FAULTS_H

#include "base/cors_place.h"
#include "status/cors_tally.h"

enum {
    CORS_LAST_FAULTS_TEXT_BYTES = 512,
    CORS_LAST_FAULTS_FILE_BYTES = 128,
    CORS_LAST_FAULTS_PLACES = 2
};

/* A fault, as it was read. */
typedef struct {
    char text[CORS_LAST_FAULTS_TEXT_BYTES + 1];
    /* The places of the fault and of the other directive. The file is "" if
     * there is none. */
    char files[CORS_LAST_FAULTS_PLACES][CORS_LAST_FAULTS_FILE_BYTES + 1];
    int lines[CORS_LAST_FAULTS_PLACES];
    apr_uint64_t last; /* when a request has met it; seconds */
} cors_last_fault_t;

/* Records a fault, with its place and that of the other directive (or NULL), at
 * the time now (seconds). tally->self must be set. A fault that is recorded
 * already gets the new time; another one replaces the oldest. Of a long text
 * the beginning is kept, of a long file name the end. Never waits: if another
 * process is writing, does nothing. */
void cors_last_faults_add(const cors_tally_t *tally, const char *text,
                          const cors_place_t *place, const cors_place_t *other,
                          apr_uint64_t now);

/* Reads the fault with this number, below CORS_TALLY_FAULTS. Returns false if
 * there is none, or if it is being written; its content is then arbitrary. */
bool cors_last_faults_read(const cors_tally_t *tally, int number,
                           cors_last_fault_t *fault);

#endif
