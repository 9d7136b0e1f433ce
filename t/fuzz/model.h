/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of decisions: the outcome of a case's request according to the
 * manual. It does not merge and has no cache: each function goes through all
 * sections again and scans each list from its start.
 */
#ifndef MODEL_H
#define MODEL_H

#include "case.h"

/* A regular expression, as the target understands it. */
typedef bool model_matches_t(const char *regex, const char *origin);

/* How much a regular expression matches. */
typedef enum {
    MODEL_NARROW,
    MODEL_BROAD,
    MODEL_ANY_INSTALLATION, /* of an application with one scheme */
    MODEL_REGISTRABLE       /* names that anybody can register */
} model_reach_e;

/* Functions of the target that the model calls; it calls reach only if
 * credentials are on. */
typedef struct {
    model_matches_t *matches;
    model_reach_e (*reach)(const char *regex);
    bool (*is_public_suffix)(const char *host);
} model_world_t;

/* Whether the directive accepts the value, regardless of other values. */
bool model_is_legal(const case_value_t *value, bool in_htaccess);

/* Whether a list uses the row as it is written. */
bool model_is_legal_row(const char *row);

/* Whether the values of the section are a legal combination. */
bool model_is_sound(const case_section_t *section);

/* The visible outcome of the decision, in the form of outcome_of(), including
 * the protection of the other URL of the case, if there is one. */
const char *model_outcome(const case_t *whole, const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool);

/* Whether the origin rules and deny rules allow the origin, ignoring faults. */
bool model_allows(const case_t *whole, const char *origin,
                  const model_world_t *world, apr_pool_t *pool);

/* Whether every request gets the same fields. */
bool model_is_constant(const case_t *whole, const case_request_t *request,
                       const model_world_t *world, apr_pool_t *pool);

#endif
