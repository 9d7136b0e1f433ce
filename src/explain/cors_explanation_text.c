/* SPDX-License-Identifier: Apache-2.0
 *
 * The text form of explanations.
 */
#include "explain/cors_explanation_text.h"

#include <string.h>

#include "base/cors_escape.h"

#define MARK "  <-" /* ends the first line that refuses */

/* Appends the text of a step. A text that ends like the mark, which a part of
 * the question may do, gets a '.' after it. */
static void write_step_text(cors_text_t *text, const char *step)
{
    apr_size_t length = strlen(step);

    cors_escape_line(text, step);
    if (length >= strlen(MARK)
        && strcmp(step + length - strlen(MARK), MARK) == 0) {
        cors_text_add(text, ".");
    }
}

void cors_explanation_text_write(cors_text_t *text,
                                 const cors_explanation_t *explanation)
{
    bool refused = false;
    int i;

    if (explanation->error) {
        cors_escape_line(text, explanation->error);
        cors_text_add(text, "\n");
        return;
    }
    for (i = 0; i < explanation->steps->nelts; ++i) {
        const cors_step_t *step =
            &APR_ARRAY_IDX(explanation->steps, i, cors_step_t);

        cors_text_add_format(text, "%-10s ", cors_step_name(step->word));
        write_step_text(text, step->text);
        cors_text_add(text, step->refuses && !refused ? MARK "\n" : "\n");
        refused = refused || step->refuses;
    }
}
