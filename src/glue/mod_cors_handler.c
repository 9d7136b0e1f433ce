/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks who may see the pages of the module's handlers, and sends them.
 */
#include "glue/mod_cors_handler.h"

#include <stddef.h>
#include <string.h>

#include <ap_expr.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>

#include <apr_strings.h>

#include "base/cors_page.h"
#include "glue/mod_cors_private.h"
#include "glue/mod_cors_sections.h"

#define PERMIT "mod_cors:page" /* the key of a permit in a request's pool */

/* A handler of the module, and the directive that switches it on. */
typedef struct {
    const char *name;
    const char *directive;
    size_t offset; /* of a cors_switch_t in the settings */
} page_t;

static const page_t pages[] = {
    {MOD_CORS_HANDLER_EXPLAIN, "CorsExplain",
     offsetof(cors_settings_t, explain)},
    {MOD_CORS_HANDLER_STATUS, "CorsStatus", offsetof(cors_settings_t, status)},
    {NULL, NULL, 0},
};

static const page_t *find_page(const char *name)
{
    const page_t *page = pages;

    while (page->name && (!name || strcmp(page->name, name) != 0)) {
        ++page;
    }
    return page->name ? page : NULL;
}

/* The recursion is as deep as sections are nested. */
static bool is_in_tree(const ap_directive_t *directive, const page_t *page)
{
    for (; directive; directive = directive->next) {
        if (strstr(directive->args, page->name)
            || strcasecmp(directive->directive, page->directive) == 0
            || is_in_tree(directive->first_child, page)) {
            return true;
        }
    }
    return false;
}

bool mod_cors_handler_is_configured(const char *name)
{
    const page_t *page = find_page(name);

    return page && is_in_tree(ap_conftree, page);
}

static bool is_on(const page_t *page, const cors_settings_t *settings)
{
    const char *field = (const char *)settings + page->offset;

    return ((const cors_switch_t *)field)->on;
}

/* Returns the page that SetHandler names in these sections, or NULL. */
static const page_t *page_of(request_rec *r, const ap_conf_vector_t *sections)
{
    const core_dir_config *core = ap_get_core_module_config(sections);
    const char *failure = NULL;

    return core->expr_handler
               ? find_page(ap_expr_str_exec(r, core->expr_handler, &failure))
               : NULL;
}

bool mod_cors_handler_is_open(request_rec *r, const ap_conf_vector_t *sections)
{
    const cors_settings_t *settings = mod_cors_sections_settings(sections);
    const page_t *page = page_of(r, sections);

    return page && settings && is_on(page, settings);
}

/* Records which page a request may have. An internal redirect uses the pool of
 * the first request, so the request is recorded too. */
typedef struct {
    const request_rec *r;
    const page_t *page;
} permit_t;

void mod_cors_handler_permit(request_rec *r)
{
    permit_t *permit = apr_palloc(r->pool, sizeof(*permit));

    permit->r = r;
    permit->page = page_of(r, r->per_dir_config);
    apr_pool_userdata_setn(permit, PERMIT, NULL, r->pool);
}

static bool is_permitted(const request_rec *r, const page_t *page)
{
    void *data = NULL;
    const permit_t *permit;

    apr_pool_userdata_get(&data, PERMIT, r->pool);
    permit = data;
    return permit && permit->r == r && permit->page == page && !r->prev;
}

static bool is_field(const request_rec *r, const char *name, const char *value)
{
    const char *field = apr_table_get(r->headers_in, name);

    return field && strcmp(field, value) == 0;
}

bool mod_cors_handler_is_foreign(const request_rec *r)
{
    if (!apr_table_get(r->headers_in, "Sec-Fetch-Site")
        || is_field(r, "Sec-Fetch-Site", "same-origin")
        || is_field(r, "Sec-Fetch-Site", "none")) {
        return false;
    }
    return !is_field(r, "Sec-Fetch-Mode", "navigate")
           || !is_field(r, "Sec-Fetch-Dest", "document");
}

