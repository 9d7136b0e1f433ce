/* SPDX-License-Identifier: Apache-2.0
 *
 * Collects the steps of an explanation.
 */
#include "explain/cors_explanation.h"

#include <string.h>

#include <apr_strings.h>

void cors_explanation_init(cors_explanation_t *explanation, apr_pool_t *pool)
{
    memset(explanation, 0, sizeof(*explanation));
    explanation->steps = apr_array_make(pool, 16, sizeof(cors_step_t));
    explanation->advice = apr_array_make(pool, 2, sizeof(char *));
    explanation->unsure = apr_array_make(pool, 2, sizeof(char *));
    explanation->preflight.vary = "";
    explanation->actual.vary = "";
    explanation->pool = pool;
}

static cors_step_t *add(cors_explanation_t *explanation, cors_step_e word,
                        const char *text, const cors_place_t *place)
{
    cors_step_t *step = apr_array_push(explanation->steps);

    step->word = word;
    step->text = text;
    step->place = place;
    step->refuses = false;
    return step;
}

void cors_explanation_add(cors_explanation_t *explanation, cors_step_e word,
                          const char *text, const cors_place_t *place)
{
    (void)add(explanation, word, text, place);
}

void cors_explanation_add_refusal(cors_explanation_t *explanation,
                                  cors_step_e word, const char *text,
                                  const cors_place_t *place)
{
    add(explanation, word, text, place)->refuses = true;
}

/* Appends the text to an array and as a step, unless it is already there. */
static void add_once(cors_explanation_t *explanation, apr_array_header_t *texts,
                     cors_step_e word, const char *text)
{
    int i;

    for (i = 0; i < texts->nelts; ++i) {
        if (strcmp(APR_ARRAY_IDX(texts, i, const char *), text) == 0) {
            return;
        }
    }
    APR_ARRAY_PUSH(texts, const char *) = text;
    cors_explanation_add(explanation, word, text, NULL);
}

void cors_explanation_advise(cors_explanation_t *explanation,
                             const char *advice)
{
    add_once(explanation, explanation->advice, CORS_STEP_ADVICE, advice);
}

void cors_explanation_doubt(cors_explanation_t *explanation, const char *unsure)
{
    add_once(explanation, explanation->unsure, CORS_STEP_UNSURE, unsure);
}

/* "-" is what logs have for a variable that is not set. */
static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

void cors_explanation_add_exchange(cors_explanation_t *explanation,
                                   const cors_exchange_t *exchange)
{
    int i;

    cors_explanation_add(explanation, CORS_STEP_DECISION,
                         or_dash(exchange->decision), NULL);
    for (i = 0; i < exchange->count; ++i) {
        cors_explanation_add(explanation, CORS_STEP_FIELD,
                             apr_pstrcat(explanation->pool,
                                         exchange->fields[i].name, ": ",
                                         exchange->fields[i].value, NULL),
                             NULL);
    }
    cors_explanation_add(explanation, CORS_STEP_VARY, or_dash(exchange->vary),
                         NULL);
}

const char *cors_step_name(cors_step_e word)
{
    static const char *const names[] = {
        [CORS_STEP_VHOST] = "vhost",
        [CORS_STEP_MAPPED] = "mapped",
        [CORS_STEP_POLICY] = "policy",
        [CORS_STEP_DENIED] = "denied",
        [CORS_STEP_ADMITTED] = "admitted",
        [CORS_STEP_SAME_ORIGIN] = "same-origin",
        [CORS_STEP_PREFLIGHT] = "preflight",
        [CORS_STEP_METHOD] = "method",
        [CORS_STEP_HEADER] = "header",
        [CORS_STEP_CREDENTIALS] = "credentials",
        [CORS_STEP_DECISION] = "decision",
        [CORS_STEP_FIELD] = "field",
        [CORS_STEP_VARY] = "vary",
        [CORS_STEP_ACTUAL] = "actual",
        [CORS_STEP_ENFORCED] = "enforced",
        [CORS_STEP_BROWSER] = "browser",
        [CORS_STEP_ADVICE] = "advice",
        [CORS_STEP_UNSURE] = "unsure",
    };

    return names[word];
}

const char *cors_explanation_place(const cors_place_t *place, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s:%d", place->file, place->line);
}
