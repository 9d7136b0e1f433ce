/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings that have no effect without others: those of a policy without an
 * origin rule, and exceptions without enforcement.
 */
#ifndef MOD_CORS_STARTUP_IDLE_H
#define MOD_CORS_STARTUP_IDLE_H

#include <apr_hash.h>

#include "policy/cors_settings.h"

typedef struct mod_cors_startup_idle_t mod_cors_startup_idle_t;

/* An empty table. The warnings are allocated from pconf, the pool of the
 * configuration, all else from ptemp. */
mod_cors_startup_idle_t *mod_cors_startup_idle_create(apr_pool_t *pconf,
                                                      apr_pool_t *ptemp);

/* Notes for each such setting in merged settings whether it has an effect. rules
 * and enforcement: other settings that the same requests may meet have origin
 * rules, or enforce. */
void mod_cors_startup_idle_note(mod_cors_startup_idle_t *table,
                                const cors_settings_t *s, bool rules,
                                bool enforcement);

/* Warns of the settings that had no effect whenever they were noted. known
 * holds the warnings that were written (see mod_cors_warnings_is_new). */
void mod_cors_startup_idle_warn(const mod_cors_startup_idle_t *table,
                                apr_hash_t *known);

#endif
