/* SPDX-License-Identifier: Apache-2.0
 *
 * What httpd keeps of sections: the settings of ours in one, and the <Files>
 * and <If> inside it.
 */
#ifndef MOD_CORS_SECTIONS_H
#define MOD_CORS_SECTIONS_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_request.h"
#include "policy/cors_settings.h"

/* The settings that stand in the section itself, or NULL. */
const cors_settings_t *
mod_cors_sections_settings(const ap_conf_vector_t *vector);

/* Whether the question is answered by true for a <Files> or <If> directly in
 * the section. */
typedef bool mod_cors_sections_question_t(const ap_conf_vector_t *vector);
bool mod_cors_sections_any_inside(const ap_conf_vector_t *vector,
                                  mod_cors_sections_question_t *question);

/* Whether settings of ours stand in the section or anywhere inside it. */
bool mod_cors_sections_concern_us(const ap_conf_vector_t *vector);

/* Notes in the request what an <If>, <ElseIf> or <Else> in the sections holds,
 * nested ones included, whether or not its condition is true. */
void mod_cors_sections_note_conditions(const ap_conf_vector_t *sections,
                                       cors_request_t *request);

#endif
