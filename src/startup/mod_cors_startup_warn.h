/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about settings that are legal, but have less or more effect than an
 * administrator probably expects. This file does not know sections: its callers
 * find out which settings apply to the same requests.
 */
#ifndef MOD_CORS_STARTUP_WARN_H
#define MOD_CORS_STARTUP_WARN_H

#include "policy/cors_policy.h"

/* Each function stores its warnings in pconf, each once (see
 * mod_cors_warnings_add_once). */

/* Warns about merged settings whose policy is in force: CorsEnforce if "*"
 * allows every origin, CorsPreserveExisting if the module answers preflights,
 * and expressions that match host names which anybody can register. may_deny:
 * another section that may apply to the same requests has deny rules. */
void mod_cors_startup_warn_policy(apr_pool_t *pconf,
                                  const cors_settings_t *settings,
                                  bool may_deny);

/* Warns about expressions among the rules of a container that match host names
 * which anybody can register. Call it where credentials are not allowed. */
void mod_cors_startup_warn_expressions(apr_pool_t *pconf,
                                       const cors_rule_group_t *rules);

/* Warns about CorsEnforce under CorsEngine Off or ReportOnly. settings: of one
 * section, or merged for a request. */
void mod_cors_startup_warn_engine(apr_pool_t *pconf,
                                  const cors_settings_t *settings);

/* Warns about each pattern of a set that another pattern of the set covers.
 * directive: the name of the directive that lists them. */
void mod_cors_startup_warn_covered(apr_pool_t *pconf, const char *directive,
                                   const cors_origin_set_t *set);

/* Warns about patterns in CorsEnforceExcept of one section that match origins
 * which anybody can have. */
void mod_cors_startup_warn_exceptions(apr_pool_t *pconf,
                                      const cors_settings_t *settings);

#endif
