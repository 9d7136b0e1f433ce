/* SPDX-License-Identifier: Apache-2.0
 *
 * Method and header names: tokens, the standard's lists of safelisted and
 * forbidden ones, list-based field values, and name sets.
 * Fetch 2.2.1 "Methods" and 2.2.2 "Headers"; RFC 9110, 5.6.
 *
 * A name set is filled while its section is read and never changed
 * afterwards, so threads and merged settings share it.
 */
#ifndef CORS_NAMES_H
#define CORS_NAMES_H

#include <stdbool.h>

#include <apr_pools.h>

#include "base/cors_place.h"

/* RFC 9110, "token". */
bool cors_is_token(const char *text, apr_size_t length);

/* The byte in lower case, in ASCII, whatever the locale. */
char cors_ascii_lower(char byte);

/* Methods compare byte for byte, header names without regard to case. */
bool cors_method_is_safelisted(const char *method, apr_size_t length);
bool cors_method_is_forbidden(const char *method, apr_size_t length);

/* The upper-case form if the text is a method that browsers normalize but not
 * spelled as they send it ("get" for GET), else NULL. Fetch, "normalize". */
const char *cors_method_normalized(const char *method, apr_size_t length);

/* Fetch, "forbidden request-header", by name alone. */
bool cors_request_header_is_forbidden(const char *name, apr_size_t length);

/* Fetch, "forbidden response-header name": no script ever reads these. */
bool cors_response_header_is_forbidden(const char *name, apr_size_t length);

/* Fetch, "CORS-safelisted response-header name": scripts read these anyway. */
bool cors_response_header_is_safelisted(const char *name, apr_size_t length);

/* One "CORS non-wildcard request-header name": `*` does not cover it. */
bool cors_request_header_is_non_wildcard(const char *name, apr_size_t length);

/* Steps through a list-based field value: sets the next element, without
 * white space around it and never empty, moves *cursor behind it, and returns
 * true; false at the end. */
bool cors_field_value_next(const char **cursor, const char **element,
                           apr_size_t *length);

typedef enum {
    CORS_METHOD_NAMES, /* compared byte for byte */
    CORS_HEADER_NAMES  /* compared without regard to case */
} cors_names_kind_e;

typedef struct cors_names_t cors_names_t;

/* An empty set, allocated like all that is added to it from pool. */
cors_names_t *cors_names_create(cors_names_kind_e kind, apr_pool_t *pool);

/* Adds a name, kept, not copied, or "*"; one already there is ignored. */
void cors_names_add(cors_names_t *names, const char *name,
                    const cors_place_t *place);

/* The place of the first addition, NULL before it. */
const cors_place_t *cors_names_place(const cors_names_t *names);

/* The place where "*" was added, NULL if it was not. */
const cors_place_t *cors_names_any(const cors_names_t *names);

/* Whether the name itself was added; "*" covers nothing here. */
bool cors_names_contains(const cors_names_t *names, const char *name,
                         apr_size_t length);

/* The field value: all names in the order of adding, joined by ", ". Lives as
 * long as the set; complete since the last cors_names_add. */
const char *cors_names_value(const cors_names_t *names);

#endif
