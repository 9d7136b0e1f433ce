/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes explanations as JSON (RFC 8259).
 */
#ifndef CORS_EXPLANATION_JSON_H
#define CORS_EXPLANATION_JSON_H

#include "base/cors_text.h"
#include "explain/cors_explanation.h"

/* Appends one object, without a newline: schema, question, vhost, mapped,
 * steps, preflight, actual, shared, carried_out, why, engine, enforce,
 * constant, same_origin, rule, advice, unsure. An unusable question gives only
 * schema and error. */
void cors_explanation_json_write(cors_text_t *text,
                                 const cors_explanation_t *explanation);

#endif
