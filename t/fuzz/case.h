/* SPDX-License-Identifier: Apache-2.0
 *
 * One input of the targets "decision" and "section": sections of directives,
 * each inside the one before, and requests that come to them, as text:
 *
 *     CorsAllowOrigin https://a.example http://localhost:*
 *     | .htaccess
 *     CorsAllowOrigin +https://c.example
 *     = OPTIONS
 *     Origin: https://c.example
 *     Access-Control-Request-Method: PUT
 *
 * '|' begins a section, '=' a request; "if" behind it: an <If> is in scope.
 */
#ifndef CASE_H
#define CASE_H

#include <stdbool.h>

#include <apr_pools.h>

#define CASE_SECTIONS_MAX 4
#define CASE_VALUES_MAX 64 /* in one section */
#define CASE_REQUESTS_MAX 6

typedef struct {
    const char *directive;
    const char *value; /* one value of a list */
    int line;
} case_value_t;

typedef struct {
    const char *text; /* of the whole section, as it stands */
    int line;         /* its first */
    bool in_htaccess;
    case_value_t values[CASE_VALUES_MAX];
    int count;
} case_section_t;

typedef struct {
    bool is_options;
    bool conditional;
    const char *origin; /* NULL: none, as are the next two */
    const char *method;
    const char *headers;
} case_request_t;

typedef struct {
    case_section_t sections[CASE_SECTIONS_MAX];
    int section_count;
    case_request_t requests[CASE_REQUESTS_MAX];
    int request_count;
} case_t;

/* Takes the text apart; what is beyond the limits above is left out. */
case_t *case_parse(const char *text, apr_pool_t *pool);

#endif
