/* SPDX-License-Identifier: Apache-2.0
 *
 * The trail of a decision: an environment variable, one debug line, and one
 * error line a minute for faults that only a request can show. Strangers cannot
 * cause other lines above level debug.
 */
#include "request/mod_cors_log.h"

#include <apr_strings.h>

#include "origin/cors_rule_source.h"
#include "policy/cors_preflight.h"
#include "mod_cors.h"
#include "request/mod_cors_fault.h"

#define PATH_MAX_LENGTH 200  /* bytes of a path in a log line */
#define TOKEN_MAX_LENGTH 200 /* bytes of a method or a header name */

/* Returns the place of the list that does not cover the requested method or
 * header name; of the container that governs; or else of the policy. */
static const cors_place_t *refusing_place(const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->settings;
    const cors_place_t *place = context->decision.place;

    switch (context->decision.reason) {
    case CORS_REASON_METHOD_NOT_ALLOWED:
        place = settings->methods.list.place;
        break;
    case CORS_REASON_HEADER_NOT_ALLOWED:
        place = settings->request_headers.list.place;
        break;
    case CORS_REASON_NO_CONDITION_MET:
        place = context->request.conditional_policy;
        break;
    default:
        break;
    }
    if (!place) {
        place = settings->chosen ? settings->chosen->container->rules.place
                                 : settings->origin_rules.list.place;
    }
    return place ? place : settings->deny_rules.list.place;
}

/* Whether the policy does not cover the requested method or a header name. */
static bool is_uncovered(cors_reason_e reason)
{
    return reason == CORS_REASON_METHOD_NOT_ALLOWED
           || reason == CORS_REASON_HEADER_NOT_ALLOWED;
}

/* Returns the place of the rule, or of the row of an origin list, or else of
 * the directive that decided, as text for the log line. */
static const char *decided_by(const request_rec *r, mod_cors_context_t *context)
{
    const cors_rule_t *rule = context->decision.rule;
    const cors_place_t *place = refusing_place(context);
    cors_rule_source_t source;

    if (rule && !is_uncovered(context->decision.reason)) {
        cors_rule_source_find(&source, rule,
                              context->decision.reason
                                  == CORS_REASON_ORIGIN_DENIED,
                              &context->decision.lookup, r->pool);
        return apr_psprintf(r->pool, "by '%s' at %s", source.pattern,
                            cors_rule_source_place(&source, r->pool));
    }
    return place ? apr_psprintf(r->pool, "policy at %s:%d", place->file,
                                place->line)
                 : "no policy";
}

/* Returns the method as the browser sent it; for a preflight, the requested
 * method. */
static const char *method_of(const request_rec *r,
                             const cors_request_t *request,
                             cors_request_kind_e kind)
{
    const char *line = request->method ? request->method : "-";

    return kind == CORS_PREFLIGHT_REQUEST
               ? request->request_method
               : apr_pstrmemdup(r->pool, line, strcspn(line, " "));
}

/* Returns the path of the request line, undecoded. Without the query, which may
 * contain tokens. */
static const char *path_of(const request_rec *r)
{
    const char *path;
    apr_size_t length;

    while (r->prev) {
        r = r->prev;
    }
    path = r->unparsed_uri ? r->unparsed_uri : "-";
    if (*path != '/' && strstr(path, "://")) {
        path = strstr(path, "://") + strlen("://");
        path += strcspn(path, "/?");
    }
    length = strcspn(path, "?");
    return length > PATH_MAX_LENGTH
               ? apr_psprintf(r->pool, "%.*s...", PATH_MAX_LENGTH, path)
               : apr_pstrmemdup(r->pool, path, length);
}

/* Returns the method or header name that a preflight is not granted, as text
 * for the log line; "" if there is none. */
static const char *refused_name_of(const request_rec *r,
                                   const mod_cors_context_t *context)
{
    const cors_request_t *request = &context->request;
    const char *name;
    apr_size_t length;

    switch (context->decision.reason) {
    case CORS_REASON_METHOD_NOT_ALLOWED:
        return apr_psprintf(r->pool, " method '%.*s'", TOKEN_MAX_LENGTH,
                            request->request_method);
    case CORS_REASON_HEADER_NOT_ALLOWED:
        name = cors_preflight_uncovered(context->settings,
                                        request->request_headers, &length);
        return apr_psprintf(
            r->pool, " header '%.*s'",
            length < TOKEN_MAX_LENGTH ? (int)length : TOKEN_MAX_LENGTH, name);
    default:
        return "";
    }
}

static void write_line(const request_rec *r, mod_cors_context_t *context,
                       const char *name)
{
    ap_log_rerror(
        APLOG_MARK, APLOG_DEBUG, 0, r, "%s '%.*s' %.*s %s%s (%s)", name,
        CORS_ORIGIN_MAX_LENGTH, context->request.origin, TOKEN_MAX_LENGTH,
        method_of(r, &context->request, context->decision.kind), path_of(r),
        refused_name_of(r, context), decided_by(r, context));
}

void mod_cors_log_write(request_rec *r, mod_cors_context_t *context)
{
    const cors_decision_word_t *word = cors_decision_word(&context->decision);
    const char *name = word->name;
    const request_rec *later = r;

    /* httpd writes its access log for the last request of the chain, but the
     * response may be that of an earlier one, if an error document is refused.
     * So CORS_DECISION is set in the later requests too. */
    do {
        apr_table_setn(later->subprocess_env, MOD_CORS_DECISION, name);
        later = later->next;
    } while (later);
    if (context->logged != word) {
        if (APLOG_R_IS_LEVEL(r, APLOG_DEBUG)) {
            write_line(r, context, name);
        }
        if (context->decision.reason == CORS_REASON_POLICY_FAULT) {
            mod_cors_fault_log(r, &context->decision.fault, context->settings);
        }
    }
    context->exported = r;
    context->logged = word;
}
