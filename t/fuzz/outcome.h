/* SPDX-License-Identifier: Apache-2.0
 *
 * All that can be seen of what the core decides, in the words of the oracle
 * of decisions, and what must hold of it whatever the settings are.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "policy/cors_decision.h"
#include "model.h"

/* The reach of a matcher, in the words of the model. */
model_reach_e outcome_reach(cors_reach_e reach);

/* What the settings decide for each request of the case is the same merged
 * from the left and from the right, and what the model says; without a world
 * the model is not asked. The other sections are those of whole->other. */
void outcome_check(cors_settings_t *const *sections,
                   cors_settings_t *const *other_sections, const case_t *whole,
                   const model_world_t *world, apr_pool_t *pool);

#endif
