/* SPDX-License-Identifier: Apache-2.0
 *
 * The visible outcome of the core's decision, in the form of the oracle, and
 * properties that it must have with any settings.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "policy/cors_decision.h"
#include "model.h"

/* The reach of a matcher, in the form of the model. */
model_reach_e outcome_reach(cors_reach_e reach);

/* Checks for each request of the case that the outcome does not depend on the
 * order of merging and is that of the model; without a world the model is not
 * used. The other sections are those of whole->other. */
void outcome_check(cors_settings_t *const *sections,
                   cors_settings_t *const *other_sections, const case_t *whole,
                   const model_world_t *world, apr_pool_t *pool);

#endif
