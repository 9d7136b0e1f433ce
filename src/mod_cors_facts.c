/* SPDX-License-Identifier: Apache-2.0
 *
 * One pass over the fields, with a glance at the first letters of each, takes
 * less than to look up the eight that matter.
 */
#include "mod_cors_facts.h"

#include <apr_strings.h>

/* An internal redirect may turn the method into GET, here and in the request
 * that it comes from; the request line stays what the browser sent. */
static bool is_options(const request_rec *r)
{
    return r->the_request && r->the_request[0] == 'O'
           && strncmp(r->the_request, "OPTIONS ", 8) == 0;
}

static void keep(const char **fact, const apr_table_entry_t *entry,
                 const char *name)
{
    if (!*fact && strcasecmp(entry->key, name) == 0) {
        *fact = entry->val;
    }
}

static void take_access_control(const apr_table_entry_t *entry,
                                cors_request_t *request)
{
    if (request->is_options && strncasecmp(entry->key, "Access-", 7) == 0) {
        keep(&request->request_method, entry, "Access-Control-Request-Method");
        keep(&request->request_headers, entry,
             "Access-Control-Request-Headers");
    }
}

static void take_field(const apr_table_entry_t *entry, cors_request_t *request)
{
    const char *key = entry->key;

    switch (key[0] | 0x20) {
    case 'a':
        if ((key[1] | 0x20) == 'c') {
            take_access_control(entry, request);
        }
        else if (strcasecmp(key, "Authorization") == 0) {
            request->has_authorization = true;
        }
        break;
    case 'c':
        request->has_cookie =
            request->has_cookie || strcasecmp(key, "Cookie") == 0;
        break;
    case 'h':
        keep(&request->host, entry, "Host");
        break;
    case 's':
        keep(&request->sec_fetch_site, entry, "Sec-Fetch-Site");
        keep(&request->sec_fetch_mode, entry, "Sec-Fetch-Mode");
        break;
    case 'u':
        request->is_websocket =
            request->is_websocket
            || (strcasecmp(key, "Upgrade") == 0
                && ap_find_token(NULL, entry->val, "websocket"));
        break;
    default:
        break;
    }
}

void mod_cors_facts_take(const request_rec *r, const char *origin,
                         cors_request_t *request)
{
    const apr_array_header_t *fields = apr_table_elts(r->headers_in);
    const apr_table_entry_t *entry = (const apr_table_entry_t *)fields->elts;
    const apr_table_entry_t *end = entry + fields->nelts;

    memset(request, 0, sizeof(*request));
    request->method = r->the_request;
    request->origin = origin;
    request->is_options = is_options(r);
    for (; entry < end; ++entry) {
        take_field(entry, request);
    }
}
