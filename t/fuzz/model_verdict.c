/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/directives.md, "What a request gets" and "Redirects inside the server".
 */
#include "model_verdict.h"

#include <string.h>

static bool is_denied(const model_question_t *q, model_protection_e protection)
{
    return q->request->origin
           && model_denies(q, protection, q->request->origin);
}

/* A cookie, or an `Authorization` that CorsAllowHeaders does not name. */
static bool has_credentials(const model_question_t *q)
{
    model_list_t listed = model_list(q->whole, "CorsAllowHeaders");

    return q->request->has_cookie
           || (q->request->has_authorization
               && !model_has(&listed, "Authorization", true));
}

/* Whether enforcement refuses an actual request. */
static bool is_refused(const model_question_t *q, const model_verdict_t *v,
                       model_protection_e protection)
{
    model_enforcement_t enforced = model_enforces(q, protection);
    bool unsafe = model_is_unsafe(q->request);
    bool covered = v->allowed ? enforced.credentials && !q->credentials
                                    && unsafe && has_credentials(q)
                              : enforced.on || (enforced.unsafe && unsafe);

    return covered && !q->preflight
           && (!model_excepts(q, q->request->origin)
               || is_denied(q, protection));
}

/* Whether a preflight does not reach the application, regardless of
 * CorsPreflight. */
static bool is_kept(const model_question_t *q, const model_verdict_t *v,
                    model_protection_e protection)
{
    return !v->allowed
           && (model_enforces(q, protection).unsafe
               || is_denied(q, protection));
}

static bool answers(const model_question_t *q, const model_verdict_t *v)
{
    if (!q->preflight) {
        return false;
    }
    if (q->report) {
        return is_kept(q, v, q->upheld);
    }
    return (q->policy && !model_says(q, "CorsPreflight", "Forward"))
           || is_kept(q, v, q->decided);
}

/* The request has credentials, and the policy allows its origin without them.
 */
static bool lacks_credentials(const model_question_t *q,
                              const model_verdict_t *v)
{
    return v->allowed && !q->preflight && !q->credentials
           && (is_refused(q, v, q->decided)
               || (q->request->has_cookie && !q->request->is_websocket
                   && q->request->sec_fetch_mode
                   && strcmp(q->request->sec_fetch_mode, "cors") == 0));
}

static void decide_cors(const model_question_t *q, model_verdict_t *v,
                        apr_pool_t *pool)
{
    const char *origin = q->request->origin;

    v->reason = model_refusal(q, origin, &v->by_any);
    if (model_has_fault(q)) {
        v->reason = "policy-fault";
    }
    v->allowed = !v->reason;
    if (v->allowed && q->preflight) {
        v->reason = model_preflight_refusal(q, pool);
    }
    if (lacks_credentials(q, v)) {
        v->reason = "credentials-not-allowed";
    }
    v->answers = answers(q, v);
    v->refuses = is_refused(q, v, q->decided)
                 && (!q->report || is_refused(q, v, q->upheld));
    if (v->reason && !q->preflight && model_is_same_origin(q->request)) {
        v->reason = v->allowed ? NULL : "same-origin";
        v->refuses = false;
    }
    if (v->allowed) {
        v->allow_origin = q->only ? q->only : v->by_any ? "*" : origin;
    }
}

static model_vary_e vary_of(const model_question_t *q, bool in_force)
{
    model_list_t headers = model_list(q->whole, "CorsAllowHeaders");

    if (in_force && q->preflight) {
        return model_has(&headers, "*", false) ? MODEL_VARY_HEADERS
                                               : MODEL_VARY_METHOD;
    }
    return (in_force && (q->report || !model_question_is_constant(q)))
                   || q->request->conditional
               ? MODEL_VARY_ORIGIN
               : MODEL_VARY_NOTHING;
}

/* In an answer of the module nothing is preserved. */
static bool preserves(const model_question_t *q, const model_verdict_t *v)
{
    return q->policy && model_says(q, "CorsPreserveExisting", "On")
           && !model_has_fault(q) && !v->answers && !is_denied(q, q->decided);
}

