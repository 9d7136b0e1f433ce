/* SPDX-License-Identifier: Apache-2.0
 *
 * One request to one policy, for the oracle of decisions.
 */
#ifndef MODEL_QUESTION_H
#define MODEL_QUESTION_H

#include "model.h"
#include "model_lists.h"

/* Which lines protect: none, those of configuration files, or all. */
typedef enum {
    MODEL_NOTHING,
    MODEL_CONFIGURED,
    MODEL_EVERYTHING
} model_protection_e;

/* What CorsEnforce refuses. */
typedef struct {
    bool on;          /* regardless of the method */
    bool unsafe;      /* requests that may change something */
    bool credentials; /* also of origins allowed without credentials */
} model_enforcement_t;

typedef struct {
    const case_t *whole; /* without containers: see model_container.h */
    const case_request_t *request;
    const model_world_t *world;
    model_list_t rules; /* for origins */
    bool policy, credentials, report, preflight;
    model_protection_e decided, upheld;
    const char *only; /* the value of all rules if it is the same, or NULL */
    bool unavailable; /* a list that an origin rule names has no version */
} model_question_t;

model_question_t model_ask(const case_t *whole, const case_request_t *request,
                           const model_world_t *world, apr_pool_t *pool);

/* Whether a directive with one value has this one. */
bool model_says(const model_question_t *q, const char *directive,
                const char *value);
bool model_tolerates(const model_question_t *q, const char *what);

/* Whether the origin is denied by name, or is malformed and any origin is
 * denied; with NULL, whether any origin is denied. */
bool model_denies(const model_question_t *q, model_protection_e protection,
                  const char *origin);

/* Why the origin, which is denied, is denied. */
const char *model_denial(const model_question_t *q,
                         model_protection_e protection, const char *origin);

model_enforcement_t model_enforces(const model_question_t *q,
                                   model_protection_e protection);
bool model_protects(const model_question_t *q, model_protection_e protection);

/* Whether CorsEnforceExcept lists the origin. */
bool model_excepts(const model_question_t *q, const char *origin);

/* Whether the policy has a forbidden combination. */
bool model_has_fault(const model_question_t *q);

/* Whether the origin is "null" or "file://", which are treated alike. */
bool model_is_null_like(const char *origin);
bool model_is_wellformed(const char *origin);

/* Whether the rule admits the origin, ignoring deny rules. */
bool model_admits(const model_question_t *q, const model_value_t *rule,
                  const char *origin);

/* The reason to refuse the origin, or NULL; does not consider faults. *by_any:
 * it is allowed, but only by "*". */
const char *model_refusal(const model_question_t *q, const char *origin,
                          bool *by_any);

bool model_question_is_constant(const model_question_t *q);

/* These two depend only on the request. */
bool model_is_unsafe(const case_request_t *request);
bool model_is_same_origin(const case_request_t *request);

#endif
