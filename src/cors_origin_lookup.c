/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashing and parsing an origin once, whoever asks about it how often.
 */
#include "cors_origin_lookup.h"

#include <string.h>

#include "cors_bytes.h"

void cors_origin_lookup_init(cors_origin_lookup_t *lookup, const char *text)
{
    /* Hostile ones are long, and no byte of those matters. */
    const char *end = memchr(text, '\0', CORS_ORIGIN_MAX_LENGTH + 1);

    lookup->text = text;
    lookup->length =
        end ? (apr_size_t)(end - text) : CORS_ORIGIN_MAX_LENGTH + 1;
    lookup->is_null = lookup->length == 4 && memcmp(text, "null", 4) == 0;
    lookup->parsed = lookup->valid = false;
    lookup->hash = lookup->length <= CORS_ORIGIN_MAX_LENGTH
                       ? cors_hash_bytes(text, lookup->length)
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