model_verdict_t model_decide(const model_question_t *q, apr_pool_t *pool)
{
    model_verdict_t v = {.reason = NULL};

    v.in_force = q->policy || model_protects(q, q->decided);
    v.protects = model_protects(q, q->report ? q->upheld : q->decided);
    if (v.in_force && q->request->origin) {
        decide_cors(q, &v, pool);
    }
    if (!v.allowed && !q->preflight && model_question_is_constant(q)) {
        v.allow_origin = q->only;
    }
    v.owns = v.in_force && (q->policy || is_denied(q, q->decided));
    v.preserves = preserves(q, &v) && !q->report;
    if (q->report) {
        v.owns = is_denied(q, q->upheld);
    }
    v.vary = vary_of(q, q->report ? v.protects : v.in_force);
    v.governed = v.in_force || !q->request->conditional_policy
                 || model_says(q, "CorsEngine", "Off");
    return v;
}

static void refuse(model_verdict_t *v, const char *reason, bool preflight)
{
    v->reason = reason;
    v->allowed = false;
    v->allow_origin = NULL;
    v->owns = true;
    v->preserves = false;
    v->answers = preflight;
}

/* If the first URL has nothing in force, this enables protection for it,
 * without a policy. */
static void put_in_force(model_verdict_t *v, const model_verdict_t *other,
                         const char *origin)
{
    bool same = other->reason && strcmp(other->reason, "same-origin") == 0;

    if (!v->in_force && origin) {
        v->reason = same                          ? "same-origin"
                    : model_is_wellformed(origin) ? "origin-not-listed"
                                                  : "origin-malformed";
    }
    v->in_force = v->protects = v->governed = true;
}

/* Deny rules of tenants do not count. */
static void add_denial(const model_question_t *q, const char *origin,
                       model_verdict_t *v)
{
    if (model_denies(q, MODEL_CONFIGURED, origin)) {
        refuse(v, model_denial(q, MODEL_CONFIGURED, origin), q->preflight);
    }
}

/* "*" of the first URL does not include null-like origins if anything is
 * denied. */
static void withdraw_null(const model_question_t *q, const char *origin,
                          model_verdict_t *v)
{
    if (v->allowed && v->by_any && model_is_null_like(origin)
        && !model_tolerates(q, "NullOrigin")) {
        refuse(v, "origin-not-listed", q->preflight);
    }
}

static void add_enforcement(const model_question_t *q, model_verdict_t *v,
                            const model_verdict_t *other)
{
    if (other->refuses || (q->preflight && !other->allowed)) {
        if (!other->allowed) {
            refuse(v, other->reason, q->preflight);
        }
        v->reason = other->reason;
        v->refuses = other->refuses;
    }
}

model_verdict_t model_decide_chain(const model_question_t *q,
                                   const model_question_t *other,
                                   apr_pool_t *pool)
{
    model_verdict_t v = model_decide(q, pool);
    model_verdict_t o = model_decide(other, pool);
    const char *origin = q->request->origin;
    model_vary_e least = q->preflight ? MODEL_VARY_METHOD : MODEL_VARY_ORIGIN;
    bool enforces = model_enforces(other, other->upheld).unsafe;
    bool denies = other->upheld != MODEL_NOTHING
                  && model_denies(other, MODEL_CONFIGURED, NULL);

    if (!enforces && !denies) {
        return v;
    }
    v.vary = v.vary < least ? least : v.vary;
    v.allow_origin = v.allowed ? v.allow_origin : NULL;
    put_in_force(&v, &o, origin);
    if (!origin || (o.reason && strcmp(o.reason, "same-origin") == 0)) {
        return v;
    }
    if (denies) {
        withdraw_null(q, origin, &v);
        add_denial(other, origin, &v);
    }
    if (enforces) {
        add_enforcement(other, &v, &o);
    }
    return v;
}
