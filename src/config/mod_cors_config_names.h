/* SPDX-License-Identifier: Apache-2.0
 *
 * The handlers of the directives that list methods and header names; args is
 * the line as it was written. Each returns NULL or a sentence.
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
