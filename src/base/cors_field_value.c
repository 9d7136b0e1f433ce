/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cors_field_value.h"

#include <string.h>

void cors_field_value_append(cors_field_value_t *value, const char *element,
                             apr_size_t length, apr_pool_t *pool)
{
    static const char comma[] = ", ";
    apr_size_t start = value->length > 0 ? value->length + strlen(comma) : 0;
    apr_size_t needed = start + length + 1;

    if (!value->text || needed > value->room) {
        char *grown = apr_palloc(pool, 2 * needed);

        if (value->text) {
            memcpy(grown, value->text, value->length);
        }
        value->text = grown;
        value->room = 2 * needed;
    }
    memcpy(value->text + value->length, comma, start - value->length);
    memcpy(value->text + start, element, length);
    value->length = needed - 1;
    value->text[value->length] = '\0';
}

bool cors_field_value_next(const char **cursor, const char **element,
                           apr_size_t *length)
{
    const char *start = *cursor + (**cursor == ',');
    const char *end;

    if (*start == ',' || *start == ' ' || *start == '\t') {
        start += strspn(start, ", \t");
    }
    end = strchr(start, ',');
    if (!end) {
        end = start + strlen(start);
    }
    *cursor = end;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t')) {
        --end;
    }
    *element = start;
    *length = end - start;
    return end > start;
}
