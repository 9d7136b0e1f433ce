/* SPDX-License-Identifier: Apache-2.0
 *
 * Explanations for the tests of their writers: one with everything, one with
 * hostile texts, and one of an unusable question.
 */
#ifndef EXPLANATIONS_H
#define EXPLANATIONS_H

#include "unit.h"

#include "explain/cors_explanation.h"

/* Quotation marks, markup, control characters, a byte that is not UTF-8. */
#define HOSTILE "\"'</script><b>&\\\x01\n\x1B[31m\xFF"

static const cors_place_t list_place = {"sites/api.conf", 17, false};
static const cors_place_t hostile_place = {HOSTILE, 0, true};

static inline void set_exchange(cors_exchange_t *exchange, const char *decision,
                                int status, const char *origin,
                                const char *vary)
{
    exchange->decision = decision;
    exchange->status = status;
    exchange->fields[0].name = "Access-Control-Allow-Origin";
    exchange->fields[0].value = origin;
    exchange->fields[1].name = "Access-Control-Max-Age";
    exchange->fields[1].value = "5";
    exchange->count = status ? 2 : 1;
    exchange->vary = vary;
}

/* The question of a preflight whose header is refused, and its answer. */
static inline void make_explanation(cors_explanation_t *all)
{
    static cors_rule_source_t rule;

    rule.pattern = "https://*.app.example";
    rule.place = list_place;
    cors_explanation_init(all, unit_pool);
    ck_assert_ptr_null(cors_question_read_words(
        "PUT https://api.example/o/7 Origin=https://a.example Headers=x-a,b "
        "Credentials Content-Type=a/b Sec-Fetch-Site=cross-site",
        &all->question, unit_pool));
    all->vhost = "api.example:443";
    all->mapped = "/srv/o/7";
    set_exchange(&all->preflight, "preflight-refused:header-not-allowed", 204,
                 "https://a.example", "Origin, Access-Control-Request-Method");
    set_exchange(&all->actual, NULL, 0, "*", "");
    all->has_preflight = true;
    cors_explanation_add(all, CORS_STEP_VHOST, "api.example:443", NULL);
    cors_explanation_add_refusal(all, CORS_STEP_HEADER, "x-a: not listed",
                                 &list_place);
    cors_explanation_add_refusal(all, CORS_STEP_HEADER, "b: not listed", NULL);
    cors_explanation_add_exchange(all, &all->preflight);
    cors_explanation_add_exchange(all, &all->actual);
    cors_explanation_add(all, CORS_STEP_CREDENTIALS, "On", NULL);
    cors_explanation_advise(all, "add X-A");
    cors_explanation_doubt(all, "a directory");
    all->shared = CORS_NO;
    all->carried_out = CORS_YES;
    all->why = "the preflight does not allow the header x-a";
    all->engine = "On";
    all->enforce = "Off";
    all->constant = true;
    all->same_origin_why = "Sec-Fetch-Site is cross-site";
    all->rule = &rule;
}

/* Every text that a stranger, a file name or a pattern can choose is
 * hostile. */
static inline void make_hostile(cors_explanation_t *all)
{
    static cors_rule_source_t rule;

    rule.pattern = HOSTILE;
    rule.place = hostile_place;
    cors_explanation_init(all, unit_pool);
    all->question.method = HOSTILE;
    all->question.url = HOSTILE;
    all->question.origin = HOSTILE;
    all->question.headers = HOSTILE;
    all->question.content_type = HOSTILE;
    all->question.sec_fetch_site = HOSTILE;
    all->vhost = HOSTILE;
    all->mapped = HOSTILE;
    set_exchange(&all->preflight, HOSTILE, 403, HOSTILE, HOSTILE);
    set_exchange(&all->actual, HOSTILE, 0, HOSTILE, HOSTILE);
    all->has_preflight = true;
    cors_explanation_add_refusal(all, CORS_STEP_ADMITTED, HOSTILE,
                                 &hostile_place);
    cors_explanation_add_exchange(all, &all->preflight);
    cors_explanation_advise(all, HOSTILE);
    cors_explanation_doubt(all, HOSTILE);
    all->why = HOSTILE;
    all->engine = HOSTILE;
    all->enforce = HOSTILE;
    all->same_origin_why = HOSTILE;
    all->rule = &rule;
}

/* The answer to an unusable question; all other members are unset. */
static inline void make_error(cors_explanation_t *all, const char *error)
{
    memset(all, 0, sizeof(*all));
    all->error = error;
    all->pool = unit_pool;
}

#endif
