/* SPDX-License-Identifier: Apache-2.0
 *
 * The output filter: writes what was decided into the response's header
 * tables, once, when the first brigade comes by. Applications, proxies and
 * other modules have written theirs by then, into either table.
 */
#include "mod_cors_private.h"

#include <http_protocol.h>
#include <util_filter.h>

/* Set while the module is loaded, before there are threads; never after. */
static ap_filter_rec_t *late_filter;
static ap_filter_rec_t *store_filter;
static ap_filter_rec_t *vary_filter;
static ap_filter_rec_t *no_body_filter;
static ap_filter_rec_t *cache_save; /* mod_cache's, NULL without it */

/* Two bytes tell "Access-Control-" from "Accept-Ranges" and nearly all else. */
static bool is_owned(const char *name)
{
    return (name[0] | 0x20) == 'a' && name[1] != '\0' && name[2] != '\0'
           && name[3] != '\0' && (name[4] | 0x20) == 's'
           && strncasecmp(name, CORS_OWNED_PREFIX,
                          sizeof(CORS_OWNED_PREFIX) - 1)
                  == 0;
}

static bool has_owned_fields(const apr_table_t *headers)
{
    const apr_array_header_t *entries = apr_table_elts(headers);
    const apr_table_entry_t *entry = (const apr_table_entry_t *)entries->elts;
    int i;

    for (i = 0; i < entries->nelts; ++i) {
        if (is_owned(entry[i].key)) {
            return true;
        }
    }
    return false;
}

static void remove_owned_fields(apr_table_t *headers)
{
    const char *const *field;

    if (!has_owned_fields(headers)) {
        return;
    }
    for (field = cors_owned_fields; *field; ++field) {
        apr_table_unset(headers, *field);
    }
}

/* What a redirect, become the answer to a preflight, leaves behind. */
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
    const char *members = cors_vary_value(vary);

    if (!members) {
        return;
    }
    /* httpd drops doubled members when it writes the response's head. */
    if (apr_table_get(r->headers_out, "Vary")) {
        apr_table_mergen(r->headers_out, "Vary", members);
    }
    else {
        apr_table_addn(r->headers_out, "Vary", members);
    }
}

static int count_origins(void *baton, const char *key, const char *value)
{
    (void)key;
    /* Two in one line are two. */
    *(int *)baton += *value == '\0' || strchr(value, ',') ? 2 : 1;
    return 1;
}

/* Whether the application has written the one Access-Control-Allow-Origin that
 * is to be preserved, with whatever it has put beside it. */
