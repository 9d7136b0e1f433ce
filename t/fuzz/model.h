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

/* What the module may not know about itself: asked where credentials are on. */
typedef struct {
    model_matches_t *matches;
    model_matches_t *is_broad; /* origin is NULL */
    bool (*is_public_suffix)(const char *host);
} model_world_t;

/* Whether the directive takes the value, other values of the section aside. */
bool model_is_legal(const case_value_t *value, bool in_htaccess);

/* Whether the values of the section can stand together. */
bool model_is_sound(const case_section_t *section);

/* All that can be seen of the decision, one "word=value" a line, in the order
 * of describe() in outcome.c. */
const char *model_outcome(const case_t *whole, const case_request_t *request,
                          const model_world_t *world, apr_pool_t *pool);

/* Whether the origin rules and deny rules allow the origin, faults aside. */
bool model_allows(const case_t *whole, const char *origin,
                  const model_world_t *world);

/* Whether every request gets the same fields. */
bool model_is_constant(const case_t *whole, const case_request_t *request,
                       const model_world_t *world);

#endif
