/* SPDX-License-Identifier: Apache-2.0
 *
 * Protection in a chain of internal redirects: the deny rules and the
 * enforcement of every URL of the chain apply.
 */
#ifndef CORS_PROTECTION_H
#define CORS_PROTECTION_H

#include "policy/cors_decision.h"

/* Adds to decision, which was made by settings, the protection of another URL
 * of the chain. other is the decision about the same request by other_settings,
 * those of that URL. Only deny rules of configuration files count. The response
 * then depends on the origin, and a request that either URL refuses is refused.
 * If nothing is in force in decision, only its kind must be set. decision may
 * point into other_settings and their request. Allocates nothing. */
void cors_protection_collect(cors_decision_t *decision,
                             const cors_settings_t *settings,
                             const cors_decision_t *other,
                             const cors_settings_t *other_settings);

#endif
