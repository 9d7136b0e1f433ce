/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds settings that have no effect because another one is missing: those of a
 * policy without an origin rule, and exceptions without enforcement.
 */
#ifndef MOD_CORS_STARTUP_IDLE_H
#define MOD_CORS_STARTUP_IDLE_H

#include <apr_hash.h>

#include "policy/cors_settings.h"

/* Flags: what a section has that other settings need. */
enum {
    MOD_CORS_STARTUP_HAS_RULES = 1,       /* origin rules */
    MOD_CORS_STARTUP_HAS_ENFORCEMENT = 2, /* CorsEnforce, not Off */
    MOD_CORS_STARTUP_HAS_DENY_RULES = 4
};

/* Returns the flags of settings. */
unsigned mod_cors_startup_idle_flags(const cors_settings_t *settings);

/* Records in table, for each setting that needs another one, whether it has an
 * effect. has: the flags of all settings that may apply to the same requests.
 * The caller makes the empty table; its pool is used. */
void mod_cors_startup_idle_note(apr_hash_t *table,
                                const cors_settings_t *settings, unsigned has);

/* Stores a warning in pconf, the pool of the configuration, about each setting
 * that never had an effect when it was recorded. */
void mod_cors_startup_idle_warn(apr_hash_t *table, apr_pool_t *pconf);

#endif
