/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts the steps of an explanation in order: the preflight, if the browser
 * sends one, then the actual request, then what the browser makes of both.
 */
#include "explain/mod_cors_explain.h"

#include <string.h>

#include <apr_strings.h>

#include "explain/cors_browser.h"
#include "explain/mod_cors_explain_advice.h"
#include "explain/mod_cors_explain_exchange.h"
#include "explain/mod_cors_explain_settings.h"
#include "explain/mod_cors_explain_steps.h"
#include "explain/mod_cors_explain_verdict.h"
#include "policy/cors_stance.h"

/* Sets the members about the settings of the actual request. */
static void describe_settings(cors_explanation_t *explanation,
                              const mod_cors_context_t *context)
{
    const cors_settings_t *settings = context->fixed || !context->latest
                                          ? context->settings
                                          : context->latest;
    cors_stance_t space;
    const cors_stance_t *stance = cors_stance_of(settings, &space);

    explanation->engine =
        mod_cors_explain_settings_engine(settings->engine.mode);
    explanation->enforce =
        mod_cors_explain_settings_enforce(&stance->enforcement);
    explanation->constant = stance->constant && !context->request.conditional;
}

/* The steps of the preflight, after those about URL, policy and origin. Rules
 * and conditions on the method may lead to another policy. */
static void add_preflight(cors_explanation_t *explanation,
                          const mod_cors_explain_exchange_t *preflight,
                          const mod_cors_explain_exchange_t *actual)
{
    if (!cors_settings_are_same(preflight->context->settings,
                                actual->context->settings)) {
        mod_cors_explain_steps_policy(explanation, preflight);
    }
    mod_cors_explain_steps_preflight(explanation, preflight);
    cors_explanation_add_exchange(explanation, &explanation->preflight);
}

static void add_steps(cors_explanation_t *explanation, const char *reason,
                      const mod_cors_explain_exchange_t *preflight,
                      const mod_cors_explain_exchange_t *actual)
{
    apr_pool_t *pool = explanation->pool;

    mod_cors_explain_steps_place(explanation, actual);
    mod_cors_explain_steps_policy(explanation, actual);
    mod_cors_explain_steps_origin(explanation, actual);
    cors_explanation_add(explanation, CORS_STEP_PREFLIGHT,
                         reason ? apr_pstrcat(pool, "needed: ", reason, NULL)
                                : "not needed",
                         NULL);
    if (reason) {
        add_preflight(explanation, preflight, actual);
    }
    cors_explanation_add(explanation, CORS_STEP_ACTUAL,
                         explanation->question.method, NULL);
    mod_cors_explain_steps_actual(explanation, actual);
    cors_explanation_add_exchange(explanation, &explanation->actual);
}

static void add_doubts(cors_explanation_t *explanation,
                       const apr_array_header_t *doubts)
{
    int i;

    for (i = 0; i < doubts->nelts; ++i) {
        cors_explanation_doubt(explanation,
                               APR_ARRAY_IDX(doubts, i, const char *));
    }
}

void mod_cors_explain_answer(const mod_cors_explain_asked_t *asked,
                             cors_explanation_t *explanation)
{
    const cors_question_t *question = &explanation->question;
    apr_pool_t *pool = explanation->pool;
    apr_array_header_t *doubts = apr_array_make(pool, 2, sizeof(const char *));
    const char *reason = cors_browser_preflight_reason(question, pool);
    mod_cors_explain_exchange_t preflight, actual;

    mod_cors_explain_exchange_run(asked, question, false, doubts, pool, &actual,
                                  &explanation->actual);
    describe_settings(explanation, actual.context);
    explanation->has_preflight = reason != NULL;
    if (reason) {
        mod_cors_explain_exchange_run(asked, question, true, doubts, pool,
                                      &preflight, &explanation->preflight);
    }
    add_steps(explanation, reason, &preflight, &actual);
    mod_cors_explain_verdict(
        explanation, reason ? &preflight : NULL, &actual,
        doubts->nelts > 0 ? APR_ARRAY_IDX(doubts, 0, const char *) : NULL);
    add_doubts(explanation, doubts);
}

const server_rec *mod_cors_explain_host(const mod_cors_explain_asked_t *asked,
                                        const cors_question_t *question,
                                        apr_pool_t *pool)
{
    apr_array_header_t *doubts = apr_array_make(pool, 1, sizeof(const char *));

    return mod_cors_explain_request_server(
        mod_cors_explain_request_create(asked, question, false, doubts, pool));
}
