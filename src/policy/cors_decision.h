/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision about a request: a plain value that is computed from settings
 * and the facts of the request, and complete before anything is written.
 * cors_fields.h has the response fields that follow from it. Fetch, "CORS
 * protocol".
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
    CORS_REASON_EARLY_RESPONSE, /* a preflight whose early status stays */
    CORS_REASON_POLICY_FAULT,
    CORS_REASON_LIST_UNAVAILABLE, /* an origin list has no version yet */
    CORS_REASON_NO_CONDITION_MET  /* an <If> has a policy, none is in force */
} cors_reason_e;

typedef enum {
    CORS_VARY_NONE,
    CORS_VARY_ORIGIN,
    CORS_VARY_PREFLIGHT,        /* Origin and the requested method */
    CORS_VARY_PREFLIGHT_HEADERS /* also the requested header names */
} cors_vary_e;

/* What happens to existing fields: the owned fields (cors_fields.h) that an
 * application or a backend has set. It also says whether the fields that the
 * decision grants are set. */
typedef enum {
    CORS_OWNED_LEAVE,    /* existing fields stay, none are set */
    CORS_OWNED_REPLACE,  /* existing fields are removed, granted ones set */
    CORS_OWNED_PRESERVE, /* as REPLACE, unless one Allow-Origin exists */
    CORS_OWNED_CLOSE,    /* a page of the module: existing fields are removed,
                            Timing-Allow-Origin too, and none are set */
    /* Under ReportOnly existing fields stay, and their differences from granted
     * ones are logged. UNLESS_PRESERVED logs them only if there is not exactly
     * one Allow-Origin. AND_REMOVE also removes existing fields and sets none,
     * because configuration files deny the origin. */
    CORS_OWNED_COMPARE,
    CORS_OWNED_COMPARE_UNLESS_PRESERVED,
    CORS_OWNED_COMPARE_AND_REMOVE
} cors_owned_e;

typedef struct {
    cors_request_kind_e kind;
    bool in_force;       /* a policy or protection; else nothing is decided */
    bool protects;       /* protection is in force and not only reported */
    bool denies;         /* an origin that the policy allows may be refused */
    bool origin_allowed; /* regardless of the method and header names */
    bool answers;        /* the module itself answers this preflight */
    bool refuses;        /* the handler of this actual request must not run */
    cors_owned_e owned;
    cors_reason_e reason;
    cors_vary_e vary;
    const cors_rule_t *rule;     /* the rule that decided, or NULL */
    const cors_place_t *place;   /* of another URL's settings, if they refuse */
    const char *allow_origin;    /* its value; NULL: no fields are granted */
    cors_fault_t fault;          /* of the policy, or CORS_FAULT_NONE */
    cors_origin_lookup_t lookup; /* set if an origin was decided */
} cors_decision_t;

/* Resets a decision to "nothing is decided". Does not write lookup, and of
 * fault only its kind: the other members are not read in that state. */
static inline void cors_decision_clear(cors_decision_t *decision)
{
    memset(decision, 0, offsetof(cors_decision_t, fault));
    decision->fault.kind = CORS_FAULT_NONE;
}

/* Decides a request by settings. The decision points into both, so they must
 * live as long. Allocates nothing and never fails; takes time linear in the
 * lengths of the request's fields. Fetch, "CORS check" and "CORS-preflight
 * fetch". */
void cors_decision_make(const cors_settings_t *settings,
                        const cors_request_t *request,
                        cors_decision_t *decision);

/* Does the same, by a rule that was found before. choice is the result of
 * looking up the origin with decision->lookup, in these settings or in those
 * from which a container made them. decision->lookup must be set, and is used
 * as it is: so a list that gets another version meanwhile does not change the
 * decision. */
typedef struct {
    bool denied;             /* the deny rules in force refuse the origin */
    const cors_rule_t *rule; /* else the one that admits it; NULL: none does */
} cors_choice_t;
void cors_decision_make_by_choice(const cors_settings_t *settings,
                                  const cors_request_t *request,
                                  const cors_choice_t *choice,
                                  cors_decision_t *decision);

/* Returns the reason why the deny rule refuses a well-formed origin that it
 * matches: an origin list that is unavailable denies every origin. */
cors_reason_e cors_decision_denial(const cors_rule_t *rule,
                                   cors_origin_lookup_t *lookup);

/* Returns whether the caller must find out if an actual request is same-origin,
 * since otherwise its origin, or its credentials, are not allowed. */
static inline bool
cors_decision_may_be_same_origin(const cors_decision_t *decision)
{
    return decision->in_force && decision->kind == CORS_ACTUAL_REQUEST
           && (!decision->origin_allowed
               || decision->reason == CORS_REASON_CREDENTIALS_NOT_ALLOWED);
}

/* Changes the decision about an actual request that is same-origin: it is not
 * refused. cors_decision_may_be_same_origin must be true. */
void cors_decision_set_same_origin(cors_decision_t *decision);

/* Makes the response depend on the origin, also if the policy is constant: Vary
 * has at least Origin, and an origin that is not allowed gets no fields. */
void cors_decision_add_vary(cors_decision_t *decision);

/* Decides a request, whose kind is set, for a page that no other origin may
 * read, whatever the settings say: preflights are answered by 403, existing
 * fields are removed and none are set. Nothing is in force. */
void cors_decision_close(cors_decision_t *decision);

/* Changes the decision about a preflight with an early response: the module
 * does not answer it, so that the response keeps its status. */
void cors_decision_keep_status(cors_decision_t *decision);

/* Returns the status of a preflight that the module answers: 403 if the origin
 * is not allowed, otherwise that of CorsPreflightStatus in settings. */
int cors_decision_preflight_status(const cors_decision_t *decision,
                                   const cors_settings_t *settings);

/* Returns whether a CORS request was decided, so that cors_decision_name
 * returns a value. */
static inline bool cors_decision_is_made(const cors_decision_t *decision)
{
    return decision->kind != CORS_NOT_CORS
           && (decision->in_force
               || decision->reason == CORS_REASON_NO_CONDITION_MET);
}

/* A value of the environment variable CORS_DECISION. */
typedef struct {
    const char *name; /* a constant */
    unsigned number;  /* from 0, below CORS_DECISION_WORDS */
} cors_decision_word_t;

enum { CORS_DECISION_WORDS = 20 };

/* Indexed by reason and kind. The name of a combination that no decision has is
 * NULL. */
extern const cors_decision_word_t cors_decision_words[][3];

/* Returns the value for a decision that is made. */
static inline const cors_decision_word_t *
cors_decision_word(const cors_decision_t *decision)
{
    return &cors_decision_words[decision->reason][decision->kind];
}

/* Returns the name of the value for a decision; NULL if nothing was decided. */
static inline const char *cors_decision_name(const cors_decision_t *decision)
{
    return cors_decision_is_made(decision) ? cors_decision_word(decision)->name
                                           : NULL;
}

/* Returns the name of the value with a number, or NULL. */
const char *cors_decision_numbered_name(unsigned number);

#endif
