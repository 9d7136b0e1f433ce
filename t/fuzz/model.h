/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of decisions: what a case's request must get, by the manual. It
 * merges nothing and keeps nothing; each question goes through all sections
 * again, each list is scanned from its beginning.
 */
#ifndef MODEL_H
#define MODEL_H

#include "case.h"

/* A regular expression, as the target understands it. */
typedef bool model_matches_t(const char *regex, const char *origin);

/* How much an expression matches. */
typedef enum {
    MODEL_NARROW,
    MODEL_BROAD,
    MODEL_ANY_INSTALLATION, /* of an application with one scheme */
    MODEL_REGISTRABLE       /* names that everybody can register */
} model_reach_e;

/* Answers that the model needs from outside; the last two are needed only where
 * credentials are on. */
typedef struct {
    model_matches_t *matches;
    model_reach_e (*reach)(const char *regex);
    bool (*is_public_suffix)(const char *host);
} model_world_t;

/* Whether the directive takes the value, other values of the section aside. */
bool model_is_legal(const case_value_t *value, bool in_htaccess);

/* Whether the values of the section can stand together. */
bool model_is_sound(const case_section_t *section);

/* All that can be seen of the decision, in the words of outcome_of(); with the
 * protection of the other URL of the case, if there is one. */
const char *model_outcome(const case_t *whole, const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool);

/* Whether the origin rules and deny rules allow the origin, faults aside. */
bool model_allows(const case_t *whole, const char *origin,
                  const model_world_t *world);

/* Whether every request gets the same fields. */
bool model_is_constant(const case_t *whole, const case_request_t *request,
                       const model_world_t *world);

#endif
