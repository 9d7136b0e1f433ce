/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "What a request gets".
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "model_question.h"
#include "naive.h"

#define PREFLIGHT_VARY                                                         \
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"

static bool covers_method(const model_question_t *q)
{
    model_list_t methods = model_list(q->whole, "CorsAllowMethods");
    const char *method = q->request->method;

    return naive_is_one_of("GET|HEAD|POST", method)
           || model_has(&methods, method, false)
           || (model_has(&methods, "*", false) && naive_is_token(method)
               && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK", method)
               && !(strlen(method) > 4096 && q->credentials));
}

static bool covers_header(const model_list_t *listed, const char *name)
{
    return (strcmp(name, "*") != 0 && model_has(listed, name, true))
           || (model_has(listed, "*", false) && naive_is_token(name)
               && strcasecmp(name, "Authorization") != 0);
}

/* Whether all are covered; *echo becomes those that are, in lower case. */
static bool covers_headers(const model_question_t *q, const char **echo,
                           apr_pool_t *pool)
{
    model_list_t listed = model_list(q->whole, "CorsAllowHeaders");
    model_list_t names = model_elements(q->request->headers, pool);
    model_list_t covered;
    size_t total = 0;
    int i, j;

    covered.count = 0;
    for (i = 0; i < names.count; ++i) {
        char *name = apr_pstrdup(pool, names.values[i].text);

        for (j = 0; name[j]; ++j) {
            name[j] = name[j] >= 'A' && name[j] <= 'Z' ? name[j] + 32 : name[j];
        }
        total += strlen(name);
        if (covers_header(&listed, name)) {
            covered.values[covered.count++].text = name;
        }
    }
    *echo = total > 4096 ? "" : model_join(&covered, false, pool);
    return covered.count == names.count
           && !(total > 4096 && q->credentials
                && model_has(&listed, "*", false));
}

static const char *field(const char *fields, const char *name,
                         const char *value, apr_pool_t *pool)
{
    return value && *value
               ? apr_pstrcat(pool, fields, name, "=", value, "\n", NULL)
               : fields;
}

static const char *preflight_fields(const model_question_t *q,
                                    const char *fields, apr_pool_t *pool)
{
    model_list_t methods = model_list(q->whole, "CorsAllowMethods");
    model_list_t headers = model_list(q->whole, "CorsAllowHeaders");
    const char *age = model_last(q->whole, "CorsMaxAge", "None", false);
    const char *method = q->request->method;
    const char *echo;

    covers_headers(q, &echo, pool);
    if (q->credentials && model_has(&methods, "*", false)) {
        bool grants =
            naive_is_token(method) && strlen(method) <= 4096
            && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK", method);

        fields = field(fields, "methods", grants ? method : NULL, pool);
    }
    else {
        fields =
            field(fields, "methods", model_join(&methods, false, pool), pool);
    }
    fields = field(fields, "headers",
                   q->credentials && model_has(&headers, "*", false)
                       ? echo
                       : model_join(&headers, true, pool),
                   pool);
    return strcasecmp(age, "None") == 0
               ? fields
               : field(fields, "max-age",
                       apr_psprintf(pool, "%ld", strtol(age, NULL, 10)), pool);
}

static const char *fields_of(const model_question_t *q,
                             const char *allow_origin, apr_pool_t *pool)
{
    model_list_t exposed = model_list(q->whole, "CorsExposeHeaders");
    const char *fields;

    if (!allow_origin) {
        return "";
    }
    fields = field("", "origin", allow_origin, pool);
    fields = field(fields, "credentials", q->credentials ? "true" : NULL, pool);
    return q->preflight ? preflight_fields(q, fields, pool)
                        : field(fields, "expose",
                                model_join(&exposed, true, pool), pool);
}

