/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision: a plain value computed from settings and from the facts of one
 * request, complete before anything is written, and the response fields that
 * follow from it. Fetch, "CORS protocol".
 */
#ifndef CORS_DECISION_H
#define CORS_DECISION_H

#include <stddef.h>
#include <string.h>

#include "policy/cors_fault.h"
#include "policy/cors_request.h"

typedef enum {
    CORS_REASON_NONE, /* nothing is refused */
    CORS_REASON_SAME_ORIGIN,
    CORS_REASON_ORIGIN_NOT_LISTED,
    CORS_REASON_ORIGIN_DENIED,
    CORS_REASON_ORIGIN_MALFORMED,
    CORS_REASON_ORIGIN_INSECURE,
    CORS_REASON_METHOD_NOT_ALLOWED,
    CORS_REASON_HEADER_NOT_ALLOWED,
    CORS_REASON_CREDENTIALS_NOT_ALLOWED, /* the origin is allowed */
    CORS_REASON_EARLY_RESPONSE,          /* a preflight keeps that status */
    CORS_REASON_POLICY_FAULT,
    CORS_REASON_NO_CONDITION_MET /* an <If> holds a policy, none is in force */
} cors_reason_e;

typedef enum {
    CORS_VARY_NONE,
    CORS_VARY_ORIGIN,
    CORS_VARY_PREFLIGHT,        /* Origin and the requested method */
    CORS_VARY_PREFLIGHT_HEADERS /* also the requested header names */
} cors_vary_e;

/* What happens to the owned fields (cors_fields.h) that an application or a
 * backend has set, and whether those that the decision grants are set. */
typedef enum {
    CORS_OWNED_LEAVE,    /* theirs stay; none are granted */
    CORS_OWNED_REPLACE,  /* theirs are removed, those granted are set */
    CORS_OWNED_PRESERVE, /* the same, unless theirs have one Allow-Origin */
    /* Under ReportOnly theirs stay, and differences from those granted are
     * logged; the second unless theirs have one Allow-Origin. The third removes
     * theirs: configuration files deny the origin, so that none are granted. */
    CORS_OWNED_COMPARE,
    CORS_OWNED_COMPARE_UNLESS_PRESERVED,
    CORS_OWNED_COMPARE_AND_REMOVE
} cors_owned_e;

typedef struct {
    cors_request_kind_e kind;
    bool in_force;       /* a policy or protection; else nothing is decided */
    bool protects;       /* protection is in force and not only reported */
    bool denies;         /* some origins the policy allows may be refused */
    bool origin_allowed; /* regardless of method and header names */
    bool answers;        /* a preflight that the module itself answers */
    bool refuses;        /* an actual request whose handler must not run */
    cors_owned_e owned;
    cors_reason_e reason;
    cors_vary_e vary;
    const cors_rule_t *rule;     /* the one that decided, or NULL */
    const cors_place_t *place;   /* of settings of another URL that refuse */
    const char *allow_origin;    /* NULL: no fields are granted */
    cors_fault_t fault;          /* of CORS_REASON_POLICY_FAULT */
    cors_origin_lookup_t lookup; /* set where an origin was judged */
} cors_decision_t;

/* Resets a decision to "nothing is decided", but for members that others say
 * are not set. */
static inline void cors_decision_clear(cors_decision_t *decision)
{
    memset(decision, 0, offsetof(cors_decision_t, fault));
    decision->fault.kind = CORS_FAULT_NONE;
}

/* Decides. Reads settings and request only, allocates nothing, never fails;
 * linear in the lengths of the request's fields. */
void cors_decision_make(const cors_settings_t *settings,
                        const cors_request_t *request,
                        cors_decision_t *decision);

/* Whether it matters that an actual request may be same-origin: its origin is
 * not allowed, or not with its credentials. */
static inline bool
cors_decision_may_be_same_origin(const cors_decision_t *decision)
{
    return decision->in_force && decision->kind == CORS_ACTUAL_REQUEST
           && (!decision->origin_allowed
               || decision->reason == CORS_REASON_CREDENTIALS_NOT_ALLOWED);
}

/* Notes that an actual request is same-origin. */
void cors_decision_set_same_origin(cors_decision_t *decision);

/* Notes that the response depends on the origin, also if the policy is
 * constant. */
void cors_decision_add_vary(cors_decision_t *decision);

/* Notes that a preflight keeps the status of an early response. */
void cors_decision_keep_status(cors_decision_t *decision);

/* The status of a preflight that the module answers. */
int cors_decision_preflight_status(const cors_decision_t *decision,
                                   const cors_settings_t *settings);

/* Whether a CORS request was decided, so that cors_decision_name has a value
 * for it. */
static inline bool cors_decision_is_made(const cors_decision_t *decision)
{
    return decision->kind != CORS_NOT_CORS
           && (decision->in_force
               || decision->reason == CORS_REASON_NO_CONDITION_MET);
}

/* The value of the environment variable CORS_DECISION; constant; NULL where
 * nothing was decided. */
const char *cors_decision_name(const cors_decision_t *decision);

#endif
