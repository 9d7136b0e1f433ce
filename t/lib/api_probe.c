/* SPDX-License-Identifier: Apache-2.0
 *
 * A module for t/api.t: calls the optional functions of mod_cors in each hook
 * of a request and in a filter. It logs one line for each call, at level info:
 *
 *   probe HOOK PATH DECISION ORIGIN=RESULT ...
 *
 * The origins are the words of the request field X-Ask. Without mod_cors the
 * decision is "absent".
 */
#include <httpd.h>
#include <http_config.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include <apr_strings.h>

#include <mod_cors.h>

static APR_OPTIONAL_FN_TYPE(cors_decision) * decision_of;
static APR_OPTIONAL_FN_TYPE(cors_origin_allowed) * is_allowed;

static void find_functions(void)
{
    decision_of = APR_RETRIEVE_OPTIONAL_FN(cors_decision);
    is_allowed = APR_RETRIEVE_OPTIONAL_FN(cors_origin_allowed);
}

static const char *answers(request_rec *r)
{
    const char *ask = apr_table_get(r->headers_in, "X-Ask");
    const char *text = "";

    while (ask && *ask && is_allowed) {
        char *origin = ap_getword_white(r->pool, &ask);

        text = apr_psprintf(r->pool, "%s %s=%d", text, origin,
                            is_allowed(r, origin));
    }
    return text;
}

static void probe(request_rec *r, const char *hook)
{
    const char *decision = decision_of ? decision_of(r) : "absent";

    if (apr_table_get(r->headers_in, "X-Ask")) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "probe %s%s %s %s%s",
                      r->main ? "sub." : "", hook, r->uri ? r->uri : "-",
                      decision ? decision : "none", answers(r));
    }
}

#define PROBE(hook)                                                            \
    static int hook(request_rec *r)                                            \
    {                                                                          \
        probe(r, #hook);                                                       \
        return DECLINED;                                                       \
    }

PROBE(post_read_request)
PROBE(translate_name)
PROBE(map_to_storage)
PROBE(post_perdir_config)
PROBE(header_parser_first)
PROBE(header_parser_last)
PROBE(access_checker)
PROBE(access_checker_ex)
PROBE(check_authn)
PROBE(check_authz)
PROBE(type_checker)
PROBE(fixups)
PROBE(handler)
PROBE(log_transaction)

static apr_status_t filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    probe(f->r, "filter");
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

static void insert_filter(request_rec *r)
{
    probe(r, "insert_filter");
    ap_add_output_filter("API_PROBE", NULL, r, r->connection);
}

static void insert_error_filter(request_rec *r)
{
    probe(r, "insert_error_filter");
    ap_add_output_filter("API_PROBE", NULL, r, r->connection);
}

static int quick_handler(request_rec *r, int lookup)
{
    (void)lookup;
    probe(r, "quick_handler");
    return DECLINED;
}

static void register_early_hooks(void)
{
    ap_hook_post_read_request(post_read_request, NULL, NULL,
                              APR_HOOK_REALLY_FIRST);
    ap_hook_quick_handler(quick_handler, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_translate_name(translate_name, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_map_to_storage(map_to_storage, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_post_perdir_config(post_perdir_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_header_parser(header_parser_first, NULL, NULL,
                          APR_HOOK_REALLY_FIRST);
    ap_hook_header_parser(header_parser_last, NULL, NULL, APR_HOOK_REALLY_LAST);
}

static void register_late_hooks(void)
{
    ap_hook_check_access(access_checker, NULL, NULL, APR_HOOK_FIRST,
                         AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_check_access_ex(access_checker_ex, NULL, NULL, APR_HOOK_FIRST,
                            AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_check_authn(check_authn, NULL, NULL, APR_HOOK_FIRST,
                        AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_check_authz(check_authz, NULL, NULL, APR_HOOK_FIRST,
                        AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_type_checker(type_checker, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_fixups(fixups, NULL, NULL, APR_HOOK_LAST);
    ap_hook_insert_filter(insert_filter, NULL, NULL, APR_HOOK_LAST);
    ap_hook_handler(handler, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_insert_error_filter(insert_error_filter, NULL, NULL, APR_HOOK_LAST);
    ap_hook_log_transaction(log_transaction, NULL, NULL, APR_HOOK_MIDDLE);
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_optional_fn_retrieve(find_functions, NULL, NULL, APR_HOOK_MIDDLE);
    ap_register_output_filter("API_PROBE", filter, NULL, AP_FTYPE_PROTOCOL);
    register_early_hooks();
    register_late_hooks();
}

AP_DECLARE_MODULE(api_probe) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
    AP_MODULE_FLAG_NONE,
};
