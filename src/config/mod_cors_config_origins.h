/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of CorsAllowOrigin, CorsAllowOriginMatch, CorsDenyOrigin and
 * CorsEnforceExcept. args is the rest of the directive's line. Each handler
 * returns NULL, or a sentence for httpd to print, allocated from
 * cmd->temp_pool.
 */
#ifndef MOD_CORS_CONFIG_ORIGINS_H
#define MOD_CORS_CONFIG_ORIGINS_H

#include <httpd.h>
#include <http_config.h>

const char *mod_cors_config_origins_allow(cmd_parms *cmd, void *config,
                                          const char *args);
const char *mod_cors_config_origins_allow_match(cmd_parms *cmd, void *config,
                                                const char *args);
const char *mod_cors_config_origins_deny(cmd_parms *cmd, void *config,
                                         const char *args);
const char *mod_cors_config_origins_enforce_except(cmd_parms *cmd, void *config,
                                                   const char *args);

/* Add one value to the origin rules of config, a mod_cors_config_section_t, and
 * to the container whose first line is being read: a pattern, or a regular
 * expression. */
const char *mod_cors_config_origins_take_contained(cmd_parms *cmd, void *config,
                                                   const char *value);
const char *mod_cors_config_origins_take_contained_match(cmd_parms *cmd,
                                                         void *config,
                                                         const char *value);

#endif
