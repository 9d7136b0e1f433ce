/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of CorsAllowMethods, CorsAllowHeaders and CorsExposeHeaders.
 * args is the rest of the directive's line. Each handler returns NULL, or a
 * sentence for httpd to print, allocated from cmd->temp_pool.
 */
#ifndef MOD_CORS_CONFIG_NAMES_H
#define MOD_CORS_CONFIG_NAMES_H

#include <httpd.h>
#include <http_config.h>

const char *mod_cors_config_names_allow_methods(cmd_parms *cmd, void *config,
                                                const char *args);
const char *mod_cors_config_names_allow_headers(cmd_parms *cmd, void *config,
                                                const char *args);
const char *mod_cors_config_names_expose_headers(cmd_parms *cmd, void *config,
                                                 const char *args);

#endif
