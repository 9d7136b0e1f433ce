/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the containers <CorsOrigin> and <CorsOriginMatch>: they add
 * the patterns to the origin rules of their section, and read the directives
 * inside. This file does not know what a container does to a request.
 */
#ifndef MOD_CORS_CONFIG_CONTAINER_H
#define MOD_CORS_CONFIG_CONTAINER_H

#include <httpd.h>
#include <http_config.h>

/* args is the rest of the first line. Each handler returns NULL, or a sentence
 * for httpd to print, allocated from cmd->temp_pool; cmd->err_directive is then
 * the directive that is wrong. */
const char *mod_cors_config_container_read_origins(cmd_parms *cmd, void *config,
                                                   const char *args);
const char *mod_cors_config_container_read_expressions(cmd_parms *cmd,
                                                       void *config,
                                                       const char *args);

#endif
