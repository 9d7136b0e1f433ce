/* SPDX-License-Identifier: Apache-2.0
 *
 * The module knows the response only if no application writes CORS fields too,
 * and if the response is not a redirect that the browser follows.
 */
#include "explain/mod_cors_explain_verdict.h"

#include <string.h>

#include <http_protocol.h>

#include <apr_strings.h>

#include "explain/cors_browser.h"
#include "explain/mod_cors_explain_advice.h"

/* What one request says about the whole: CORS_YES lets the browser go on. */
typedef struct {
    cors_answer_e shared;
    const char *why; /* of CORS_NO and CORS_UNKNOWN */
} opinion_t;

static opinion_t opinion(cors_answer_e shared, const char *why)
{
    opinion_t result = {shared, why};

    return result;
}

/* Says why the fields of a response are not known. */
static const char *why_not_known(const mod_cors_explain_exchange_t *exchange)
{
    const mod_cors_context_t *context = exchange->context;

    switch (context->settings->engine.mode) {
    case CORS_ENGINE_OFF:
        return "CorsEngine is Off; the response has the fields of the "
               "application";
    case CORS_ENGINE_REPORT_ONLY:
        return "CorsEngine is ReportOnly; the response has the fields of the "
               "application";
    case CORS_ENGINE_ON:
        break;
    }
    return context->decision.owned == CORS_OWNED_PRESERVE
               ? "CorsPreserveExisting keeps the fields of the application"
               : "no policy is in force; the response has the fields of the "
                 "application, or none";
}

static opinion_t
opinion_of_preflight(const cors_explanation_t *explanation,
                     const mod_cors_explain_exchange_t *exchange)
{
    const cors_exchange_t *answer = &explanation->preflight;
    const char *blocks;

    if (answer->status == 0 && exchange->context->settings->forward.on) {
        return opinion(CORS_UNKNOWN, "CorsPreflight is Forward; the "
                                     "application answers the preflight");
    }
    if (!exchange->answered
        && !mod_cors_explain_exchange_owns_fields(exchange)) {
        return opinion(CORS_UNKNOWN, why_not_known(exchange));
    }
    blocks = cors_browser_blocks_preflight(&explanation->question,
                                           answer->status, answer->fields,
                                           answer->count, explanation->pool);
    return opinion(blocks ? CORS_NO : CORS_YES, blocks);
}

static opinion_t opinion_of_actual(const cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange)
{
    const cors_exchange_t *answer = &explanation->actual;
    const char *blocks;

    if (!mod_cors_explain_exchange_owns_fields(exchange)) {
        return opinion(CORS_UNKNOWN, why_not_known(exchange));
    }
    blocks = cors_browser_blocks_actual(&explanation->question, answer->fields,
                                        answer->count, explanation->pool);
    if (blocks) {
        return opinion(CORS_NO, blocks);
    }
    return ap_is_HTTP_REDIRECT(answer->status)
               ? opinion(CORS_UNKNOWN, "the target of the redirect decides")
               : opinion(CORS_YES, NULL);
}

static bool is_same_origin(const cors_explanation_t *explanation)
{
    const cors_question_t *question = &explanation->question;

    return strcmp(question->origin, question->url_origin) == 0;
}

static cors_answer_e carried_out(const mod_cors_explain_exchange_t *preflight,
                                 opinion_t first,
                                 const mod_cors_explain_exchange_t *actual)
{
    if (actual->enforced) {
        return CORS_NO;
    }
    return preflight ? first.shared : CORS_YES;
}

static void add_browser(cors_explanation_t *explanation)
{
    static const char *const words[] = {[CORS_UNKNOWN] = "unsure: ",
                                        [CORS_NO] = "blocked: ",
                                        [CORS_YES] = "shared: "};

    cors_explanation_add(explanation, CORS_STEP_BROWSER,
                         apr_pstrcat(explanation->pool,
                                     words[explanation->shared],
                                     explanation->why, NULL),
                         NULL);
}

static void decide(cors_explanation_t *explanation, opinion_t first,
                   opinion_t second, const char *doubt)
{
    opinion_t last = first.shared == CORS_YES ? second : first;

    if (is_same_origin(explanation)) {
        last = opinion(CORS_YES, "the page has the origin of the URL");
    }
    else if (doubt) {
        last = opinion(CORS_UNKNOWN, doubt);
    }
    else if (cors_browser_blocks_request(&explanation->question)) {
        last = opinion(CORS_NO,
                       cors_browser_blocks_request(&explanation->question));
    }
    else if (last.shared == CORS_YES) {
        last.why = "the response has the fields that the browser asks for";
    }
    explanation->shared = last.shared;
    explanation->why = last.why;
}

void mod_cors_explain_verdict(cors_explanation_t *explanation,
                              const mod_cors_explain_exchange_t *preflight,
                              const mod_cors_explain_exchange_t *actual,
                              const char *doubt)
{
    opinion_t first = preflight ? opinion_of_preflight(explanation, preflight)
                                : opinion(CORS_YES, NULL);
    opinion_t second = opinion_of_actual(explanation, actual);

    decide(explanation, first, second, doubt);
    explanation->carried_out =
        doubt ? CORS_UNKNOWN : carried_out(preflight, first, actual);
    add_browser(explanation);
    if (cors_browser_blocks_request(&explanation->question)) {
        explanation->carried_out = CORS_NO;
        cors_explanation_advise(explanation, "request the URL over https");
    }
    if (explanation->shared == CORS_YES) {
        return;
    }
    if (preflight && first.shared != CORS_YES) {
        mod_cors_explain_advice_add(explanation, preflight);
    }
    if (second.shared != CORS_YES) {
        mod_cors_explain_advice_add(explanation, actual);
    }
}
