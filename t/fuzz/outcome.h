/* SPDX-License-Identifier: Apache-2.0
 *
 * All that can be seen of what the core decides, in the words of the oracle
 * of decisions, and what must hold of it whatever the settings are.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "cors_decision.h"
#include "model.h"

/* The outcome as text; fails where a property does not hold. */
const char *outcome_of(const cors_settings_t *settings,
                       const case_request_t *request, apr_pool_t *pool);

/* What the settings decide for each request of the case is the same merged
 * from the left and from the right, and what the model says; without a world
 * the model is not asked. */
void outcome_check(cors_settings_t *const *sections, const case_t *whole,
                   const model_world_t *world, apr_pool_t *pool);

#endif
