/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads sections as httpd keeps them: the settings of mod_cors in a section,
 * and the <Files> and <If> inside it.
 */
#ifndef MOD_CORS_SECTIONS_H
#define MOD_CORS_SECTIONS_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_request.h"
#include "policy/cors_settings.h"

/* Returns the settings of mod_cors in a section, or NULL if it has none. They
 * live as long as the section. */
const cors_settings_t *
mod_cors_sections_settings(const ap_conf_vector_t *vector);

/* Returns the <Files> or <If> with this number, from 0, of those directly in
 * the section; NULL after the last. */
const ap_conf_vector_t *mod_cors_sections_inside(const ap_conf_vector_t *vector,
                                                 int number);

/* Returns whether question returns true for a <Files> or <If> directly in the
 * section. */
typedef bool mod_cors_sections_question_t(const void *baton,
                                          const ap_conf_vector_t *vector);
bool mod_cors_sections_any_inside(const ap_conf_vector_t *vector,
                                  mod_cors_sections_question_t *question,
                                  const void *baton);

/* Returns whether the section, or any section inside it, has settings of
 * mod_cors. */
bool mod_cors_sections_have_settings(const ap_conf_vector_t *vector);

/* Records in request (conditional, conditional_policy) whether an <If>,
 * <ElseIf> or <Else> in the sections has settings, and the place of the first
 * policy in one. Includes nested sections. It does not matter whether the
 * condition is true. */
void mod_cors_sections_note_conditions(const ap_conf_vector_t *sections,
                                       cors_request_t *request);

#endif
