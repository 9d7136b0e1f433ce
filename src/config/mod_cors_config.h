/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's directives, and the functions by which httpd creates and merges
 * settings.
 */
#ifndef MOD_CORS_CONFIG_H
#define MOD_CORS_CONFIG_H

#include <httpd.h>
#include <http_config.h>

/* The module's command table. */
extern const command_rec mod_cors_directives[];

/* httpd's create_dir_config: returns the empty settings of a section, a
 * cors_settings_t allocated from pool. section is not used. */
void *mod_cors_config_create(apr_pool_t *pool, char *section);

/* httpd's merge_dir_config: merges the settings add of a section into the
 * settings base of the section around it, and returns the result; see
 * cors_settings_merge. */
void *mod_cors_config_merge(apr_pool_t *pool, void *base, void *add);

#endif
