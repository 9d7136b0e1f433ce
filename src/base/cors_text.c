/* SPDX-License-Identifier: Apache-2.0
 *
 * Grows a text by doubling its buffer.
 */
#include "base/cors_text.h"

#include <string.h>

#include <apr_strings.h>

#define FIRST_ROOM 256

void cors_text_init(cors_text_t *text, apr_pool_t *pool)
{
    text->pool = pool;
    text->length = 0;
    text->room = FIRST_ROOM;
    text->bytes = apr_palloc(pool, FIRST_ROOM);
    text->bytes[0] = '\0';
}

void cors_text_add_bytes(cors_text_t *text, const char *bytes,
                         apr_size_t length)
{
    apr_size_t needed = text->length + length + 1;

    if (needed > text->room) {
        char *larger = apr_palloc(text->pool, 2 * needed);

        memcpy(larger, text->bytes, text->length);
        text->bytes = larger;
        text->room = 2 * needed;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void cors_text_add(cors_text_t *text, const char *string)
{
    cors_text_add_bytes(text, string, strlen(string));
}

void cors_text_add_format(cors_text_t *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    cors_text_add(text, apr_pvsprintf(text->pool, format, arguments));
    va_end(arguments);
}
