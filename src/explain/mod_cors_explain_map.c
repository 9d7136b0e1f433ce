/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of httpd's ap_process_request_internal before header_parser, for a
 * request that must have no effect. That function itself would go on with
 * access control, and fails under "httpd -t", where post_config has not run.
 */
#include "explain/mod_cors_explain_map.h"

#include <string.h>

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>

#include <apr_strings.h>

#include "explain/mod_cors_explain_conditions.h"
#include "explain/mod_cors_explain_htaccess.h"
#include "explain/mod_cors_explain_request.h"
#include "explain/mod_cors_explain_rewrite.h"
#include "explain/mod_cors_explain_survey.h"

static void doubt(apr_array_header_t *doubts, const char *text)
{
    APR_ARRAY_PUSH(doubts, const char *) = text;
}

/* Whether the hook of a module is called. Other modules may do anything. */
static bool calls(const char *module_name, const request_rec *r,
                  const mod_cors_explain_survey_t *survey,
                  apr_array_header_t *doubts)
{
    static const char *const mappers[] = {"core.c",
                                          "mod_alias.c",
                                          "mod_rewrite.c",
                                          "mod_userdir.c",
                                          "mod_vhost_alias.c",
                                          "mod_proxy.c",
                                          "mod_dir.c",
                                          NULL};
    int i;

    if (strcmp(module_name, "mod_rewrite.c") == 0 && survey->rewrite_acts) {
        doubt(doubts, survey->rewrite_acts);
        return false;
    }
    for (i = 0; mappers[i]; ++i) {
        if (strcmp(module_name, mappers[i]) == 0) {
            return true;
        }
    }
    if (mod_cors_explain_survey_may_map(survey, module_name)) {
        doubt(doubts, apr_psprintf(r->pool,
                                   "%s may map the URL; its hook is not called",
                                   module_name));
    }
    return false;
}

/* The members of the three hooks' links are the same. */
typedef struct {
    const char *module_name;
    int (*run)(request_rec *r);
} hook_t;

/* mod_rewrite learns in post_config whether mod_proxy is loaded. Without that,
 * under "httpd -t", it forbids what its rules hand to mod_proxy. */
static int accept_proxied(const char *module_name, request_rec *r, int status)
{
    if (status != HTTP_FORBIDDEN || strcmp(module_name, "mod_rewrite.c") != 0
        || !r->filename || strncmp(r->filename, "proxy:", 6) != 0
        || !ap_find_linked_module("mod_proxy.c")) {
        return status;
    }
    r->proxyreq = PROXYREQ_REVERSE;
    r->handler = "proxy-server";
    return OK;
}

static int run_first(const apr_array_header_t *hooks, request_rec *r,
                     const mod_cors_explain_survey_t *survey,
                     apr_array_header_t *doubts)
{
    int i;

    for (i = 0; i < hooks->nelts; ++i) {
        const hook_t *hook = &APR_ARRAY_IDX(hooks, i, hook_t);
        int status = calls(hook->module_name, r, survey, doubts) ? hook->run(r)
                                                                 : DECLINED;

        if (status != DECLINED) {
            return accept_proxied(hook->module_name, r, status);
        }
    }
    return DECLINED;
}

static apr_array_header_t *make_hooks(const request_rec *r, int count)
{
    return apr_array_make(r->pool, count, sizeof(hook_t));
}

static int run_translate_name(request_rec *r,
                              const mod_cors_explain_survey_t *survey,
                              apr_array_header_t *doubts)
{
    const apr_array_header_t *links = ap_hook_get_translate_name();
    apr_array_header_t *hooks = make_hooks(r, links->nelts);
    int i;

    for (i = 0; i < links->nelts; ++i) {
        const ap_LINK_translate_name_t *link =
            &APR_ARRAY_IDX(links, i, ap_LINK_translate_name_t);
        hook_t hook = {link->szName, link->pFunc};

        APR_ARRAY_PUSH(hooks, hook_t) = hook;
    }
    return run_first(hooks, r, survey, doubts);
}