static bool preserves(const request_rec *r, const cors_decision_t *decision)
{
    int count = 0;

    if (decision->preserves) {
        apr_table_do(count_origins, &count, r->headers_out,
                     CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
        apr_table_do(count_origins, &count, r->err_headers_out,
                     CORS_ACCESS_CONTROL_ALLOW_ORIGIN, NULL);
    }
    return count == 1;
}

static void replace_fields(request_rec *r, const mod_cors_context_t *context)
{
    cors_field_t fields[CORS_FIELDS_MAX];
    int count = cors_decision_fields(&context->decision, context->settings,
                                     &context->request, fields, r->pool);
    int i;

    if (context->decision.owns_fields) {
        remove_owned_fields(r->headers_out);
        remove_owned_fields(r->err_headers_out);
    }
    /* None of them is there any more, so none need be looked for. */
    for (i = 0; i < count; ++i) {
        apr_table_addn(r->headers_out, fields[i].name, fields[i].value);
    }
}

/* Timing-Allow-Origin is a matter of its own: where the directive is on,
 * nobody else's is preserved. */
static void replace_timing(request_rec *r, const mod_cors_context_t *context)
{
    const char *value = cors_decision_timing(
        &context->decision, context->settings, &context->request, r->pool);

    if (context->decision.owns_fields) {
        apr_table_unset(r->headers_out, CORS_TIMING_ALLOW_ORIGIN);
        apr_table_unset(r->err_headers_out, CORS_TIMING_ALLOW_ORIGIN);
    }
    if (value) {
        apr_table_setn(r->headers_out, CORS_TIMING_ALLOW_ORIGIN, value);
    }
}

static void write_fields(request_rec *r, const mod_cors_context_t *context)
{
    const cors_decision_t *decision = &context->decision;
    bool preserved = preserves(r, decision);

    if (decision->report_only) {
        mod_cors_report(r, context, preserved);
    }
    if (!preserved && (!decision->report_only || decision->owns_fields)) {
        replace_fields(r, context);
    }
    if (context->settings->timing.on && !decision->report_only) {
        replace_timing(r, context);
    }
    if (context->rescued) {
        remove_redirect(r);
    }
}

static apr_status_t write_vary(ap_filter_t *f, apr_bucket_brigade *bb)
{
    const mod_cors_context_t *context = f->ctx;

    add_vary(f->r, context->decision.vary);
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

static apr_status_t output_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    mod_cors_trace(f->r, f->ctx); /* unless a hook has done so */
    write_fields(f->r, f->ctx);
    return write_vary(f, bb);
}

static bool has_vary(const request_rec *r)
{
    return apr_table_get(r->headers_out, "Vary")
           || apr_table_get(r->err_headers_out, "Vary");
}

/* Before mod_cache stores. The fields of a 304 replace those of the copy that it
 * confirms: where it has no Vary, ours alone would take Accept-Encoding from
 * the copy's, which has Origin already. So it comes when that is done. */
static apr_status_t stored_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;

    if (r->status != HTTP_NOT_MODIFIED || has_vary(r)) {
        return output_filter(f, bb);
    }
    write_fields(r, f->ctx);
    ap_add_output_filter_handle(vary_filter, f->ctx, r, r->connection);
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/* Takes the page out of an error response that became an answer. */
static apr_status_t drop_body(ap_filter_t *f, apr_bucket_brigade *bb)
{
    apr_bucket *bucket = APR_BRIGADE_FIRST(bb);

    while (bucket != APR_BRIGADE_SENTINEL(bb)) {
        apr_bucket *next = APR_BUCKET_NEXT(bucket);

        if (!APR_BUCKET_IS_METADATA(bucket)) {
            apr_bucket_delete(bucket);
        }
        bucket = next;
    }
    return ap_pass_brigade(f->next, bb);
}

void mod_cors_response_register(void)
{
    late_filter =
        ap_register_output_filter("CORS_OUT", output_filter, NULL,
                                  (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
    store_filter = ap_register_output_filter("CORS_OUT_STORED", stored_filter,
                                             NULL, AP_FTYPE_CONTENT_SET);
    vary_filter = ap_register_output_filter(
        "CORS_VARY", write_vary, NULL, (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
    no_body_filter =
        ap_register_output_filter("CORS_NO_BODY", drop_body, NULL,
                                  (ap_filter_type)(AP_FTYPE_PROTOCOL - 1));
}

void mod_cors_response_prepare(void)
{
    cache_save = ap_get_output_filter_handle("cache_save");
}

static ap_filter_t *find_filter(const request_rec *r,
                                const ap_filter_rec_t *wanted)
{
    ap_filter_t *f = r->output_filters;

    while (f && f->frec != wanted) {
        f = f->next;
    }
    return f;
}

/* Whether mod_cache, from its quick handler, is going to store the response
 * as it is behind its filter: fields written later would be lost on hits. */
static bool is_stored_early(const request_rec *r)
{
    return cache_save && find_filter(r, cache_save);
}

/* Every stored variant but those of exactly listed origins is a stranger's to
 * multiply. */
static bool may_be_stored(const cors_decision_t *decision)
{
    return decision->vary == CORS_VARY_NONE || decision->kind == CORS_NOT_CORS
           || (decision->origin_allowed
               && decision->rule->kind == CORS_RULE_EXACT);
}

/* Whether the response stays as it is, and nobody wants to hear of it. */
static bool has_no_effect(const request_rec *r, const cors_decision_t *decision)
{
    return decision->report_only && !decision->owns_fields
           && decision->vary == CORS_VARY_NONE
           && !APLOG_R_IS_LEVEL(r, APLOG_DEBUG);
}

/* In front of mod_cache's store; what an internal redirect led to is stored
 * under its own URL. */
static void add_store_filter(request_rec *r, mod_cors_context_t *context)
{
    if (r->prev || !may_be_stored(&context->decision)) {
        apr_table_setn(r->subprocess_env, "no-cache", "1");
    }
    ap_add_output_filter_handle(store_filter, context, r, r->connection);
}

/* Whether mod_cache may store what an application says to one visitor, so that
 * Vary must be there by then. Its error handling may double the fields again. */
static bool may_store_preserved(const cors_decision_t *decision)
{
    return cache_save && decision->preserves && !decision->report_only;
}

static void add_filters(request_rec *r, mod_cors_context_t *context)
{
    bool early = is_stored_early(r);
    bool preserved = may_store_preserved(&context->decision);

    if (early || preserved) {
        add_store_filter(r, context);
    }
    if (!early || preserved) {
        ap_add_output_filter_handle(late_filter, context, r, r->connection);
    }
    if (context->rescued) {
        ap_add_output_filter_handle(no_body_filter, NULL, r, r->connection);
    }
}

void mod_cors_response_add(request_rec *r, mod_cors_context_t *context)
{
    ap_filter_t *late = find_filter(r, late_filter);
    ap_filter_t *store = cache_save ? find_filter(r, store_filter) : NULL;

    /* header_parser has added it, unless a fast internal redirect (of
     * DirectoryIndex or MultiViews) has dropped all filters since. */
    if (late && !store && late->ctx == context) {
        return;
    }
    /* They have another context, or stand in front of that of "Header". */
    if (late) {
        ap_remove_output_filter(late);
    }
    if (store) {
        ap_remove_output_filter(store);
    }
    if (has_no_effect(r, &context->decision)) {
        return;
    }
    if (context->answered && r->output_filters == r->proto_output_filters) {
        write_fields(r, context);
        add_vary(r, context->decision.vary);
        return;
    }
    add_filters(r, context);
}

static void keep_field(request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    if (value) {
        apr_table_setn(r->err_headers_out, name, value);
    }
}

/* An error response is made from err_headers_out; a 304 keeps both. */
void mod_cors_response_keep(request_rec *r)
{
    const char *const *field;

    if (r->status == HTTP_NOT_MODIFIED) {
        return;
    }
    for (field = cors_owned_fields; *field; ++field) {
        keep_field(r, *field);
    }
    keep_field(r, CORS_TIMING_ALLOW_ORIGIN);
    keep_field(r, "Vary");
}
