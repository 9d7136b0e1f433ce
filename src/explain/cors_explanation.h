/* SPDX-License-Identifier: Apache-2.0
 *
 * The answer to a question, as data: steps in the order in which the server and
 * the browser take them, and what follows. cors_explanation_text.h, _json.h and
 * _html.h write it. This file does not know how the answer was found.
 */
#ifndef CORS_EXPLANATION_H
#define CORS_EXPLANATION_H

#include <apr_tables.h>

#include "explain/cors_question.h"
#include "origin/cors_rule_source.h"
#include "policy/cors_fields.h"

/* The first words of the lines of the text form. They are part of the
 * interface: programs read them. */
typedef enum {
    CORS_STEP_VHOST,
    CORS_STEP_MAPPED,
    CORS_STEP_POLICY,
    CORS_STEP_DENIED,
    CORS_STEP_ADMITTED,
    CORS_STEP_SAME_ORIGIN,
    CORS_STEP_PREFLIGHT,
    CORS_STEP_METHOD,
    CORS_STEP_HEADER,
    CORS_STEP_CREDENTIALS,
    CORS_STEP_DECISION,
    CORS_STEP_FIELD,
    CORS_STEP_VARY,
    CORS_STEP_ACTUAL,
    CORS_STEP_ENFORCED,
    CORS_STEP_BROWSER,
    CORS_STEP_ADVICE,
    CORS_STEP_UNSURE
} cors_step_e;

typedef struct {
    cors_step_e word;
    const char *text;          /* without the word; may contain places */
    const cors_place_t *place; /* the one that matters most, or NULL */
    bool refuses;              /* this step refuses what was asked */
} cors_step_t;

typedef enum { CORS_UNKNOWN, CORS_NO, CORS_YES } cors_answer_e;

/* What the server answers to one request of the browser. */
typedef struct {
    const char *decision; /* the value of CORS_DECISION, or NULL */
    int status;           /* 0: not known, or that of the application */
    cors_field_t fields[CORS_FIELDS_MAX + 1]; /* those that are written */
    int count;                                /* of fields */
    const char *vary; /* what the module adds to Vary; "" for nothing */
} cors_exchange_t;

/* Strings and arrays live as long as the pool of the explanation. Those that
 * hold names of files, or parts of the question, are untrusted text: the
 * writers escape all. */
typedef struct {
    cors_question_t question;
    const char *error; /* why the question is unusable; then the rest is unset,
                          except question.json */
    const char *vhost; /* name:port */
    const char *mapped;
    apr_array_header_t *steps; /* of cors_step_t */
    bool has_preflight;
    cors_exchange_t preflight; /* if has_preflight */
    cors_exchange_t actual;
    cors_answer_e shared;      /* may the page read the response? */
    cors_answer_e carried_out; /* does the server act on the request? */
    const char *why;           /* one sentence: why shared has its value */
    const char *engine;        /* "On", "Off" or "ReportOnly" */
    const char *enforce;       /* "Off", "Unsafe Credentials", ... */
    bool constant;
    bool same_origin;
    const char *same_origin_why;    /* or NULL if it was not asked */
    const cors_rule_source_t *rule; /* that decided about the origin, or
                                       NULL */
    apr_array_header_t *advice;     /* of const char * */
    apr_array_header_t *unsure;     /* of const char * */
    apr_pool_t *pool;
} cors_explanation_t;

/* Makes an explanation without steps, whose arrays are allocated from pool. */
void cors_explanation_init(cors_explanation_t *explanation, apr_pool_t *pool);

/* Appends a step. text is kept, not copied; place may be NULL. */
void cors_explanation_add(cors_explanation_t *explanation, cors_step_e word,
                          const char *text, const cors_place_t *place);

/* Appends a step that refuses. */
void cors_explanation_add_refusal(cors_explanation_t *explanation,
                                  cors_step_e word, const char *text,
                                  const cors_place_t *place);

/* Append to the arrays advice and unsure, and a step each. The same text is
 * appended only once. */
void cors_explanation_advise(cors_explanation_t *explanation,
                             const char *advice);
void cors_explanation_doubt(cors_explanation_t *explanation,
                            const char *unsure);

/* Appends the steps decision, field and vary of one exchange. The text of a
 * decision that is not made, and of an empty Vary, is "-". */
void cors_explanation_add_exchange(cors_explanation_t *explanation,
                                   const cors_exchange_t *exchange);

/* Returns the word of a step: "vhost". */
const char *cors_step_name(cors_step_e word);

/* Returns the place as "file:line", allocated from pool. */
const char *cors_explanation_place(const cors_place_t *place, apr_pool_t *pool);

#endif
