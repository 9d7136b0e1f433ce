/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision about one request, for the oracle of decisions.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "model_question.h"

typedef enum {
    MODEL_VARY_NOTHING,
    MODEL_VARY_ORIGIN,
    MODEL_VARY_METHOD,
    MODEL_VARY_HEADERS
} model_vary_e;

typedef struct {
    bool in_force, governed;
    bool allowed; /* the origin is allowed */
    bool by_any;  /* allowed only by "*" */
    bool answers, owns, refuses, preserves, protects;
    const char *reason;       /* NULL: not refused */
    const char *allow_origin; /* NULL: no fields */
    model_vary_e vary;
} model_verdict_t;

/* The verdict of the settings of one URL. */
model_verdict_t model_decide(const model_question_t *q, apr_pool_t *pool);

/* The same, with the protection of another URL of the chain. */
model_verdict_t model_decide_chain(const model_question_t *q,
                                   const model_question_t *other,
                                   apr_pool_t *pool);

/* The reason not to grant the method or a header name of a preflight, or NULL.
 */
const char *model_preflight_refusal(const model_question_t *q,
                                    apr_pool_t *pool);

/* The fields for an allowed origin, one "word=value" per line. */
const char *model_fields(const model_question_t *q, const char *allow_origin,
                         apr_pool_t *pool);

#endif
