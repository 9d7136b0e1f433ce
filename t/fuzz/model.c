/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "What a request gets": the visible outcome.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "model_verdict.h"

static const char *const varies[] = {
    [MODEL_VARY_NOTHING] = "",
    [MODEL_VARY_ORIGIN] = "Origin",
    [MODEL_VARY_METHOD] = "Origin, Access-Control-Request-Method",
    [MODEL_VARY_HEADERS] = ("Origin, Access-Control-Request-Method, "
                            "Access-Control-Request-Headers"),
};

static const char *name_of(const model_question_t *q, const model_verdict_t *v,
                           apr_pool_t *pool)
{
    const char *kind = q->preflight ? "preflight" : "actual";

    if (!q->request->origin || (!v->in_force && v->governed)) {
        return "";
    }
    if (!v->governed) {
        return "not-governed:no-condition-met";
    }
    if (v->reason && strcmp(v->reason, "same-origin") == 0) {
        return v->reason;
    }
    return v->reason ? apr_pstrcat(pool, kind, "-refused:", v->reason, NULL)
                     : apr_pstrcat(pool, kind, "-allowed", NULL);
}

/* The switches of the outcome, as one letter each. */
static const char *switches_of(const model_question_t *q,
                               const model_verdict_t *v, apr_pool_t *pool)
{
    return apr_pstrcat(pool, v->in_force ? "i" : "", v->answers ? "a" : "",
                       v->owns ? "o" : "", v->refuses ? "r" : "",
                       v->preserves ? "p" : "", v->protects ? "t" : "",
                       q->report ? "R" : "", NULL);
}

static int status_of(const model_question_t *q, const model_verdict_t *v)
{
    if (!v->answers) {
        return 0;
    }
    return v->allowed
               ? atoi(model_last(q->whole, "CorsPreflightStatus", "204", false))
               : 403;
}

const char *model_outcome(const case_t *whole, const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool)
{
    model_question_t q = model_ask(whole, request, world, pool);
    model_verdict_t v;

    if (whole->other) {
        model_question_t other = model_ask(whole->other, request, world, pool);

        v = model_decide_chain(&q, &other, pool);
    }
    else {
        v = model_decide(&q, pool);
    }
    return apr_psprintf(pool, "%s\n%d\nswitches=%s\nvary=%s\n%s",
                        name_of(&q, &v, pool), status_of(&q, &v),
                        switches_of(&q, &v, pool), varies[v.vary],
                        model_fields(&q, v.allow_origin, pool));
}

bool model_allows(const case_t *whole, const char *origin,
                  const model_world_t *world, apr_pool_t *pool)
{
    case_request_t request = {.method = "GET", .origin = origin};
    model_question_t q = model_ask(whole, &request, world, pool);
    bool by_any;

    return q.policy && !model_refusal(&q, origin, &by_any);
}

bool model_is_constant(const case_t *whole, const case_request_t *request,
                       const model_world_t *world, apr_pool_t *pool)
{
    model_question_t q = model_ask(whole, request, world, pool);

    return model_question_is_constant(&q);
}
