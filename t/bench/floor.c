/* SPDX-License-Identifier: Apache-2.0
 *
 * A module for make bench that decides nothing, but calls httpd as often as
 * mod_cors must, for the reference policy and the requests that are measured.
 * The difference between the two modules is the cost of mod_cors itself. Do not
 * use this module elsewhere: it allows nearly all origins.
 */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include <apr_strings.h>

static ap_filter_rec_t *filter;
module AP_MODULE_DECLARE_DATA cors_floor_module;

/* The allowed origins of the benchmark are https://oNNNNNN.sites.example.com,
 * with a digit below 9 at the first N. The refused one has a 9 there. */
static int is_allowed(const char *origin)
{
    return origin[9] != '9';
}

/* header_parser has stored it. */
static const char *origin_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cors_floor_module);
}

/* mod_cors reads these fields to recognize requests from the server's own
 * pages. */
static void read_site(const request_rec *r)
{
    (void)apr_table_get(r->headers_in, "Sec-Fetch-Site");
    (void)apr_table_get(r->headers_in, "Host");
}

static void trace(request_rec *r, const char *decision)
{
    apr_table_setn(r->subprocess_env, "CORS_DECISION", decision);
}

static void write_origin(apr_table_t *headers, const char *origin)
{
    apr_table_addn(headers, "Access-Control-Allow-Origin", origin);
    apr_table_addn(headers, "Access-Control-Allow-Credentials", "true");
}

static void write_preflight(apr_table_t *headers, const char *origin)
{
    if (is_allowed(origin)) {
        write_origin(headers, origin);
        apr_table_addn(headers, "Access-Control-Allow-Methods", "PUT, DELETE");
        apr_table_addn(headers, "Access-Control-Allow-Headers",
                       "content-type, x-requested-with");
        apr_table_addn(headers, "Access-Control-Max-Age", "600");
    }
    apr_table_mergen(headers, "Vary", "Origin, Access-Control-Request-Method");
}

static apr_status_t write_fields(ap_filter_t *f, apr_bucket_brigade *bb)
{
    const char *origin = f->ctx;

    if (origin && is_allowed(origin)) {
        write_origin(f->r->headers_out, origin);
    }
    apr_table_mergen(f->r->headers_out, "Vary", "Origin");
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

static int answer_preflight(request_rec *r)
{
    const char *origin = apr_table_get(r->headers_in, "Origin");

    ap_set_module_config(r->request_config, &cors_floor_module, (void *)origin);
    if (!origin || r->method_number != M_OPTIONS
        || !apr_table_get(r->headers_in, "Access-Control-Request-Method")) {
        ap_add_output_filter_handle(filter, (void *)origin, r, r->connection);
        return DECLINED;
    }
    (void)apr_table_get(r->headers_in, "Access-Control-Request-Headers");
    trace(r, is_allowed(origin) ? "preflight-allowed"
                                : "preflight-refused:origin-not-listed");
    r->status = is_allowed(origin) ? HTTP_NO_CONTENT : HTTP_FORBIDDEN;
    ap_run_insert_error_filter(r);
    write_preflight(r->headers_out, origin);
    return DONE;
}

static int trace_actual(request_rec *r)
{
    const char *origin = origin_of(r);

    if (origin) {
        if (!is_allowed(origin)) {
            read_site(r);
        }
        trace(r, is_allowed(origin) ? "actual-allowed"
                                    : "actual-refused:origin-not-listed");
    }
    return DECLINED;
}

static void nothing(request_rec *r)
{
    (void)r;
}

static int nothing_to_handle(request_rec *r)
{
    (void)r;
    return DECLINED;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    filter = ap_register_output_filter("CORS_FLOOR", write_fields, NULL,
                                       (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
    ap_hook_header_parser(answer_preflight, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_fixups(trace_actual, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_filter(nothing, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_handler(nothing_to_handle, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    ap_hook_insert_error_filter(nothing, NULL, NULL, APR_HOOK_REALLY_LAST);
}

AP_DECLARE_MODULE(cors_floor) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
    AP_MODULE_FLAG_NONE,
};
