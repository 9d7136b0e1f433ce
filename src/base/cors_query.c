/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the parameters of a query.
 */
#include "base/cors_query.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, apr_tolower(c)) : NULL;

    return found ? (int)(found - digits) : -1;
}

const char *cors_query_decode(const char *bytes, apr_size_t length, bool plus,
                              apr_pool_t *pool)
{
    char *decoded = apr_palloc(pool, length + 1);
    char *out = decoded;
    const char *end = bytes + length;

    for (; bytes < end; ++bytes) {
        char c = *bytes;

        if (c == '%' && end - bytes > 2 && hex_digit(bytes[1]) >= 0
            && hex_digit(bytes[2]) >= 0) {
            c = (char)(hex_digit(bytes[1]) * 16 + hex_digit(bytes[2]));
            bytes += 2;
        }
        else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == '\0') {
            return NULL;
        }
        *out++ = c;
    }
    *out = '\0';
    return decoded;
}

/* Returns the first parameter of this name, and sets *length to that of the
 * whole parameter; NULL if there is none. */
static const char *find(const char *query, const char *name, apr_size_t *length)
{
    apr_size_t wanted = strlen(name);

    while (query) {
        *length = strcspn(query, "&");
        if (strcspn(query, "=&") == wanted
            && strncmp(query, name, wanted) == 0) {
            return query;
        }
        query = query[*length] ? query + *length + 1 : NULL;
    }
    return NULL;
}

bool cors_query_has(const char *query, const char *name)
{
    apr_size_t length;

    return find(query, name, &length) != NULL;
}

const char *cors_query_value(const char *query, const char *name,
                             apr_pool_t *pool)
{
    apr_size_t begin = strlen(name) + 1; /* after the '=' */
    apr_size_t length;
    const char *parameter = find(query, name, &length);

    if (!parameter) {
        return NULL;
    }
    return length < begin ? ""
                          : cors_query_decode(parameter + begin, length - begin,
                                              true, pool);
}
