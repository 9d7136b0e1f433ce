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

/* Whether the text is a token of RFC 9110, 5.6.2. */
bool cors_token_is_valid(const char *text, apr_size_t length);

/* The token among a NULL-terminated list that equals this one without regard to
 * case, or NULL. */
const char *cors_token_find(const char *const *tokens, const char *token,
                            apr_size_t length);

/* Fetch, "CORS-safelisted method". Compares byte for byte. */
bool cors_method_is_safelisted(const char *method, apr_size_t length);

/* Fetch, "forbidden method". Compares without regard to case. */
bool cors_method_is_forbidden(const char *method, apr_size_t length);

/* The upper-case form if the text is a method that browsers normalize but not
 * spelled as they send it ("get" for GET), else NULL. Fetch, "normalize". */
const char *cors_method_normalized(const char *method, apr_size_t length);

/* The byte in lower case, as browsers send the names of requested headers: in
 * ASCII, whatever the locale. */
char cors_header_name_lower(char byte);

/* Fetch, "forbidden request-header", judged by its name alone: no script can
 * set it. */
bool cors_header_name_is_forbidden_request(const char *name, apr_size_t length);

/* Fetch, "forbidden response-header name": no script can read it. */
bool cors_header_name_is_forbidden_response(const char *name,
                                            apr_size_t length);

/* Fetch, "CORS-safelisted response-header name": scripts can read it without
 * being allowed to. */
bool cors_header_name_is_safelisted_response(const char *name,
                                             apr_size_t length);

/* Fetch, "CORS non-wildcard request-header name": "*" does not cover it. */
bool cors_header_name_is_non_wildcard(const char *name, apr_size_t length);

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