/* Method and header names of a preflight whose origin is allowed. */
static const char *preflight_refusal(const model_question_t *q,
                                     apr_pool_t *pool)
{
    const char *echo;

    if (!covers_method(q)) {
        return "method-not-allowed";
    }
    return covers_headers(q, &echo, pool) ? NULL : "header-not-allowed";
}

static const char *name_of(const model_question_t *q, const char *reason,
                           apr_pool_t *pool)
{
    const char *kind = q->preflight ? "preflight" : "actual";

    return reason ? apr_pstrcat(pool, kind, "-refused:", reason, NULL)
                  : apr_pstrcat(pool, kind, "-allowed", NULL);
}

/* The switches of the outcome, as one letter each. */
static const char *switches_of(const model_question_t *q, const char *refused,
                               apr_pool_t *pool)
{
    bool report = model_says(q, "CorsEngine", "ReportOnly");
    bool in_force = q->policy || model_protects(q, q->decided);
    bool cors = in_force && q->request->origin;
    bool denied = cors && model_denies(q, q->decided, q->request->origin);
    bool forward = model_says(q, "CorsPreflight", "Forward");
    bool enforced = model_enforces(q, report ? q->upheld : q->decided);
    bool answers, owns, preserves;

    owns = q->policy || (cors && denied);
    answers =
        cors && q->preflight && owns
        && (!forward || (refused && (denied || model_enforces(q, q->decided))));
    if (report) {
        owns = q->request->origin
               && model_denies(q, q->upheld, q->request->origin);
        answers = owns && q->preflight;
    }
    preserves = q->policy && model_says(q, "CorsPreserveExisting", "On")
                && !model_has_fault(q) && !answers && !(cors && denied);
    return apr_psprintf(pool, "%s%s%s%s%s", in_force ? "i" : "",
                        answers ? "a" : "", owns ? "o" : "",
                        cors && !q->preflight && refused && enforced ? "r" : "",
                        preserves && !report ? "p" : "");
}

static const char *vary_of(const model_question_t *q)
{
    bool report = model_says(q, "CorsEngine", "ReportOnly");
    bool in_force = report ? model_protects(q, q->upheld)
                           : q->policy || model_protects(q, q->decided);
    bool constant = !report && model_question_is_constant(q);

    if (in_force && q->preflight) {
        return PREFLIGHT_VARY;
    }
    return (in_force && !constant) || q->request->conditional ? "Origin" : "";
}

const char *model_outcome(const case_t *whole, const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool)
{
    model_question_t q = model_ask(whole, request, world);
    bool in_force = q.policy || model_protects(&q, q.decided);
    bool cors = in_force && request->origin;
    const char *refused = NULL;
    const char *reason = NULL;
    const char *allow_origin = NULL;

    if (cors) {
        refused = model_has_fault(&q) ? "policy-fault"
                                      : model_refusal(&q, request->origin);
        reason =
            !refused && q.preflight ? preflight_refusal(&q, pool) : refused;
    }
    if (cors && !refused) {
        allow_origin = q.only ? q.only : request->origin;
    }
    else if (!q.preflight && model_question_is_constant(&q)) {
        allow_origin = q.only;
    }
    return apr_psprintf(
        pool, "%s\n%d\nswitches=%s\nvary=%s\n%s",
        cors ? name_of(&q, reason, pool) : "",
        !cors || !q.preflight ? 0
        : refused
            ? 403
            : atoi(model_last(whole, "CorsPreflightStatus", "204", false)),
        switches_of(&q, refused, pool), vary_of(&q),
        fields_of(&q, allow_origin, pool));
}

bool model_allows(const case_t *whole, const char *origin,
                  const model_world_t *world)
{
    case_request_t request = {false, false, origin, NULL, NULL};
    model_question_t q = model_ask(whole, &request, world);

    return q.policy && !model_refusal(&q, origin);
}

bool model_is_constant(const case_t *whole, const case_request_t *request,
                       const model_world_t *world)
{
    model_question_t q = model_ask(whole, request, world);

    return model_question_is_constant(&q);
}
