/* SPDX-License-Identifier: Apache-2.0
 *
 * One input of the targets "decision" and "section": sections of directives,
 * each inside the one before, and requests for their URL, as text:
 *
 *     CorsAllowOrigin https://a.example http://localhost:*
 *     | .htaccess
 *     CorsAllowOrigin +https://c.example
 *     || .htaccess
 *     CorsDenyOrigin https://d.example
 *     = OPTIONS
 *     Origin: https://c.example
 *     Access-Control-Request-Method: PUT
 *
 * A container begins with a line "<CorsOrigin https://a https://b>". It ends
 * with a line "</CorsOrigin>", or with its section. Likewise
 * "<CorsOriginMatch".
 *
 * '@' begins an origin list, with its name and its rows. A list without rows
 * has no version. The row "#" is left out, so that a version can be empty:
 *
 *     @ partners https://a.example https://b.example:* http://c.example
 *     @ down
 *     @ empty #
 *
 * '|' starts a section. The first "||" starts the sections of another URL, to
 * which the requests are redirected internally. '=' starts a request with its
 * method (default GET). Words after the method: "if" for an <If> with a policy
 * in scope, "if-setting" for an <If> with other settings, "tls" for a
 * connection with TLS. The fields may include "ServerName", with a scheme.
 */
#ifndef CASE_H
#define CASE_H

#include <stdbool.h>

#include <apr_pools.h>

#define CASE_SECTIONS_MAX 4
#define CASE_VALUES_MAX 64 /* in one section */
/* What the oracle may add for the origin of a request. */
#define CASE_SECTIONS_ADDED 1
#define CASE_VALUES_ADDED 4
#define CASE_REQUESTS_MAX 6
#define CASE_LISTS_MAX 3
#define CASE_ROWS_MAX 16 /* of one list */

typedef struct {
    const char *name;
    const char *rows[CASE_ROWS_MAX];
    int count;
    bool available;     /* it has a version */
    const void *target; /* what the target makes of it; not for the oracle */
} case_list_t;

typedef struct {
    const char *directive;
    const char *value;       /* one value of a list */
    const case_list_t *list; /* that "list:name" asks, or NULL */
    int line;
    int container; /* its number in the section, from 1; 0: in none */
    bool heads;    /* a pattern of the container, with CorsAllowOrigin or
                      CorsAllowOriginMatch as its directive */
} case_value_t;

typedef struct {
    const char *text; /* of the whole section, unchanged */
    int line;         /* the first one */
    bool in_htaccess;
    case_value_t values[CASE_VALUES_MAX + CASE_VALUES_ADDED];
    int count;
    int containers; /* how many there are */
    int open;       /* while the text is parsed: the container, or 0 */
} case_section_t;

typedef struct {
    const char *method;
    bool conditional;
    bool conditional_policy;
    bool has_tls;
    bool has_cookie;
    bool has_authorization;
    bool is_websocket;
    const char *origin; /* NULL: none, also in the next members */
    const char *requested_method;
    const char *requested_headers;
    const char *sec_fetch_site;
    const char *sec_fetch_mode;
    const char *host;
    const char *server_name;
} case_request_t;

typedef struct case_t case_t;
struct case_t {
    case_section_t sections[CASE_SECTIONS_MAX + CASE_SECTIONS_ADDED];
    int section_count;
    case_t *other; /* sections of another URL, without requests, or NULL */
    case_request_t requests[CASE_REQUESTS_MAX];
    int request_count;
    case_list_t lists[CASE_LISTS_MAX]; /* of both URLs */
    int list_count;
};

/* Parses the text; ignores what exceeds the limits above. */
case_t *case_parse(const char *text, apr_pool_t *pool);

#endif
