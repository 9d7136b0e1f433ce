/* SPDX-License-Identifier: Apache-2.0
 *
 * Advice about settings that are legal and do less, or more, than they seem to.
 * It knows nothing of sections; who meets whom is the walk's.
 */
#ifndef MOD_CORS_ADVICE_H
#define MOD_CORS_ADVICE_H

#include <apr_hash.h>

#include "cors_policy.h"

/* Each function keeps its warnings in pconf (see mod_cors_warn_at), once for
 * the lines that they are about: known has those that were kept. */

/* About merged settings, whose policy is in force (may_deny: other sections,
 * which requests may meet with them, have deny rules): CorsEnforce where "*" allows
 * every origin, CorsPreserveExisting where preflights are the module's,
 * expressions that admit names which anybody can register. */
void mod_cors_advise_policy(apr_pool_t *pconf, apr_hash_t *known,
                            const cors_settings_t *settings, bool may_deny);

/* CorsEnforce under CorsEngine Off or ReportOnly, about what stands in one
 * section, or holds for a request. */
void mod_cors_advise_engine(apr_pool_t *pconf, apr_hash_t *known,
                            const cors_settings_t *settings);

/* Exceptions from enforcement, of one section, that anybody can become. */
void mod_cors_advise_exceptions(apr_pool_t *pconf, apr_hash_t *known,
                                const cors_settings_t *settings);

#endif
