/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds settings that have no effect because another one is missing: those of a
 * policy without an origin rule, and exceptions without enforcement.
 */
#ifndef MOD_CORS_STARTUP_IDLE_H
#define MOD_CORS_STARTUP_IDLE_H

#include <apr_hash.h>

#include "policy/cors_settings.h"

typedef struct mod_cors_startup_idle_t mod_cors_startup_idle_t;

/* Returns an empty table, allocated from ptemp. Warnings are allocated from
 * pconf, the pool of the configuration. */
mod_cors_startup_idle_t *mod_cors_startup_idle_create(apr_pool_t *pconf,
                                                      apr_pool_t *ptemp);

/* Records for each such setting in s, which are merged settings, whether it has
 * an effect. rules, enforcement: other settings that may apply to the same
 * requests have origin rules, or enforce. */
void mod_cors_startup_idle_note(mod_cors_startup_idle_t *table,
                                const cors_settings_t *s, bool rules,
                                bool enforcement);

/* Stores a warning in pconf about each setting that never had an effect when it
 * was recorded. known: see mod_cors_warnings_is_new. */
void mod_cors_startup_idle_warn(const mod_cors_startup_idle_t *table,
                                apr_hash_t *known);

#endif
