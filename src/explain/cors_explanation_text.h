/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes explanations as plain text, one step a line.
 */
#ifndef CORS_EXPLANATION_TEXT_H
#define CORS_EXPLANATION_TEXT_H

#include "base/cors_text.h"
#include "explain/cors_explanation.h"

/* Appends the steps of one question: each line is the word of the step, padded
 * to ten columns, a blank, and its text. The first line that refuses ends with
 * two blanks and "<-". Control characters appear as \xNN. If the question is
 * unusable, appends only the sentence that says why. */
void cors_explanation_text_write(cors_text_t *text,
                                 const cors_explanation_t *explanation);

#endif
