/* SPDX-License-Identifier: Apache-2.0
 *
 * The directives, and how httpd creates and merges what they fill.
 */
#ifndef MOD_CORS_CONFIG_H
#define MOD_CORS_CONFIG_H

#include <httpd.h>
#include <http_config.h>

/* The module's command table. */
extern const command_rec mod_cors_directives[];

/* httpd's per-directory callbacks: one cors_settings_t a section. */
void *mod_cors_config_create(apr_pool_t *pool, char *section);
void *mod_cors_config_merge(apr_pool_t *pool, void *base, void *add);

#endif
