/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a decision into the response's header tables, once, when the first
 * brigade passes the output filter. By then applications, proxies and other
 * modules have written their fields, into either table.
 */
#include "request/mod_cors_response.h"

#include <http_protocol.h>
#include <util_filter.h>

#include "policy/cors_fields.h"
#include "glue/mod_cors_handler.h"
#include "request/mod_cors_cache.h"
#include "request/mod_cors_count.h"
#include "request/mod_cors_log.h"
#include "request/mod_cors_preserve.h"
#include "request/mod_cors_report.h"

mod_cors_response_filters_t mod_cors_response_filters;

/* Whether the name begins like CORS_OWNED_PREFIX. Not true for Accept-Ranges,
 * which most responses have. */
static bool may_be_owned(const char *name)
{
    return (name[0] | 0x20) == 'a' && (name[1] | 0x20) == 'c'
           && (name[2] | 0x20) == 'c' && (name[3] | 0x20) == 'e'
           && (name[4] | 0x20) == 's';
}

/* A quick check. It spares nearly all responses the search for each owned
 * field. */
static inline bool may_have_owned_fields(const apr_table_t *table)
{
    const apr_array_header_t *entries = (const apr_array_header_t *)table;
    const apr_table_entry_t *entry = (const apr_table_entry_t *)entries->elts;
    int left;

    for (left = entries->nelts; left > 0; --left, ++entry) {
        if (may_be_owned(entry->key)) {
            return true;
        }
    }
    return false;
}

static void remove_owned_fields(const request_rec *r)
{
    const char *const *field;

    for (field = cors_owned_fields; *field; ++field) {
        apr_table_unset(r->headers_out, *field);
        apr_table_unset(r->err_headers_out, *field);
    }
}

static void remove_timing(const request_rec *r)
{
    apr_table_unset(r->headers_out, CORS_TIMING_ALLOW_ORIGIN);
    apr_table_unset(r->err_headers_out, CORS_TIMING_ALLOW_ORIGIN);
}

/* Removes the fields of a redirect, or an error, that became the answer to a
 * preflight. */
static void remove_redirect(request_rec *r)
{
    static const char *const fields[] = {"Location", "Allow", "Content-Type",
                                         "WWW-Authenticate"};
    size_t i;

    for (i = 0; i < sizeof(fields) / sizeof(fields[0]); ++i) {
        apr_table_unset(r->headers_out, fields[i]);
        apr_table_unset(r->err_headers_out, fields[i]);
    }
    r->content_type = NULL;
}

static void add_vary(request_rec *r, cors_vary_e vary)
{
    /* When httpd writes the response header, it removes repeated members of
     * Vary. If force-no-vary is set, which a tenant can do, it removes the
     * whole field. */
    if (vary != CORS_VARY_NONE) {
        apr_table_mergen(r->headers_out, "Vary", cors_vary_values[vary]);
        apr_table_unset(r->subprocess_env, "force-no-vary");
    }
}

static void add_fields(request_rec *r, const mod_cors_context_t *context)
{
    cors_field_t fields[CORS_FIELDS_MAX];
    int count = cors_fields_of_decision(&context->decision, context->settings,
                                        &context->request, fields, r->pool);
    int i;

    /* They were removed, so it is not necessary to look for them. */
    for (i = 0; i < count; ++i) {
        apr_table_addn(r->headers_out, fields[i].name, fields[i].value);
    }
}

static bool is_preserved(const request_rec *r, cors_owned_e owned)
{
    return (owned == CORS_OWNED_PRESERVE
            || owned == CORS_OWNED_COMPARE_UNLESS_PRESERVED)
           && mod_cors_preserve_has_one_origin(r);
}

static void replace_fields(request_rec *r, const mod_cors_context_t *context)
{
    if (may_have_owned_fields(r->headers_out)
        || may_have_owned_fields(r->err_headers_out)) {
        remove_owned_fields(r);
    }
    if (context->decision.allow_origin) {
        add_fields(r, context);
    }
}

/* CorsPreserveExisting does not apply to Timing-Allow-Origin: under
 * CorsTimingAllowOrigin On, the value of an application is never preserved. */
static void replace_timing(request_rec *r, const mod_cors_context_t *context)
{
    const char *value = cors_fields_timing_value(&context->decision,
                                                 context->settings, r->pool);

    remove_timing(r);
    if (value) {
        apr_table_setn(r->headers_out, CORS_TIMING_ALLOW_ORIGIN, value);
    }
}

