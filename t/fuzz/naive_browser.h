/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of the browser's side: written from the Fetch standard, as simply
 * as possible, without code of the core.
 */
#ifndef NAIVE_BROWSER_H
#define NAIVE_BROWSER_H

#include <stdbool.h>

/* What a script requests. Strings are NULL if absent. */
typedef struct {
    const char *method;       /* normalized */
    const char *origin;       /* of the page */
    const char *url_origin;   /* of the URL */
    const char *headers;      /* names, in lower case, separated by commas */
    const char *content_type; /* its value */
    bool credentials;
} naive_script_t;

/* The response fields Access-Control-Allow-Origin and so on. */
typedef struct {
    const char *origin;
    const char *credentials;
    const char *methods;
    const char *headers;
} naive_response_t;

bool naive_needs_preflight(const naive_script_t *script);

/* Whether the actual request follows a preflight with this status. */
bool naive_preflight_succeeds(const naive_script_t *script, int status,
                              const naive_response_t *response);

/* Whether the script can read the response. */
bool naive_shares(const naive_script_t *script,
                  const naive_response_t *response);

#endif
