/* SPDX-License-Identifier: Apache-2.0
 *
 * One request to one policy, for the oracle of decisions.
 */
#ifndef MODEL_QUESTION_H
#define MODEL_QUESTION_H

#include "model.h"
#include "model_lists.h"

/* What protects: nothing, what configuration files say, or everything. */
typedef enum {
    MODEL_NOTHING,
    MODEL_CONFIGURED,
    MODEL_EVERYTHING
} model_protection_e;

typedef struct {
    const case_t *whole;
    const case_request_t *request;
    const model_world_t *world;
    model_list_t rules; /* for origins */
    bool policy, credentials, preflight;
    model_protection_e decided, upheld;
    const char *only; /* the one value that all rules are, or NULL */
} model_question_t;

model_question_t model_ask(const case_t *whole, const case_request_t *request,
                           const model_world_t *world);

/* Whether a directive with one value has this one. */
bool model_says(const model_question_t *q, const char *directive,
                const char *value);

/* Whether the origin is denied; NULL: whether any is. */
bool model_denies(const model_question_t *q, model_protection_e protection,
                  const char *origin);
bool model_enforces(const model_question_t *q, model_protection_e protection);
bool model_protects(const model_question_t *q, model_protection_e protection);

/* Whether the policy holds what must not meet. */
bool model_has_fault(const model_question_t *q);

/* Why the origin is refused, or NULL; faults aside. */
const char *model_refusal(const model_question_t *q, const char *origin);

bool model_question_is_constant(const model_question_t *q);

#endif
