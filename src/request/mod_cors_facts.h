/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a request, taken from httpd before a tenant's directives can
 * change them. Six fields are found in one pass over all fields, which compares
 * two letters of each: looking up each of the six would cost more.
 */
#ifndef MOD_CORS_FACTS_H
#define MOD_CORS_FACTS_H

#include <string.h>

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>

#include "policy/cors_request.h"

/* Returns the value of `Origin`, or NULL. */
static inline const char *mod_cors_facts_origin(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Origin");
}

/* Returns whether the browser sent OPTIONS. For an error document httpd may
 * change the method to GET, in its request and in the one before it, but never
 * the request line. */
static inline bool mod_cors_facts_is_options(const request_rec *r)
{
    return r->method_number == M_OPTIONS
           || (r->the_request && r->the_request[0] == 'O'
               && strncmp(r->the_request, "OPTIONS ", 8) == 0);
}

/* Indexed by the first letter of a field's name: the second letter, in lower
 * case, of the facts' names that begin with it; 0 if there are none. */
extern const unsigned char mod_cors_facts_letters[256];

/* Stores the value of a field in request if the field is a fact. Ignores the
 * fields of preflights. value is not copied. */
void mod_cors_facts_take_field(const char *name, const char *value,
                               cors_request_t *request);

/* Returns whether a name that begins with "ho" is "host". */
static inline bool mod_cors_facts_is_host(const char *name)
{
    return (name[2] | 0x20) == 's' && (name[3] | 0x20) == 't'
           && name[4] == '\0';
}

/* Stores the facts in the fields of a request, except those of preflights and
 * `Origin`. Strings are not copied. */
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

/* Stores the facts that every decision about a CORS request with this `Origin`
 * needs; *request must be all zero. mod_cors_facts_take_fields stores the other
 * facts, as the fields are when it is called. Strings are not copied: those of
 * a request live as long as its pool, also if a field is replaced later. If two
 * fields have the same name, the first counts. */
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

/* Whether any section of the configuration files has deny rules or enforcement.
 * Set at start-up, before there are threads; never after. */
extern bool mod_cors_facts_protected;

/* Returns whether another URL of the chain may need facts that the first one
 * does not, after a tenant could have changed them: configuration files protect
 * something, or a .htaccess may have directives. */
static inline bool mod_cors_facts_are_at_risk(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return mod_cors_facts_protected || !core || (core->override & OR_ALL)
           || core->override_list;
}

/* Looks up mod_ssl's function. Call it at start-up, before there are
 * threads. */
void mod_cors_facts_find_tls(void);

/* What the module's configuration of a connection begins with if the connection
 * is made up, to explain a decision. Other connections have none. */
typedef struct {
    bool has_tls;
    /* Whether the conditions of <If> may be evaluated for this request. */
    bool (*allows_conditions)(const request_rec *r);
} mod_cors_facts_made_up_t;

/* Returns whether the conditions of <If> in scope may be evaluated. Always true
 * for a request that a client has sent. */
bool mod_cors_facts_allow_conditions(const request_rec *r);

/* Returns whether the connection itself has TLS, regardless of ServerName. */
bool mod_cors_facts_has_tls(const request_rec *r);

#endif
