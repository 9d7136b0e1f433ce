/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds of header names. Fetch 2.2.2, "Headers". All functions compare names
 * without regard to case.
 */
#ifndef CORS_HEADER_NAME_H
#define CORS_HEADER_NAME_H

#include <stdbool.h>

#include <apr.h>

/* Returns the byte in lower case, as browsers send the names of requested
 * headers. Changes ASCII letters only, regardless of the locale. */
static inline char cors_header_name_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Fetch, "forbidden request-header": no script can set it. Considers only the
 * name; the standard also forbids some values of other headers. */
bool cors_header_name_is_forbidden_request(const char *name, apr_size_t length);

/* Fetch, "forbidden response-header name": no script can read it. */
bool cors_header_name_is_forbidden_response(const char *name,
                                            apr_size_t length);

/* Fetch, "CORS-safelisted response-header name": scripts can read it although
 * CorsExposeHeaders does not list it. */
bool cors_header_name_is_safelisted_response(const char *name,
                                             apr_size_t length);

/* Fetch, "CORS non-wildcard request-header name": "*" does not cover it. */
bool cors_header_name_is_non_wildcard(const char *name, apr_size_t length);

#endif
