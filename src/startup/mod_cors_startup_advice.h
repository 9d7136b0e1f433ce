/* SPDX-License-Identifier: Apache-2.0
 *
 * Advice about settings that are legal, but do less or more than they seem to.
 * It knows nothing of sections: the walk finds out which settings meet.
 */
#ifndef MOD_CORS_STARTUP_ADVICE_H
#define MOD_CORS_STARTUP_ADVICE_H

#include <apr_hash.h>

#include "policy/cors_policy.h"

/* Each function keeps its warnings in pconf (see mod_cors_warnings_add), each once
 * for the lines that it names: known holds the warnings that were kept. */

/* Advice about merged settings whose policy is in force: CorsEnforce where "*"
 * allows every origin, CorsPreserveExisting where the module answers
 * preflights, expressions that admit names which anybody can register.
 * may_deny: the same requests may meet another section with deny rules. */
void mod_cors_startup_advice_policy(apr_pool_t *pconf, apr_hash_t *known,
                                    const cors_settings_t *settings,
                                    bool may_deny);

/* Advice about CorsEnforce under CorsEngine Off or ReportOnly, in the settings
 * of one section or in those that hold for a request. */
void mod_cors_startup_advice_engine(apr_pool_t *pconf, apr_hash_t *known,
                                    const cors_settings_t *settings);

/* Advice about the patterns of one list that other patterns of the list
 * cover. */
void mod_cors_startup_advice_covered(apr_pool_t *pconf, apr_hash_t *known,
                                     const char *directive,
                                     const cors_origin_set_t *set);

/* Advice about the CorsEnforceExcept of one section: patterns that anybody's
 * origin can match. */
void mod_cors_startup_advice_exceptions(apr_pool_t *pconf, apr_hash_t *known,
                                        const cors_settings_t *settings);

#endif
