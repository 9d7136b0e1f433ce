/* SPDX-License-Identifier: Apache-2.0
 *
 * Protection over a chain of internal redirects: deny rules and enforcement
 * hold wherever a URL of the chain has them in force.
 */
#ifndef CORS_PROTECTION_H
#define CORS_PROTECTION_H

#include "policy/cors_decision.h"

/* Adds to a decision, made by settings, the protection of another URL of the
 * chain. That URL has other_settings, and other is their decision about the
 * same request. Of its deny rules only those of configuration files count. The
 * response is then not constant, and a request that either URL refuses is
 * refused. If nothing is in force in decision, only its kind must be set.
 * Allocates nothing. */
void cors_protection_collect(cors_decision_t *decision,
                             const cors_settings_t *settings,
                             const cors_decision_t *other,
                             const cors_settings_t *other_settings);

#endif
