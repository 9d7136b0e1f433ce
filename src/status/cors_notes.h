/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy faults that requests have met last: forbidden combinations of
 * settings that only a request can show.
 */
#ifndef CORS_NOTES_H
#define CORS_NOTES_H

#include "base/cors_place.h"
#include "status/cors_tally.h"

enum {
    CORS_NOTES_TEXT_BYTES = 512,
    CORS_NOTES_FILE_BYTES = 128,
    CORS_NOTES_PLACES = 2
};

/* A note, as it was read. */
typedef struct {
    char text[CORS_NOTES_TEXT_BYTES + 1];
    char files[CORS_NOTES_PLACES][CORS_NOTES_FILE_BYTES + 1]; /* "": none */
    int lines[CORS_NOTES_PLACES];
    apr_uint64_t last; /* seconds; 0 if the function returned false */
} cors_note_t;

/* Notes a fault, with its place and that of the other directive (or NULL), at
 * the time now (seconds). tally->self must be set. A fault that is noted
 * already gets the new time; another one replaces the oldest. Of a long text
 * the beginning is kept, of a long file name the end. Never waits: if the notes
 * are busy, does nothing. */
void cors_notes_add(const cors_tally_t *tally, const char *text,
                    const cors_place_t *place, const cors_place_t *other,
                    apr_uint64_t now);

/* Reads the note with this number, below CORS_TALLY_NOTES. Returns false if it
 * is empty, or being written. */
bool cors_notes_read(const cors_tally_t *tally, int number, cors_note_t *note);

#endif
