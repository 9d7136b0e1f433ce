/* SPDX-License-Identifier: Apache-2.0
 *
 * The handler of CorsOriginList.
 */
#ifndef MOD_CORS_CONFIG_LISTS_H
#define MOD_CORS_CONFIG_LISTS_H

#include <httpd.h>
#include <http_config.h>

/* Defines an origin list: "name kind:source", then options. Returns NULL, or
 * one sentence for httpd to print. */
const char *mod_cors_config_lists_define(cmd_parms *cmd, void *config,
                                         const char *args);

/* Returns the number of bytes at the beginning of the text that the name of a
 * list can have. */
apr_size_t mod_cors_config_lists_name_span(const char *text);

#endif