static int run_map_to_storage(request_rec *r,
                              const mod_cors_explain_survey_t *survey,
                              apr_array_header_t *doubts)
{
    const apr_array_header_t *links = ap_hook_get_map_to_storage();
    apr_array_header_t *hooks = make_hooks(r, links->nelts);
    int i;

    for (i = 0; i < links->nelts; ++i) {
        const ap_LINK_map_to_storage_t *link =
            &APR_ARRAY_IDX(links, i, ap_LINK_map_to_storage_t);
        hook_t hook = {link->szName, link->pFunc};

        APR_ARRAY_PUSH(hooks, hook_t) = hook;
    }
    return run_first(hooks, r, survey, doubts);
}

static int walk_url(request_rec *r, apr_array_header_t *doubts)
{
    int status = ap_location_walk(r);

    if (status != OK) {
        return status;
    }
    return mod_cors_explain_conditions_allow(r, doubts) ? ap_if_walk(r) : OK;
}

#if AP_MODULE_MAGIC_AT_LEAST(20120211, 107)

static unsigned normalizing_flags(const request_rec *r)
{
    const core_server_config *core =
        ap_get_core_module_config(r->server->module_config);

    return AP_NORMALIZE_NOT_ABOVE_ROOT
           | (core->merge_slashes != AP_CORE_CONFIG_OFF
                  ? AP_NORMALIZE_MERGE_SLASHES
                  : 0);
}

static bool normalize(request_rec *r, bool first)
{
    return ap_normalize_path(
        r->parsed_uri.path,
        normalizing_flags(r) | (first ? AP_NORMALIZE_DECODE_UNRESERVED : 0));
}

/* mod_proxy maps some URLs before they are decoded. Returns DONE if one is
 * mapped. */
static int map_undecoded(request_rec *r,
                         const mod_cors_explain_survey_t *survey,
                         apr_array_header_t *doubts)
{
    const apr_array_header_t *links = ap_hook_get_pre_translate_name();
    apr_array_header_t *hooks = make_hooks(r, links ? links->nelts : 0);
    int status = walk_url(r, doubts);
    int i;

    for (i = 0; links && i < links->nelts; ++i) {
        const ap_LINK_pre_translate_name_t *link =
            &APR_ARRAY_IDX(links, i, ap_LINK_pre_translate_name_t);
        hook_t hook = {link->szName, link->pFunc};

        APR_ARRAY_PUSH(hooks, hook_t) = hook;
    }
    if (status == OK) {
        status = run_first(hooks, r, survey, doubts);
    }
    r->per_dir_config = r->server->lookup_defaults;
    return status;
}

#else

static bool normalize(request_rec *r, bool first)
{
    (void)first;
    ap_getparents(r->parsed_uri.path);
    return true;
}

static int map_undecoded(request_rec *r,
                         const mod_cors_explain_survey_t *survey,
                         apr_array_header_t *doubts)
{
    (void)r;
    (void)survey;
    (void)doubts;
    return DECLINED;
}

#endif

static int decode(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    int status;

    if (!core->allow_encoded_slashes) {
        return ap_unescape_url(r->parsed_uri.path);
    }
    status = ap_unescape_url_keep2f(r->parsed_uri.path,
                                    core->decode_encoded_slashes);
    if (status == OK && core->decode_encoded_slashes) {
        (void)normalize(r, false);
    }
    return status;
}

/* Returns OK, or the status of the early response. */
static int translate(request_rec *r, const mod_cors_explain_survey_t *survey,
                     apr_array_header_t *doubts)
{
    int status;

    if (!normalize(r, true)) {
        return HTTP_BAD_REQUEST;
    }
    status = map_undecoded(r, survey, doubts);
    if (ap_is_HTTP_ERROR(status)) {
        return status;
    }
    status = status == DONE ? OK : decode(r);
    if (status == OK) {
        status = walk_url(r, doubts);
    }
    if (status == OK) {
        status = run_translate_name(r, survey, doubts);
    }
    return status == DECLINED ? HTTP_INTERNAL_SERVER_ERROR : status;
}

