/* SPDX-License-Identifier: Apache-2.0
 *
 * The origins that are refused most, in a table of fixed size: however many
 * origins strangers invent, memory stays the same, and the frequent ones stay
 * in it. Metwally, Agrawal and El Abbadi, "Space-Saving", in each bucket.
 */
#ifndef CORS_REFUSED_H
#define CORS_REFUSED_H

#include "status/cors_refused_entry.h"

/* Seconds after which all scores are halved. */
#define CORS_REFUSED_HALF_LIFE 600

/* Counts the refusal of an origin of length bytes, at the time now
 * (microseconds). tally->self must be set. Never waits: if the table is busy,
 * adds to tally->skipped instead. */
void cors_refused_count(const cors_tally_t *tally, const char *origin,
                        apr_size_t length, cors_reason_e reason, unsigned row,
                        apr_uint64_t now);

/* Halves all scores, and their errors, once for each CORS_REFUSED_HALF_LIFE
 * until the time now (microseconds) since it last did so. */
void cors_refused_age(const cors_tally_t *tally, apr_uint64_t now);

/* Returns the number of entries in the table, and reads one. The entry is not
 * valid if the function returns false: it is empty, or being written. */
int cors_refused_size(const cors_tally_t *tally);
bool cors_refused_read(const cors_tally_t *tally, int number,
                       cors_refused_entry_t *entry);

#endif
