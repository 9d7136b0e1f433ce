/* SPDX-License-Identifier: Apache-2.0
 *
 * Protection over a chain of internal redirects: deny rules and enforcement
 * hold wherever a URL of the chain has them in force.
 */
#ifndef CORS_PROTECTION_H
#define CORS_PROTECTION_H

#include "cors_decision.h"

/* Adds to a decision, made by settings, the protection that other_settings, of
 * another URL of the chain, have in force; other is what those decided about
 * the same request. Of their deny rules those of configuration files count.
 * Then the response is not constant, and what either URL refuses is refused.
 * Of a decision in which nothing is in force, only its kind must be set.
 * Allocates nothing. */
void cors_protection_collect(cors_decision_t *decision,
                             const cors_settings_t *settings,
                             const cors_decision_t *other,
                             const cors_settings_t *other_settings);

#endif
