/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a request, taken from httpd before a tenant's directives could
 * change them. One pass over the fields, which compares two letters of each,
 * is cheaper than looking up the eight fields that are facts.
 */
#ifndef MOD_CORS_FACTS_H
#define MOD_CORS_FACTS_H

#include <string.h>

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>

#include "policy/cors_request.h"

static inline const char *mod_cors_facts_origin(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Origin");
}

/* An error document may change the method to GET, in its request and in the one
 * before it. The request line is never changed. */
static inline bool mod_cors_facts_is_options(const request_rec *r)
{
    return r->method_number == M_OPTIONS
           || (r->the_request && r->the_request[0] == 'O'
               && strncmp(r->the_request, "OPTIONS ", 8) == 0);
}

/* For the first letter of a field's name: the second letter, in lower case,
 * that the names of facts have after it; 0 if there is none. */
extern const unsigned char mod_cors_facts_letters[256];

/* Takes a fact from one field, if the field is one. Ignores the request fields
 * of preflights. */
void mod_cors_facts_take_field(const char *name, const char *value,
                               cors_request_t *request);

/* Whether a name that begins with "ho" is "host". */
static inline bool mod_cors_facts_is_host(const char *name)
{
    return (name[2] | 0x20) == 's' && (name[3] | 0x20) == 't'
           && name[4] == '\0';
}

static inline void mod_cors_facts_take_fields(const apr_table_t *table,
                                              cors_request_t *request)
{
    /* APR's own header casts the same way, in apr_is_empty_table. */
    const apr_array_header_t *fields = (const apr_array_header_t *)table;
    const apr_table_entry_t *entry = (const apr_table_entry_t *)fields->elts;
    const apr_table_entry_t *end = entry + fields->nelts;

    for (; entry < end; ++entry) {
        const char *name = entry->key;
        unsigned char second = mod_cors_facts_letters[(unsigned char)name[0]];

        if (second == 0 || (name[1] | 0x20) != second) {
            continue;
        }
        if ((name[0] | 0x20) != 'h') {
            mod_cors_facts_take_field(name, entry->val, request);
        }
        else if (!request->host && mod_cors_facts_is_host(name)) {
            request->host = entry->val;
        }
    }
}

/* Takes the facts that every decision about a CORS request with this `Origin`
 * needs; *request was all zero. mod_cors_facts_take_fields takes the others,
 * from the fields as they are then. Strings are not copied: those of a request
 * live as long as its pool, also where a field is replaced later. Of two fields
 * of one name the first counts. */
static inline void mod_cors_facts_take(const request_rec *r, const char *origin,
                                       cors_request_t *request)
{
    request->method = r->the_request;
    request->origin = origin;
    if (mod_cors_facts_is_options(r)) {
        request->is_options = true;
        request->request_method =
            apr_table_get(r->headers_in, "Access-Control-Request-Method");
        request->request_headers =
            apr_table_get(r->headers_in, "Access-Control-Request-Headers");
    }
}

/* Whether configuration files deny or enforce anything; set before there are
 * threads, never after. */
extern bool mod_cors_facts_protected;

/* Whether another URL of the chain may ask for facts that the first one does not
 * need, after a tenant could have changed them: where configuration files protect
 * something, or a .htaccess may hold directives. */
static inline bool mod_cors_facts_are_at_risk(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return mod_cors_facts_protected || !core || (core->override & OR_ALL)
           || core->override_list;
}

/* Looks up mod_ssl's function. To be called at start-up, before there are
 * threads. */
void mod_cors_facts_find_tls(void);

/* Whether the connection itself has TLS, whatever ServerName says. */
bool mod_cors_facts_has_tls(const request_rec *r);

#endif
