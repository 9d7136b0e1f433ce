/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeps one line, and no more of it than a row can have: a file may be one line
 * of any length.
 */
#include "lists/cors_list_rows.h"

#include <string.h>

#define BYTES_OF_ROW 256
#define BYTES_OF_FEW_ROWS 67108864 /* read in a moment */

static const char bom[] = "\xEF\xBB\xBF";

apr_uint64_t cors_list_rows_max_bytes(apr_uint32_t max)
{
    apr_uint64_t bytes = (apr_uint64_t)max * BYTES_OF_ROW;

    return bytes > BYTES_OF_FEW_ROWS ? bytes : BYTES_OF_FEW_ROWS;
}

void cors_list_rows_init(cors_list_rows_t *rows, cors_list_rows_take_t *take,
                         void *baton)
{
    rows->take = take;
    rows->baton = baton;
    rows->bytes = 0;
    rows->number = 1;
    rows->stopped = rows->has_bom = false;
    rows->length = 0;
}

/* Adds bytes to the current line. What does not fit is dropped. */
static void add(cors_list_rows_t *rows, const char *bytes, apr_size_t length)
{
    apr_size_t room = sizeof(rows->line) - rows->length;

    length = length < room ? length : room;
    memcpy(rows->line + rows->length, bytes, length);
    rows->length += length;
}

/* Whether the line is neither blank nor a comment. Of a long one, the rest is
 * not known. */
static bool is_row(const char *text, apr_size_t length)
{
    const char *end = text + length;

    while (text < end && (*text == ' ' || *text == '\t')) {
        ++text;
    }
    return text < end ? *text != '#' : length > CORS_LIST_ROW_MAX_LENGTH;
}

static void end_line(cors_list_rows_t *rows)
{
    const char *text = rows->line;
    apr_size_t length = rows->length;

    if (rows->number == 1 && length >= 3 && memcmp(text, bom, 3) == 0) {
        rows->has_bom = true;
        text += 3;
        length -= 3;
    }
    if (length > 0 && text[length - 1] == '\r'
        && rows->length < sizeof(rows->line)) {
        --length;
    }
    if (length > CORS_LIST_ROW_MAX_LENGTH) {
        length = CORS_LIST_ROW_MAX_LENGTH + 1;
    }
    if (is_row(text, length)) {
        rows->stopped = !rows->take(rows->baton, rows->number, text, length);
    }
    ++rows->number;
    rows->length = 0;
}

bool cors_list_rows_feed(cors_list_rows_t *rows, const char *bytes,
                         apr_size_t length)
{
    const char *end = bytes + length;

    rows->bytes += length;
    while (bytes < end && !rows->stopped) {
        const char *feed = memchr(bytes, '\n', (apr_size_t)(end - bytes));
        const char *stop = feed ? feed : end;

        add(rows, bytes, (apr_size_t)(stop - bytes));
        bytes = stop;
        if (feed) {
            end_line(rows);
            ++bytes;
        }
    }
    return !rows->stopped;
}

bool cors_list_rows_end(cors_list_rows_t *rows)
{
    if (!rows->stopped) {
        end_line(rows); /* perhaps an empty line, which is not a row */
    }
    return !rows->stopped;
}
