/* SPDX-License-Identifier: Apache-2.0 */
#include "status/mod_cors_status_handler.h"

#include <string.h>

#include "base/cors_query.h"
#include "glue/mod_cors_handler.h"
#include "status/cors_status_html.h"
#include "status/cors_status_json.h"
#include "status/cors_status_openmetrics.h"
#include "status/cors_status_text.h"
#include "status/mod_cors_status.h"

typedef void write_t(cors_text_t *text, const cors_status_t *status,
                     const request_rec *r);

static void write_html(cors_text_t *text, const cors_status_t *status,
                       const request_rec *r)
{
    cors_status_place_t place = mod_cors_status_place(r->server);

    cors_status_html(text, status, &place);
}

static void write_json(cors_text_t *text, const cors_status_t *status,
                       const request_rec *r)
{
    (void)r;
    cors_status_json(text, status);
}

static void write_openmetrics(cors_text_t *text, const cors_status_t *status,
                              const request_rec *r)
{
    (void)r;
    cors_status_openmetrics(text, status);
}

static void write_text(cors_text_t *text, const cors_status_t *status,
                       const request_rec *r)
{
    (void)r;
    cors_status_text(text, status);
}

#define PLAIN_TEXT "text/plain; charset=utf-8"

static const struct format_t {
    const char *name; /* NULL at the end */
    const char *content_type;
    write_t *write;
} formats[] = {
    {"html", "text/html; charset=utf-8", write_html},
    {"json", "application/json", write_json},
    {"openmetrics", CORS_STATUS_OPENMETRICS_TYPE, write_openmetrics},
    {"text", PLAIN_TEXT, write_text},
    {NULL, PLAIN_TEXT, NULL},
};

/* Returns the last format, which has no name, if there is none of this name. */
static const struct format_t *find_format(const char *name)
{
    const struct format_t *format = formats;

    while (format->name && strcmp(format->name, name) != 0) {
        ++format;
    }
    return format;
}

int mod_cors_status_handler_answer(request_rec *r)
{
    const struct format_t *format;
    const char *name;
    cors_status_t status;
    cors_text_t text;
    int begun;

    if (!r->handler || strcmp(r->handler, MOD_CORS_HANDLER_STATUS) != 0) {
        return DECLINED;
    }
    begun = mod_cors_handler_begin(r, MOD_CORS_HANDLER_STATUS);
    if (begun != OK) {
        return begun;
    }
    name = cors_query_value(r->args, "format", r->pool);
    if (!name) {
        name = mod_cors_handler_accepts_html(r) ? "html" : "text";
    }
    format = find_format(name);
    cors_text_init(&text, r->pool);
    if (!format->name) {
        cors_text_add(&text, "The format is not one of html, json, "
                             "openmetrics, text.\n");
        return mod_cors_handler_send(r, HTTP_BAD_REQUEST, format->content_type,
                                     &text);
    }
    mod_cors_status_take(&status, r->pool);
    format->write(&text, &status, r);
    return mod_cors_handler_send(r, HTTP_OK, format->content_type, &text);
}
