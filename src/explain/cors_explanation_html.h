/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes explanations, and the form for questions, as an HTML page.
 */
#ifndef CORS_EXPLANATION_HTML_H
#define CORS_EXPLANATION_HTML_H

#include "base/cors_text.h"
#include "explain/cors_explanation.h"

/* Appends a page: the form, and below it the answer. explanation is NULL for
 * the empty form. query is that of the request, or NULL: the form repeats what
 * the visitor wrote, also if the question is unusable. */
void cors_explanation_html_write(cors_text_t *text,
                                 const cors_explanation_t *explanation,
                                 const char *query);

#endif
