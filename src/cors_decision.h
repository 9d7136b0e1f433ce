/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision: a plain value computed from settings and from the facts of one
 * request, complete before anything is written, and the response fields that
 * follow from it. Fetch, "CORS protocol".
 */
#ifndef CORS_DECISION_H
#define CORS_DECISION_H

#include "cors_fault.h"

typedef enum {
    CORS_NOT_CORS,       /* no `Origin` */
    CORS_ACTUAL_REQUEST, /* any CORS request but a CORS-preflight request */
    CORS_PREFLIGHT_REQUEST
} cors_request_kind_e;

/* The facts of a request, as the browser sent it. Strings are terminated, may
 * be NULL where a field is absent, and must outlive the decision. */
typedef struct {
    bool is_options;
    const char *origin;
    const char *request_method;  /* Access-Control-Request-Method */
    const char *request_headers; /* Access-Control-Request-Headers */
    bool conditional; /* an <If> in scope holds settings: who asks matters */
} cors_request_t;

typedef enum {
    CORS_REASON_NONE, /* nothing is refused */
    CORS_REASON_SAME_ORIGIN,
    CORS_REASON_ORIGIN_NOT_LISTED,
    CORS_REASON_ORIGIN_DENIED,
    CORS_REASON_ORIGIN_MALFORMED,
    CORS_REASON_ORIGIN_INSECURE,
    CORS_REASON_METHOD_NOT_ALLOWED,
    CORS_REASON_HEADER_NOT_ALLOWED,
    CORS_REASON_POLICY_FAULT
} cors_reason_e;

typedef enum {
    CORS_VARY_NONE,
    CORS_VARY_ORIGIN,
    CORS_VARY_PREFLIGHT /* Origin and both request fields of a preflight */
} cors_vary_e;

typedef struct {
    cors_request_kind_e kind;
    bool in_force;       /* a policy or protection; else nothing is decided */
    bool origin_allowed; /* method and header names aside */
    bool answers;        /* a preflight that the module itself answers */
    bool owns_fields;    /* the owned fields of others are removed */
    bool refuses;        /* an actual request whose handler must not run */
    bool preserves;      /* the one Allow-Origin of an application is kept */
    bool report_only;    /* the fields are compared, not written */
    cors_reason_e reason;
    cors_vary_e vary;
    const cors_rule_t *rule;     /* the one that decided, or NULL */
    const char *allow_origin;    /* NULL: the response gets no fields */
    cors_fault_t fault;          /* of CORS_REASON_POLICY_FAULT */
    cors_origin_lookup_t lookup; /* last; set where an origin was judged */
} cors_decision_t;

cors_request_kind_e cors_request_kind(const cors_request_t *request);

/* Decides. Reads settings and request only, allocates nothing, never fails;
 * linear in the lengths of the request's fields. */
void cors_decide(const cors_settings_t *settings, const cors_request_t *request,
                 cors_decision_t *decision);

/* Whether the decision refuses an actual request, so that it matters whether
 * it is same-origin; cors_decide_same_origin then says that it is. */
static inline bool
cors_decision_may_be_same_origin(const cors_decision_t *decision)
{
    return decision->in_force && decision->kind == CORS_ACTUAL_REQUEST
           && !decision->origin_allowed;
}

void cors_decide_same_origin(cors_decision_t *decision);

/* The status of a preflight that the module answers. */
int cors_preflight_status(const cors_decision_t *decision,
                          const cors_settings_t *settings);

/* The value of the environment variable CORS_DECISION; constant; NULL where
 * nothing was decided. */
const char *cors_decision_name(const cors_decision_t *decision);

#endif
