/* SPDX-License-Identifier: Apache-2.0
 *
 * What is sent is made of the question and of the configuration. Both are
 * escaped by the writers of each format.
 */
#include "explain/mod_cors_explain_handler.h"

#include <stdbool.h>
#include <string.h>

#include <http_main.h>

#include <apr_strings.h>

#include "base/cors_query.h"
#include "explain/cors_explanation_html.h"
#include "explain/cors_explanation_json.h"
#include "explain/cors_explanation_text.h"
#include "explain/mod_cors_explain.h"
#include "glue/mod_cors_handler.h"

typedef struct {
    const char *name;
    const char *content_type;
    void (*write)(cors_text_t *text, const cors_explanation_t *explanation,
                  const char *query);
} format_t;

static void write_html(cors_text_t *text, const cors_explanation_t *explanation,
                       const char *query)
{
    cors_explanation_html_write(text, explanation, query);
}

static void write_text(cors_text_t *text, const cors_explanation_t *explanation,
                       const char *query)
{
    (void)query;
    cors_explanation_text_write(text, explanation);
}

static void write_json(cors_text_t *text, const cors_explanation_t *explanation,
                       const char *query)
{
    (void)query;
    cors_explanation_json_write(text, explanation);
    cors_text_add(text, "\n");
}

enum { HTML, TEXT, JSON, FORMATS };

static const format_t formats[] = {
    [HTML] = {"html", "text/html; charset=utf-8", write_html},
    [TEXT] = {"text", "text/plain; charset=utf-8", write_text},
    [JSON] = {"json", "application/json", write_json},
};

/* Returns the format that the query names, or NULL. */
static const format_t *named_format(const char *name)
{
    int i;

    for (i = 0; i < FORMATS; ++i) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* Reads the question, and answers it. Returns the status of the response. */
static int answer(request_rec *r, cors_explanation_t *explanation)
{
    const mod_cors_explain_asked_t asked = {ap_server_conf, r->connection};
    cors_question_t *question = &explanation->question;

    explanation->error = cors_question_read_query(r->args, question, r->pool);
    if (!explanation->error
        && mod_cors_explain_host(&asked, question, r->pool) != r->server) {
        explanation->error = apr_psprintf(
            r->pool,
            "%s is the host of another virtual host; ask there, or by "
            "httpd -t -D CORS_EXPLAIN=",
            question->host);
    }
    if (explanation->error) {
        return HTTP_BAD_REQUEST;
    }
    mod_cors_explain_answer(&asked, explanation);
    return HTTP_OK;
}

static int send_answer(request_rec *r, const format_t *format)
{
    cors_explanation_t explanation;
    cors_text_t text;
    int status;

    cors_text_init(&text, r->pool);
    cors_explanation_init(&explanation, r->pool);
    status = answer(r, &explanation);
    format->write(&text, &explanation, r->args);
    return mod_cors_handler_send(r, status, format->content_type, &text);
}

static int send_form(request_rec *r)
{
    cors_text_t text;

    cors_text_init(&text, r->pool);
    cors_explanation_html_write(&text, NULL, r->args);
    return mod_cors_handler_send(r, HTTP_OK, formats[HTML].content_type, &text);
}

static int refuse_format(request_rec *r)
{
    cors_text_t text;

    cors_text_init(&text, r->pool);
    cors_text_add(&text, "format is not one of html, text, json\n");
    return mod_cors_handler_send(r, HTTP_BAD_REQUEST,
                                 formats[TEXT].content_type, &text);
}

int mod_cors_explain_handler(request_rec *r)
{
    const format_t *format;
    const char *name;
    int status;

    /* Most requests come here, with a media type as handler. */
    if (!r->handler || r->handler[0] != MOD_CORS_HANDLER_EXPLAIN[0]
        || strcmp(r->handler, MOD_CORS_HANDLER_EXPLAIN) != 0) {
        return DECLINED;
    }
    status = mod_cors_handler_begin(r, MOD_CORS_HANDLER_EXPLAIN);
    if (status != OK) {
        return status;
    }
    name = cors_query_value(r->args, "format", r->pool);
    if (name) {
        format = named_format(name);
    }
    else {
        format = &formats[mod_cors_handler_accepts_html(r) ? HTML : TEXT];
    }
    if (!format) {
        return refuse_format(r);
    }
    return (format == &formats[HTML] || !name)
                   && !cors_question_is_in_query(r->args)
               ? send_form(r)
               : send_answer(r, format);
}