void mod_cors_handler_set_fields(request_rec *r)
{
    static const char *const fields[][2] = {
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Referrer-Policy", "no-referrer"},
        {"Content-Security-Policy", cors_page_security_policy},
    };
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        apr_table_unset(r->err_headers_out, fields[i][0]);
        apr_table_setn(r->headers_out, fields[i][0], fields[i][1]);
    }
}

/* ---- the host of the request ------------------------------------------- */

static bool is_among(const apr_array_header_t *names, const char *host,
                     bool wild)
{
    int i;

    for (i = 0; names && i < names->nelts; ++i) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (wild ? ap_strcasecmp_match(host, name) == 0
                 : strcasecmp(host, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the host is an IP address, or a name of the visitor's own machine. No
 * stranger's page has such an origin. */
static bool is_local_or_address(const char *host)
{
    size_t length = strlen(host);

    return strcasecmp(host, "localhost") == 0
           || (length > 10 && strcasecmp(host + length - 10, ".localhost") == 0)
           || strchr(host, ':') || !host[strspn(host, "0123456789.")];
}

/* Whether the server has the name by which the request addresses it. Otherwise
 * a stranger's page could let its own name point to this server, and so have
 * the page's origin. */
static bool is_named(const request_rec *r)
{
    const server_rec *s = r->server;
    const server_addr_rec *address;

    if (!r->hostname || is_local_or_address(r->hostname)
        || (s->server_hostname
            && strcasecmp(r->hostname, s->server_hostname) == 0)
        || is_among(s->names, r->hostname, false)
        || is_among(s->wild_names, r->hostname, true)) {
        return true;
    }
    for (address = s->addrs; address; address = address->next) {
        if (strcasecmp(r->hostname, address->virthost) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- the response ------------------------------------------------------ */

/* Whether a .htaccess may have lifted the access control of configuration
 * files. httpd merges an <If> of a .htaccess after a <Location>, and 'Satisfy
 * Any' needs only one of two conditions. */
static bool may_be_opened_by_tenant(request_rec *r)
{
    const struct htaccess_result *file;

    for (file = r->htaccess; file; file = file->next) {
        const core_dir_config *core =
            file->htaccess ? ap_get_core_module_config(file->htaccess) : NULL;

        if (core && core->sec_if && core->sec_if->nelts > 0) {
            return true;
        }
    }
    return r->htaccess && ap_satisfies(r) == SATISFY_ANY;
}

/* Returns why the handler does not answer, as text for a debug line, or
 * NULL. */
static const char *refusal_of(request_rec *r, const page_t *page)
{
    if (!is_permitted(r, page)) {
        return apr_psprintf(r->pool,
                            "write 'SetHandler %s' and '%s On' into one "
                            "section of the URL itself",
                            page->name, page->directive);
    }
    if (may_be_opened_by_tenant(r)) {
        return "a .htaccess with <If> or 'Satisfy Any' applies to the URL, and "
               "may lift its access control";
    }
    return is_named(r) ? NULL : "Host is not a name of this server";
}

int mod_cors_handler_begin(request_rec *r, const char *name)
{
    const page_t *page = find_page(name);
    const char *refusal = page ? refusal_of(r, page) : "";

    if (refusal) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                      "%s does not answer here; %s", name, refusal);
        return HTTP_NOT_FOUND;
    }
    if (r->method_number != M_GET) {
        ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, -1);
        return HTTP_METHOD_NOT_ALLOWED;
    }
    return OK;
}

bool mod_cors_handler_accepts_html(const request_rec *r)
{
    const char *accept = apr_table_get(r->headers_in, "Accept");

    return accept && ap_strcasestr(accept, "text/html");
}

int mod_cors_handler_send(request_rec *r, int status, const char *content_type,
                          const cors_text_t *text)
{
    r->status = status;
    ap_set_content_type(r, content_type);
    ap_set_content_length(r, (apr_off_t)text->length);
    if (!r->header_only) {
        ap_rwrite(text->bytes, (int)text->length, r);
    }
    return OK;
}
