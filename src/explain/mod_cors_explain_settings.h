/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings in words: the values of directives as they are written, each with
 * its place.
 */
#ifndef MOD_CORS_EXPLAIN_SETTINGS_H
#define MOD_CORS_EXPLAIN_SETTINGS_H

#include "policy/cors_container.h"

/* Calls found for each value of the settings. All values of one line are one
 * text, as they are written ("None" for an empty list). Leaves out containers.
 * Strings are allocated from pool. */
typedef void mod_cors_explain_settings_found_t(void *baton,
                                               const char *directive,
                                               const char *value,
                                               const cors_place_t *place);
void mod_cors_explain_settings_each(const cors_settings_t *settings,
                                    mod_cors_explain_settings_found_t *found,
                                    void *baton, apr_pool_t *pool);

/* Calls container for each container of the settings, with its first line, and
 * then found for each of its values that are in force. */
typedef void mod_cors_explain_settings_container_t(void *baton,
                                                   const char *line,
                                                   const cors_place_t *place);
void mod_cors_explain_settings_each_container(
    const cors_settings_t *settings,
    mod_cors_explain_settings_container_t *container,
    mod_cors_explain_settings_found_t *found, void *baton, apr_pool_t *pool);

/* Returns "<CorsOrigin" or "<CorsOriginMatch". The result is static. */
const char *
mod_cors_explain_settings_directive(const cors_container_t *container);

/* Returns the places of a merged field, with "and" between those of a list that
 * several sections extend: "a.conf:3 and a.conf:9". Allocates from pool. */
const char *mod_cors_explain_settings_places(cors_setting_kind_e kind,
                                             const void *field,
                                             apr_pool_t *pool);

/* Return the values of CorsEngine and CorsEnforce. enforcement need not have a
 * place. The results are static. */
const char *mod_cors_explain_settings_engine(cors_engine_e mode);
const char *
mod_cors_explain_settings_enforce(const cors_enforce_t *enforcement);

#endif