static int map_to_storage(request_rec *r,
                          const mod_cors_explain_survey_t *survey,
                          apr_array_header_t *doubts)
{
    int status;

    r->per_dir_config = r->server->lookup_defaults;
    status = run_map_to_storage(r, survey, doubts);
    return status == OK ? walk_url(r, doubts) : status;
}

static void doubt_of_file(const request_rec *r, apr_array_header_t *doubts)
{
    if (r->finfo.filetype == APR_DIR) {
        doubt(doubts, "the URL is a directory, and DirectoryIndex is not "
                      "followed");
    }
    else if (r->finfo.filetype == APR_NOFILE && !r->proxyreq
             && (ap_allow_options((request_rec *)r) & OPT_MULTI)) {
        doubt(doubts, "MultiViews may choose another file");
    }
}

/* An ErrorDocument with a URL makes a redirect of an early error. One with a
 * path runs another request. */
static void follow_error_document(request_rec *r, apr_array_header_t *doubts)
{
    const char *document =
        ap_is_HTTP_ERROR(r->status)
            ? ap_response_code_string(r, ap_index_of_response(r->status))
            : NULL;

    if (!document) {
        return;
    }
    if (ap_is_url(document)) {
        apr_table_setn(r->headers_out, "Location", document);
        r->status = HTTP_MOVED_TEMPORARILY;
    }
    else if (document[0] == '/') {
        doubt(doubts, apr_psprintf(r->pool,
                                   "the error document %s has settings of its "
                                   "own",
                                   document));
    }
}

static void doubt_of_rules(const request_rec *r, apr_array_header_t *doubts)
{
    const char *unknown = mod_cors_explain_rewrite_unknown(
        mod_cors_explain_request_server(r), r->parsed_uri.path, r->pool);

    if (unknown) {
        doubt(doubts, apr_psprintf(r->pool,
                                   "a RewriteRule depends on %s, which a "
                                   "question does not have",
                                   unknown));
    }
}

int mod_cors_explain_map(request_rec *r, apr_array_header_t *doubts)
{
    mod_cors_explain_survey_t survey;
    int status;

    if (ap_is_HTTP_ERROR(r->status)) {
        return r->status; /* httpd does not accept the host */
    }
    mod_cors_explain_survey_make(mod_cors_explain_request_server(r), &survey);
    status = translate(r, &survey, doubts);
    mod_cors_explain_request_silence(r); /* a .htaccess may have warnings */
    if (survey.rewrite_asks && !survey.rewrite_acts
        && (status != OK || r->filename)) {
        doubt(doubts, survey.rewrite_asks);
    }
    if (!survey.rewrite_acts) {
        doubt_of_rules(r, doubts);
    }
    if (status == OK) {
        status = map_to_storage(r, &survey, doubts);
    }
    if (status == OK) {
        doubt_of_file(r, doubts);
    }
    else {
        r->status = status;
        follow_error_document(r, doubts);
        status = r->status;
    }
    return status;
}

static const char *text_of_htaccess(const request_rec *r, int status,
                                    const char *name)
{
    return apr_psprintf(r->pool,
                        status == HTTP_FORBIDDEN
                            ? "refused %d: httpd cannot read %s"
                            : "refused %d: %s has an error, which the error "
                              "log names",
                        status, name);
}

const char *mod_cors_explain_map_text(const request_rec *r, int result)
{
    const char *location = apr_table_get(r->headers_out, "Location");
    const char *htaccess = mod_cors_explain_htaccess_refusing(r);

    if (result == OK) {
        return apr_pstrcat(r->pool, r->parsed_uri.path, " -> ",
                           r->filename ? r->filename : "nothing",
                           r->path_info ? r->path_info : "", NULL);
    }
    if (ap_is_HTTP_REDIRECT(result) && location) {
        return apr_psprintf(r->pool, "redirect %d to %s", result, location);
    }
    if (htaccess) {
        return text_of_htaccess(r, result, htaccess);
    }
    return apr_psprintf(r->pool, "%s %d by a rule before any section",
                        ap_is_HTTP_ERROR(result) ? "refused" : "answered",
                        result);
}
