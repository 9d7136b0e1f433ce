/* SPDX-License-Identifier: Apache-2.0
 *
 * Profiles of containers: groups of those of one section that are at fault
 * together. A section with ten thousand containers is checked with every
 * section that may apply to the same requests, but has only a few profiles.
 */
#ifndef MOD_CORS_STARTUP_PROFILES_H
#define MOD_CORS_STARTUP_PROFILES_H

#include "policy/cors_container.h"

typedef struct mod_cors_startup_profiles_t mod_cors_startup_profiles_t;

/* Returns an empty table of profiles. It and the profiles are allocated from
 * pool, and containers that are looked up must live as long. */
mod_cors_startup_profiles_t *mod_cors_startup_profiles_create(apr_pool_t *pool);

/* Calls visit, as cors_container_each does, for each container of the settings
 * that is at fault. The first call for a section visits all of its
 * containers. */
void mod_cors_startup_profiles_each(mod_cors_startup_profiles_t *profiles,
                                    const cors_settings_t *settings,
                                    cors_container_visit_t *visit, void *baton);

#endif