static void write_fields(request_rec *r, const mod_cors_context_t *context)
{
    cors_owned_e owned = context->decision.owned;

    switch (owned) {
    case CORS_OWNED_LEAVE:
        break;
    case CORS_OWNED_REPLACE:
    case CORS_OWNED_PRESERVE:
        if (!is_preserved(r, owned)) {
            replace_fields(r, context);
        }
        if (context->settings->timing.on) {
            replace_timing(r, context);
        }
        break;
    case CORS_OWNED_CLOSE:
        remove_owned_fields(r);
        remove_timing(r);
        mod_cors_handler_set_fields(r);
        break;
    case CORS_OWNED_COMPARE:
    case CORS_OWNED_COMPARE_UNLESS_PRESERVED:
        mod_cors_report_differences(r, context, is_preserved(r, owned));
        break;
    case CORS_OWNED_COMPARE_AND_REMOVE:
        mod_cors_report_differences(r, context, false);
        remove_owned_fields(r);
        if (context->settings->timing.on) {
            remove_timing(r);
        }
        break;
    }
    if (context->rescued) {
        remove_redirect(r);
    }
}

/* A filter without context was added by a directive (SetOutputFilter CORS_OUT),
 * not by this file. It has nothing to do. */
static apr_status_t remove_and_pass(ap_filter_t *f, apr_bucket_brigade *bb)
{
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

apr_status_t mod_cors_response_write_vary(ap_filter_t *f,
                                          apr_bucket_brigade *bb)
{
    const mod_cors_context_t *context = f->ctx;

    if (context) {
        add_vary(f->r, context->decision.vary);
    }
    return remove_and_pass(f, bb);
}

apr_status_t mod_cors_response_write(ap_filter_t *f, apr_bucket_brigade *bb)
{
    mod_cors_context_t *context = f->ctx;

    if (context) {
        if (context->decision.kind != CORS_NOT_CORS) {
            mod_cors_log_decision(f->r, context); /* unless a hook did so */
            mod_cors_count_decision(f->r, context);
        }
        write_fields(f->r, context);
        add_vary(f->r, context->decision.vary);
    }
    return remove_and_pass(f, bb);
}

static bool has_vary(const request_rec *r)
{
    return apr_table_get(r->headers_out, "Vary")
           || apr_table_get(r->err_headers_out, "Vary");
}

/* mod_cache replaces the fields of a stored copy by those of the 304 that
 * confirms it. If the 304 has no Vary, adding one with Origin alone would
 * remove Accept-Encoding from that of the copy, which already has Origin. So
 * Vary is added after mod_cache. */
static bool delays_vary(const request_rec *r)
{
    return r->status == HTTP_NOT_MODIFIED && !has_vary(r);
}

apr_status_t mod_cors_response_write_stored(ap_filter_t *f,
                                            apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    mod_cors_context_t *context = f->ctx;

    if (!context || !delays_vary(r)) {
        return mod_cors_response_write(f, bb);
    }
    write_fields(r, context);
    if (context->decision.kind != CORS_NOT_CORS) {
        mod_cors_count_decision(r, context);
    }
    ap_add_output_filter_handle(mod_cors_response_filters.vary, context, r,
                                r->connection);
    return remove_and_pass(f, bb);
}

apr_status_t mod_cors_response_write_stored_vary(ap_filter_t *f,
                                                 apr_bucket_brigade *bb)
{
    return f->ctx && delays_vary(f->r) ? remove_and_pass(f, bb)
                                       : mod_cors_response_write_vary(f, bb);
}

apr_status_t mod_cors_response_drop_body(ap_filter_t *f, apr_bucket_brigade *bb)
{
    apr_bucket *bucket = APR_BRIGADE_FIRST(bb);

    if (!f->ctx) {
        return remove_and_pass(f, bb);
    }
    while (bucket != APR_BRIGADE_SENTINEL(bb)) {
        apr_bucket *next = APR_BUCKET_NEXT(bucket);

        if (!APR_BUCKET_IS_METADATA(bucket)) {
            apr_bucket_delete(bucket);
        }
        bucket = next;
    }
    return ap_pass_brigade(f->next, bb);
}

/* Returns a filter of this file, which always has a context, or NULL. */
static ap_filter_t *find_filter(const request_rec *r,
                                const ap_filter_rec_t *wanted)
{
    ap_filter_t *f = r->output_filters;

    while (f && (f->frec != wanted || !f->ctx)) {
        f = f->next;
    }
    return f;
}

/* Whether the response stays unchanged, and nothing about it is logged or
 * counted. */
static bool has_no_effect(const request_rec *r, const cors_decision_t *decision)
{
    if (decision->vary != CORS_VARY_NONE || cors_decision_is_made(decision)) {
        return false;
    }
    switch (decision->owned) {
    case CORS_OWNED_LEAVE:
        return true;
    case CORS_OWNED_REPLACE:
    case CORS_OWNED_PRESERVE:
    case CORS_OWNED_CLOSE:
    case CORS_OWNED_COMPARE_AND_REMOVE:
        return false;
    case CORS_OWNED_COMPARE:
    case CORS_OWNED_COMPARE_UNLESS_PRESERVED:
        break;
    }
    return !decision->allow_origin && !APLOG_R_IS_LEVEL(r, APLOG_DEBUG);
}

/* Adds the filter before the one by which mod_cache stores, if it is needed.
 * Returns whether the last filter is needed too. */
static bool add_store_filter(request_rec *r, mod_cors_context_t *context)
{
    bool early = mod_cors_cache_stores_early(r);
    bool others = mod_cors_cache_stores_others(context);

    if (early || others) {
        mod_cors_cache_forbid_variant(r, &context->decision);
        ap_add_output_filter_handle(early
                                        ? mod_cors_response_filters.store
                                        : mod_cors_response_filters.store_vary,
                                    context, r, r->connection);
    }
    /* mod_cache's error handling may add an application's fields again. */
    return !early || others;
}

static void add_filters(request_rec *r, mod_cors_context_t *context)
{
    if (!mod_cors_cache_save || add_store_filter(r, context)) {
        ap_add_output_filter_handle(mod_cors_response_filters.last, context, r,
                                    r->connection);
    }
    if (context->rescued) {
        ap_add_output_filter_handle(mod_cors_response_filters.no_body, context,
                                    r, r->connection);
    }
}

static void remove_filter(const request_rec *r, const ap_filter_rec_t *wanted)
{
    ap_filter_t *f = find_filter(r, wanted);

    if (f) {
        ap_remove_output_filter(f);
    }
}

/* Removes filters that have another context, or that come before the filter of
 * mod_headers. */
static void remove_filters(const request_rec *r)
{
    remove_filter(r, mod_cors_response_filters.last);
    remove_filter(r, mod_cors_response_filters.store);
    remove_filter(r, mod_cors_response_filters.store_vary);
}

/* Whether the filters of header_parser are still there and suffice. A fast
 * internal redirect (of DirectoryIndex or MultiViews) may have dropped all
 * filters. */
static bool is_added(const request_rec *r, const mod_cors_context_t *context)
{
    const ap_filter_t *last = find_filter(r, mod_cors_response_filters.last);

    return last && last->ctx == context
           && !(mod_cors_cache_save
                && (find_filter(r, mod_cors_response_filters.store)
                    || find_filter(r, mod_cors_response_filters.store_vary)));
}

void mod_cors_response_replace_filters(request_rec *r,
                                       mod_cors_context_t *context)
{
    if (mod_cors_cache_save) {
        mod_cors_cache_forbid_foreign(r, context);
    }
    if (r->output_filters != r->proto_output_filters) {
        if (is_added(r, context)) {
            return;
        }
        remove_filters(r);
    }
    if (has_no_effect(r, &context->decision)) {
        return;
    }
    if (context->answered && r->output_filters == r->proto_output_filters) {
        write_fields(r, context);
        add_vary(r, context->decision.vary);
        mod_cors_count_decision(r, context);
        return;
    }
    add_filters(r, context);
}

static void copy_field(request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    if (value) {
        apr_table_setn(r->err_headers_out, name, value);
    }
}

/* An error response has the fields of err_headers_out only; a 304 has those of
 * both tables. */
void mod_cors_response_copy_to_error(request_rec *r)
{
    const char *const *field;

    if (r->status == HTTP_NOT_MODIFIED) {
        return;
    }
    for (field = cors_owned_fields; *field; ++field) {
        copy_field(r, *field);
    }
    copy_field(r, CORS_TIMING_ALLOW_ORIGIN);
    copy_field(r, "Vary");
}
