/* SPDX-License-Identifier: Apache-2.0
 *
 * Fills the structures of httpd that mapping, the sections and the decision of
 * a request read. httpd's own functions would read a connection, or run hooks
 * that expect one.
 */
#include "explain/mod_cors_explain_request.h"

#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <http_vhost.h>

#include <apr_strings.h>

#include "explain/cors_browser.h"
#include "explain/mod_cors_explain_conditions.h"
#include "glue/mod_cors_private.h"
#include "request/mod_cors_facts.h"

/* No level is below the one of an emergency but this. */
static const struct ap_logconf silent = {NULL, APLOG_EMERG - 1};

/* What the module keeps in a made-up connection. */
typedef struct {
    mod_cors_facts_made_up_t facts; /* first member */
    const server_rec *server;
    apr_array_header_t *doubts;
} made_up_t;

static made_up_t *made_up_of(const conn_rec *c)
{
    return ap_get_module_config(c->conn_config, &cors_module);
}

static bool allows_conditions(const request_rec *r)
{
    return mod_cors_explain_conditions_allow(r,
                                             made_up_of(r->connection)->doubts);
}

/* Empty names of the client mean that a look-up has failed, so that no
 * directive starts one. */
static conn_rec *create_connection(const mod_cors_explain_asked_t *asked,
                                   const cors_question_t *question,
                                   apr_array_header_t *doubts, apr_pool_t *pool)
{
    made_up_t *made_up = apr_pcalloc(pool, sizeof(*made_up));
    conn_rec *c = apr_pcalloc(pool, sizeof(*c));

    c->pool = pool;
    c->base_server = asked->main_server;
    c->conn_config = ap_create_conn_config(pool);
    c->notes = apr_table_make(pool, 1);
    c->bucket_alloc = apr_bucket_alloc_create(pool);
    c->log = &silent;
    c->remote_host = c->remote_logname = c->local_host = apr_pstrdup(pool, "");
    c->double_reverse = -1;
    c->keepalive = AP_CONN_CLOSE;
    mod_cors_explain_address_set(c, asked, question, doubts);
    made_up->doubts = doubts;
    made_up->facts.allows_conditions = allows_conditions;
    made_up->facts.has_tls = strcmp(question->scheme, "https") == 0;
    ap_set_module_config(c->conn_config, &cors_module, made_up);
    return c;
}

static void set_field(apr_table_t *fields, const char *name, const char *value)
{
    if (value) {
        apr_table_setn(fields, name, value);
    }
}

static void set_fields(request_rec *r, const cors_question_t *question,
                       const cors_request_t *facts)
{
    set_field(r->headers_in, "Host", facts->host);
    set_field(r->headers_in, "Origin", facts->origin);
    set_field(r->headers_in, "Sec-Fetch-Site", facts->sec_fetch_site);
    set_field(r->headers_in, "Sec-Fetch-Mode", facts->sec_fetch_mode);
    set_field(r->headers_in, "Access-Control-Request-Method",
              facts->request_method);
    set_field(r->headers_in, "Access-Control-Request-Headers",
              facts->request_headers);
    if (facts->has_cookie) {
        set_field(r->headers_in, "Cookie", "made-up=1");
    }
    if (facts->has_authorization) {
        set_field(r->headers_in, "Authorization", "made-up");
    }
    if (!facts->is_options) {
        set_field(r->headers_in, "Content-Type", question->content_type);
    }
}

static void set_tables(request_rec *r)
{
    r->headers_in = apr_table_make(r->pool, 8);
    r->headers_out = apr_table_make(r->pool, 4);
    r->err_headers_out = apr_table_make(r->pool, 4);
    r->trailers_in = apr_table_make(r->pool, 1);
    r->trailers_out = apr_table_make(r->pool, 1);
    r->subprocess_env = apr_table_make(r->pool, 4);
    r->notes = apr_table_make(r->pool, 4);
    r->allowed_methods = ap_make_method_list(r->pool, 2);
}

static void set_line(request_rec *r, const char *method, const char *path)
{
    r->method = apr_pstrdup(r->pool, method);
    r->method_number = ap_method_number_of(r->method);
    r->header_only = strcmp(method, "HEAD") == 0;
    r->the_request = apr_pstrcat(r->pool, method, " ", path, " HTTP/1.1", NULL);
    r->protocol = apr_pstrdup(r->pool, "HTTP/1.1");
    r->proto_num = HTTP_VERSION(1, 1);
    ap_parse_uri(r, path);
}

/* The order is that of httpd: the server of the address, the hooks of
 * create_request, the server of the name. */
static void choose_server(request_rec *r)
{
    made_up_t *made_up = made_up_of(r->connection);

    ap_run_create_request(r);
    ap_update_vhost_from_headers(r);
    made_up->server = r->server;
    r->per_dir_config = r->server->lookup_defaults;
    r->log = &silent;
}

request_rec *mod_cors_explain_request_create(
    const mod_cors_explain_asked_t *asked, const cors_question_t *question,
    bool is_preflight, apr_array_header_t *doubts, apr_pool_t *pool)
{
    conn_rec *c = create_connection(asked, question, doubts, pool);
    cors_request_t facts = cors_browser_request(question, is_preflight, pool);
    request_rec *r = apr_pcalloc(pool, sizeof(*r));

    r->pool = pool;
    r->connection = c;
    r->server = c->base_server;
    r->log = &silent;
    r->status = HTTP_OK;
    r->request_time = apr_time_now();
    r->read_body = REQUEST_NO_BODY;
    r->used_path_info = AP_REQ_DEFAULT_PATH_INFO;
    r->useragent_addr = c->client_addr;
    r->useragent_ip = c->client_ip;
    r->per_dir_config = r->server->lookup_defaults;
    r->request_config = ap_create_request_config(pool);
    set_tables(r);
    set_line(r, is_preflight ? "OPTIONS" : question->method, question->path);
    set_fields(r, question, &facts);
    choose_server(r);
    return r;
}

void mod_cors_explain_request_silence(request_rec *r)
{
    server_rec *quiet = apr_pmemdup(r->pool, r->server, sizeof(*quiet));

    quiet->log = silent;
    r->server = quiet;
}

int mod_cors_explain_request_has_tls(conn_rec *c)
{
    const made_up_t *made_up = made_up_of(c);

    return made_up && made_up->facts.has_tls ? OK : DECLINED;
}

const server_rec *mod_cors_explain_request_server(const request_rec *r)
{
    return made_up_of(r->connection)->server;
}
