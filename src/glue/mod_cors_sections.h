/* SPDX-License-Identifier: Apache-2.0
 *
 * What a section has for those that the same requests may meet together with
 * it, so that what is at fault without it may be right, and what is idle used.
 */
#ifndef MOD_CORS_SECTIONS_H
#define MOD_CORS_SECTIONS_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_request.h"
#include "policy/cors_settings.h"

/* What a section has that settings of other sections need to have an effect. */
typedef struct {
    bool rules;       /* origin rules */
    bool enforcement; /* CorsEnforce, not Off */
    bool denial;      /* deny rules */
} mod_cors_gain_t;

typedef struct {
    unsigned tolerances;
    bool off;             /* credentials or the engine */
    mod_cors_gain_t gain; /* in the section or anywhere inside it */
} mod_cors_effect_t;

/* The effects of the sections of one kind of one server. */
typedef struct {
    mod_cors_effect_t all;
    mod_cors_effect_t patterns; /* those without a literal path */
} mod_cors_effects_t;

/* The settings that stand in the section itself, or NULL. */
const cors_settings_t *
mod_cors_sections_settings(const ap_conf_vector_t *vector);

/* The path of a section, without a trailing slash, and whether it has one, as
 * <Directory> always; NULL if it is a pattern. Allocated from pool. */
const char *mod_cors_sections_literal_path(const ap_conf_vector_t *vector,
                                           bool *slash, apr_pool_t *pool);

/* Whether the question is answered by true for a <Files> or <If> directly in
 * the section. */
typedef bool mod_cors_sections_question_t(const ap_conf_vector_t *vector);
bool mod_cors_sections_any_inside(const ap_conf_vector_t *vector,
                                  mod_cors_sections_question_t *question);

/* Whether settings of ours stand in the section or anywhere inside it. */
bool mod_cors_sections_concern_us(const ap_conf_vector_t *vector);

/* What the section, or any section inside it, has that others need. */
mod_cors_gain_t mod_cors_gain_of(const ap_conf_vector_t *vector);

static inline mod_cors_gain_t mod_cors_both_gains(mod_cors_gain_t one,
                                                  mod_cors_gain_t other)
{
    one.rules = one.rules || other.rules;
    one.enforcement = one.enforcement || other.enforcement;
    one.denial = one.denial || other.denial;
    return one;
}

mod_cors_effect_t mod_cors_both_effects(mod_cors_effect_t one,
                                        mod_cors_effect_t other);

/* The effects of sections, and of what <Files> and <If> stand in defaults, the
 * settings of their server. pool is for what it takes to tell. */
mod_cors_effects_t mod_cors_effects_of(const apr_array_header_t *sections,
                                       const ap_conf_vector_t *defaults,
                                       apr_pool_t *pool);

/* Notes in the request what an <If>, <ElseIf> or <Else> in the sections holds,
 * nested ones included, whether or not its condition is true. */
void mod_cors_sections_note_conditions(const ap_conf_vector_t *sections,
                                       cors_request_t *request);

#endif
