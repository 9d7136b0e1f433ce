/* SPDX-License-Identifier: Apache-2.0
 *
 * Recognizes the fields of a request that are facts.
 */
#include "request/mod_cors_facts.h"

#include <apr_optional.h>

#include "glue/mod_cors_private.h"

APR_DECLARE_OPTIONAL_FN(int, ssl_is_https, (conn_rec *));

const unsigned char mod_cors_facts_letters[256] = {
    ['A'] = 'u', ['a'] = 'u', /* Authorization */
    ['C'] = 'o', ['c'] = 'o', /* Cookie */
    ['H'] = 'o', ['h'] = 'o', /* Host */
    ['S'] = 'e', ['s'] = 'e', /* Sec-Fetch-Site, Sec-Fetch-Mode */
    ['U'] = 'p', ['u'] = 'p', /* Upgrade */
};

bool mod_cors_facts_protected;

static void set_first(const char **fact, const char *value)
{
    if (!*fact) {
        *fact = value;
    }
}

void mod_cors_facts_take_field(const char *name, const char *value,
                               cors_request_t *request)
{
    if (strcasecmp(name, "Sec-Fetch-Site") == 0) {
        set_first(&request->sec_fetch_site, value);
    }
    else if (strcasecmp(name, "Sec-Fetch-Mode") == 0) {
        set_first(&request->sec_fetch_mode, value);
    }
    else if (strcasecmp(name, "Cookie") == 0) {
        request->has_cookie = true;
    }
    else if (strcasecmp(name, "Authorization") == 0) {
        request->has_authorization = true;
    }
    else if (strcasecmp(name, "Upgrade") == 0) {
        request->is_websocket =
            request->is_websocket || ap_find_token(NULL, value, "websocket");
    }
}

/* The function of mod_ssl, or NULL without mod_ssl. Set before there are
 * threads, never after. */
static APR_OPTIONAL_FN_TYPE(ssl_is_https) * is_https;

void mod_cors_facts_find_tls(void)
{
    is_https = APR_RETRIEVE_OPTIONAL_FN(ssl_is_https);
}

static const mod_cors_facts_made_up_t *made_up_of(const request_rec *r)
{
    return ap_get_module_config(r->connection->conn_config, &cors_module);
}

bool mod_cors_facts_allow_conditions(const request_rec *r)
{
    const mod_cors_facts_made_up_t *made_up = made_up_of(r);

    return !made_up || made_up->allows_conditions(r);
}

bool mod_cors_facts_has_tls(const request_rec *r)
{
    const mod_cors_facts_made_up_t *made_up = made_up_of(r);

    return made_up ? made_up->has_tls : is_https && is_https(r->connection);
}
