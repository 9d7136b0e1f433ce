/* SPDX-License-Identifier: Apache-2.0
 *
 * An origin is hashed and parsed once, no matter how many sets look it up.
 */
#include "origin/cors_origin_lookup.h"

#include <string.h>

#include "base/cors_bytes.h"

void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text)
{
    /* A longer text is not an origin. Clients can send very long ones, so only
     * its beginning is read. */
    const char *end = memchr(text, '\0', CORS_ORIGIN_MAX_LENGTH + 1);

    lookup->text = text;
    lookup->length =
        end ? (apr_size_t)(end - text) : CORS_ORIGIN_MAX_LENGTH + 1;
    lookup->is_null = lookup->length == 4 && memcmp(text, "null", 4) == 0;
    lookup->parsed = lookup->valid = false;
    lookup->asked = 0;
    lookup->hash = lookup->length <= CORS_ORIGIN_MAX_LENGTH
                       ? cors_bytes_hash(text, lookup->length)
                       : 0;
}

const cors_origin_t *cors_origin_lookup_origin(cors_origin_lookup_t *lookup)
{
    if (!lookup->parsed) {
        lookup->parsed = true;
        lookup->valid =
            cors_origin_parse(lookup->text, lookup->length, &lookup->origin)
            == CORS_ORIGIN_OK;
    }
    return lookup->valid ? &lookup->origin : NULL;
}

bool cors_origin_lookup_is_wellformed(cors_origin_lookup_t *lookup)
{
    return lookup->is_null || cors_origin_lookup_origin(lookup) != NULL;
}

bool cors_origin_lookup_is_null_like(const cors_origin_lookup_t *lookup)
{
    return lookup->is_null
           || (lookup->length == 7 && memcmp(lookup->text, "file://", 7) == 0);
}

/* Returns the end of the host, if the text is an origin: the ':' of the port,
 * or the end of the text. */
static const char *host_end(const cors_origin_lookup_t *lookup)
{
    const char *end = lookup->text + lookup->length;
    const char *p = end;

    while (p > lookup->text && p[-1] >= '0' && p[-1] <= '9') {
        --p;
    }
    return p > lookup->text && p[-1] == ':' ? p - 1 : end;
}

bool cors_origin_lookup_without_dot(cors_origin_lookup_t *lookup, char *text,
                                    cors_origin_lookup_t *dotless)
{
    const char *end = host_end(lookup);
    apr_size_t before;

    if (end == lookup->text || end[-1] != '.'
        || !cors_origin_lookup_origin(lookup)
        || !cors_origin_has_final_dot(&lookup->origin)) {
        return false;
    }
    before = (apr_size_t)(end - lookup->text) - 1;
    memcpy(text, lookup->text, before);
    memcpy(text + before, end, lookup->length - before - 1);
    text[lookup->length - 1] = '\0';
    cors_origin_lookup_init(dotless, text);
    return true;
}
