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

#include "base/cors_page.h"
#include "glue/mod_cors_private.h"
#include "glue/mod_cors_sections.h"

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
    return is_in_tree(ap_conftree, find_page(name));
}

static bool is_on(const page_t *page, const cors_settings_t *settings)
{
    const char *field = (const char *)settings + page->offset;

    return ((const cors_switch_t *)field)->on;
}

/* Returns the page that SetHandler names for the request, or NULL. */
static const page_t *page_of(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const char *failure = NULL;

    return core->expr_handler
               ? find_page(ap_expr_str_exec(r, core->expr_handler, &failure))
               : NULL;
}

bool mod_cors_handler_is_open(request_rec *r, const cors_settings_t *settings)
{
    const page_t *page = page_of(r);

    return page && is_on(page, settings);
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

static void set_fields(request_rec *r)
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
        apr_table_setn(r->headers_out, fields[i][0], fields[i][1]);
    }
}

static bool is_switched_on(request_rec *r, const page_t *page)
{
    const cors_settings_t *settings =
        mod_cors_sections_settings(r->per_dir_config);

    return settings && is_on(page, settings) && page_of(r) == page;
}

int mod_cors_handler_begin(request_rec *r, const char *name)
{
    const page_t *page = find_page(name);

    if (!is_switched_on(r, page)) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                      "%s does not answer here; write 'SetHandler %s' and "
                      "'%s On' into one section",
                      name, name, page->directive);
        return HTTP_NOT_FOUND;
    }
    /* The response would have the policy of the URL that was redirected, or of
     * the page that includes this one. */
    if (r->prev || r->main) {
        return HTTP_NOT_FOUND;
    }
    if (r->method_number != M_GET) {
        ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, -1);
        return HTTP_METHOD_NOT_ALLOWED;
    }
    if (mod_cors_handler_is_foreign(r)) {
        return HTTP_FORBIDDEN;
    }
    set_fields(r);
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
