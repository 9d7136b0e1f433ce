/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON form of explanations.
 */
#include "explain/cors_explanation_json.h"

#include <apr_tables.h>

#include "base/cors_escape.h"

/* Each member but the first of an object begins with a comma. */
static void add_name(cors_text_t *text, const char *name)
{
    cors_text_add_format(text, ", \"%s\": ", name);
}

static void add_text(cors_text_t *text, const char *name, const char *value)
{
    add_name(text, name);
    cors_escape_json(text, value);
}

static void add_bool(cors_text_t *text, const char *name, bool value)
{
    add_name(text, name);
    cors_text_add(text, value ? "true" : "false");
}

static void add_answer(cors_text_t *text, const char *name, cors_answer_e value)
{
    static const char *const values[] = {
        [CORS_UNKNOWN] = "null", [CORS_NO] = "false", [CORS_YES] = "true"};

    add_name(text, name);
    cors_text_add(text, values[value]);
}

static void add_texts(cors_text_t *text, const char *name,
                      const apr_array_header_t *values)
{
    int i;

    add_name(text, name);
    cors_text_add(text, "[");
    for (i = 0; i < values->nelts; ++i) {
        cors_text_add(text, i > 0 ? ", " : "");
        cors_escape_json(text, APR_ARRAY_IDX(values, i, const char *));
    }
    cors_text_add(text, "]");
}

static void add_question(cors_text_t *text, const cors_question_t *question)
{
    add_name(text, "question");
    cors_text_add(text, "{\"method\": ");
    cors_escape_json(text, question->method);
    add_text(text, "url", question->url);
    add_text(text, "origin", question->origin);
    add_text(text, "headers", question->headers);
    add_bool(text, "credentials", question->credentials);
    add_text(text, "content_type", question->content_type);
    add_text(text, "sec_fetch_site", question->sec_fetch_site);
    cors_text_add(text, "}");
}

/* Adds "file" and "line" to an open object. */
static void add_place_members(cors_text_t *text, const cors_place_t *place)
{
    cors_text_add(text, "\"file\": ");
    cors_escape_json(text, place->file);
    cors_text_add_format(text, ", \"line\": %d", place->line);
}

static void add_step(cors_text_t *text, const cors_step_t *step)
{
    cors_text_add(text, "{\"step\": ");
    cors_escape_json(text, cors_step_name(step->word));
    add_text(text, "text", step->text);
    if (step->place) {
        add_name(text, "place");
        cors_text_add(text, "{");
        add_place_members(text, step->place);
        cors_text_add(text, "}");
    }
    if (step->refuses) {
        add_bool(text, "refuses", true);
    }
    cors_text_add(text, "}");
}

static void add_steps(cors_text_t *text, const apr_array_header_t *steps)
{
    int i;

    add_name(text, "steps");
    cors_text_add(text, "[");
    for (i = 0; i < steps->nelts; ++i) {
        cors_text_add(text, i > 0 ? ", " : "");
        add_step(text, &APR_ARRAY_IDX(steps, i, cors_step_t));
    }
    cors_text_add(text, "]");
}

static void add_exchange(cors_text_t *text, const char *name,
                         const cors_exchange_t *exchange)
{
    int i;

    add_name(text, name);
    cors_text_add(text, "{\"decision\": ");
    cors_escape_json(text, exchange->decision);
    add_name(text, "status");
    if (exchange->status == 0) {
        cors_text_add(text, "null");
    }
    else {
        cors_text_add_format(text, "%d", exchange->status);
    }
    add_name(text, "fields");
    cors_text_add(text, "{");
    for (i = 0; i < exchange->count; ++i) {
        cors_text_add(text, i > 0 ? ", " : "");
        cors_escape_json(text, exchange->fields[i].name);
        cors_text_add(text, ": ");
        cors_escape_json(text, exchange->fields[i].value);
    }
    cors_text_add(text, "}");
    add_text(text, "vary", exchange->vary ? exchange->vary : "");
    cors_text_add(text, "}");
}

/* The row of a list that is not a file has the place of the rule. */
static void add_rule(cors_text_t *text, const cors_rule_source_t *rule)
{
    add_name(text, "rule");
    if (!rule) {
        cors_text_add(text, "null");
        return;
    }
    cors_text_add(text, "{\"pattern\": ");
    cors_escape_json(text, rule->pattern);
    cors_text_add(text, ", ");
    add_place_members(text, &rule->place);
    if (rule->list) {
        add_text(text, "list", rule->list);
        cors_text_add_format(text, ", \"row\": %u", rule->row);
    }
    cors_text_add(text, "}");
}

static void add_answers(cors_text_t *text, const cors_explanation_t *all)
{
    add_answer(text, "shared", all->shared);
    add_answer(text, "carried_out", all->carried_out);
    add_text(text, "why", all->why);
    add_text(text, "engine", all->engine);
    add_text(text, "enforce", all->enforce);
    add_bool(text, "constant", all->constant);
    add_name(text, "same_origin");
    cors_text_add_format(text, "{\"value\": %s",
                         all->same_origin ? "true" : "false");
    add_text(text, "why", all->same_origin_why);
    cors_text_add(text, "}");
    add_rule(text, all->rule);
    add_texts(text, "advice", all->advice);
    add_texts(text, "unsure", all->unsure);
}

void cors_explanation_json_write(cors_text_t *text,
                                 const cors_explanation_t *explanation)
{
    cors_text_add(text, "{\"schema\": 1");
    if (explanation->error) {
        add_text(text, "error", explanation->error);
        cors_text_add(text, "}");
        return;
    }
    add_question(text, &explanation->question);
    add_text(text, "vhost", explanation->vhost);
    add_text(text, "mapped", explanation->mapped);
    add_steps(text, explanation->steps);
    if (explanation->has_preflight) {
        add_exchange(text, "preflight", &explanation->preflight);
    }
    else {
        add_name(text, "preflight");
        cors_text_add(text, "null");
    }
    add_exchange(text, "actual", &explanation->actual);
    add_answers(text, explanation);
    cors_text_add(text, "}");
}
