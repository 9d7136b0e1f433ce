/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTML form of explanations: the question as a form, the verdict, what to
 * change, the steps, the response fields.
 */
#include "explain/cors_explanation_html.h"

#include <string.h>

#include <apr_tables.h>

#include "base/cors_escape.h"
#include "base/cors_page.h"
#include "base/cors_query.h"

/* Values of the form's fields in a query: those of a question. */
static const char *const names[] = {
    "method", "url", "origin", "headers", "content-type", "sec-fetch-site"};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* Adds a text field, with a label and a hint, both trusted HTML. attributes is
 * trusted too; it begins with a blank or is empty. */
static void add_input(cors_text_t *text, const char *name, const char *label,
                      const char *hint, const char *attributes,
                      const char *value)
{
    cors_text_add_format(text,
                         "<label%s>%s <small>%s</small>\n<input name=\"%s\"%s "
                         "autocapitalize=\"off\" autocomplete=\"off\" "
                         "spellcheck=\"false\" value=\"",
                         strcmp(name, "url") == 0 ? " class=\"wide\"" : "",
                         label, hint, name, attributes);
    cors_escape_html(text, value ? value : "");
    cors_text_add(text, "\"></label>\n");
}

static void add_site_select(cors_text_t *text, const char *value)
{
    static const char *const sites[] = {"", "same-origin", "same-site",
                                        "cross-site", "none"};
    size_t i;

    cors_text_add(text, "<label>Sec-Fetch-Site <small>if it is sent</small>\n"
                        "<select name=\"sec-fetch-site\">");
    for (i = 0; i < sizeof(sites) / sizeof(sites[0]); ++i) {
        bool selected = value && strcmp(value, sites[i]) == 0;

        cors_text_add_format(text, "<option value=\"%s\"%s>%s</option>",
                             sites[i], selected ? " selected" : "",
                             *sites[i] ? sites[i] : "not sent");
    }
    cors_text_add(text, "</select></label>\n");
}

static void add_form(cors_text_t *text, const char *query)
{
    const char *values[NAMES];
    const char *on =
        cors_question_has_credentials(query, text->pool) ? " checked" : "";
    size_t i;

    for (i = 0; i < NAMES; ++i) {
        values[i] = cors_query_value(query, names[i], text->pool);
    }
    cors_text_add(text,
                  "<section class=\"card\" aria-labelledby=\"question\">\n"
                  "<h2 id=\"question\">The question</h2>\n"
                  "<form class=\"question\" action=\"#answer\">\n");
    add_input(text, "url", "URL", "that the script requests",
              " inputmode=\"url\" required", values[1]);
    add_input(text, "origin", "Origin",
              "of the page, such as https://app.example",
              " inputmode=\"url\" required", values[2]);
    add_input(text, "method", "Method", "of the request", " list=\"methods\"",
              values[0] && *values[0] ? values[0] : "GET");
    add_input(text, "headers", "Headers", "names, separated by commas", "",
              values[3]);
    add_input(text, "content-type", "Content-Type",
              "its value, if the script sets it", "", values[4]);
    add_site_select(text, values[5]);
    cors_text_add_format(
        text,
        "<label class=\"check\"><input type=\"checkbox\" name=\"credentials\" "
        "value=\"on\"%s>With credentials</label>\n"
        "<datalist id=\"methods\"><option>GET<option>HEAD<option>POST"
        "<option>PUT<option>PATCH<option>DELETE</datalist>\n"
        "<button>Explain</button>\n</form>\n</section>\n",
        on);
}

/* Adds an element around untrusted text. */
static void add_element(cors_text_t *text, const char *begin,
                        const char *content, const char *end)
{
    cors_text_add(text, begin);
    cors_escape_html(text, content ? content : "");
    cors_text_add(text, end);
}

static const char *effect_of(const cors_explanation_t *explanation)
{
    switch (explanation->carried_out) {
    case CORS_YES:
        return explanation->shared == CORS_NO
                   ? "The server acts on the request all the same: CORS only "
                     "hides the response."
                   : "The server acts on the request.";
    case CORS_NO:
        return "The server does not act on the request.";
    case CORS_UNKNOWN:
        break;
    }
    return "It is not certain whether the server acts on the request.";
}

static void add_verdict(cors_text_t *text,
                        const cors_explanation_t *explanation)
{
    static const struct {
        const char *class;
        const char *headline;
    } verdicts[] = {
        [CORS_UNKNOWN] = {"unsure", "Unsure: it is not certain whether the "
                                    "page may read the response"},
        [CORS_NO] = {"blocked", "Blocked: the page may not read the response"},
        [CORS_YES] = {"shared", "Shared: the page may read the response"},
    };

    cors_text_add_format(text,
                         "<div class=\"%s\">\n<p class=\"headline\">%s</p>\n",
                         verdicts[explanation->shared].class,
                         verdicts[explanation->shared].headline);
    add_element(text, "<p class=\"wrap\">", explanation->why, "</p>\n");
    cors_text_add_format(text, "<p>%s</p>\n</div>\n", effect_of(explanation));
}

static void add_list(cors_text_t *text, const char *heading,
                     const apr_array_header_t *items)
{
    int i;

    if (items->nelts == 0) {
        return;
    }
    cors_text_add_format(text, "<h3>%s</h3>\n<ul class=\"wrap\">\n", heading);
    for (i = 0; i < items->nelts; ++i) {
        add_element(text, "<li>", APR_ARRAY_IDX(items, i, const char *),
                    "</li>\n");
    }
    cors_text_add(text, "</ul>\n");
}

/* Whether the page shows the text of the step in another section. */
static bool is_elsewhere(cors_step_e word)
{
    return word == CORS_STEP_FIELD || word == CORS_STEP_VARY
           || word == CORS_STEP_ADVICE || word == CORS_STEP_UNSURE;
}

static void add_step(cors_text_t *text, const cors_step_t *step, bool marked)
{
    cors_text_add_format(text, "<tr%s><th scope=\"row\">%s</th><td>%s",
                         marked ? " class=\"refuses\"" : "",
                         cors_step_name(step->word),
                         marked ? "<strong>Refused here:</strong> " : "");
    add_element(text, "", step->text, "</td></tr>\n");
}

static void add_steps(cors_text_t *text, const apr_array_header_t *steps)
{
    bool refused = false;
    int i;

    cors_text_add(text,
                  "<section class=\"card\" aria-labelledby=\"steps\">\n"
                  "<h2 id=\"steps\">The steps</h2>\n"
                  "<table class=\"wrap\">\n<thead><tr><th scope=\"col\">Step"
                  "</th><th scope=\"col\">What was found</th></tr></thead>\n"
                  "<tbody>\n");
    for (i = 0; i < steps->nelts; ++i) {
        const cors_step_t *step = &APR_ARRAY_IDX(steps, i, cors_step_t);

        if (!is_elsewhere(step->word)) {
            add_step(text, step, step->refuses && !refused);
            refused = refused || step->refuses;
        }
    }
    cors_text_add(text, "</tbody>\n</table>\n</section>\n");
}

static void add_row(cors_text_t *text, const char *name, const char *value)
{
    add_element(text, "<tr><th scope=\"row\">", name, "</th><td>");
    add_element(text, "<code>", value, "</code></td></tr>\n");
}

/* caption is trusted. */
static void add_exchange(cors_text_t *text, const char *caption,
                         const cors_exchange_t *exchange)
{
    int i;

    cors_text_add_format(
        text, "<table class=\"wrap fields\">\n<caption>%s</caption>\n<tbody>\n",
        caption);
    add_row(text, "Decision",
            exchange->decision ? exchange->decision : "none is made");
    if (exchange->status != 0) {
        cors_text_add_format(text,
                             "<tr><th scope=\"row\">Status</th>"
                             "<td><code>%d</code></td></tr>\n",
                             exchange->status);
    }
    for (i = 0; i < exchange->count; ++i) {
        add_row(text, exchange->fields[i].name, exchange->fields[i].value);
    }
    if (exchange->count == 0) {
        cors_text_add(text, "<tr><th scope=\"row\">CORS fields</th>"
                            "<td>none</td></tr>\n");
    }
    if (exchange->vary && *exchange->vary) {
        add_row(text, "Vary", exchange->vary);
    }
    cors_text_add(text, "</tbody>\n</table>\n");
}

static void add_fields(cors_text_t *text, const cors_explanation_t *explanation)
{
    cors_text_add(text, "<section class=\"card\" aria-labelledby=\"fields\">\n"
                        "<h2 id=\"fields\">The responses</h2>\n");
    if (explanation->has_preflight) {
        add_exchange(text, "Response to the preflight",
                     &explanation->preflight);
        add_exchange(text, "Response to the actual request",
                     &explanation->actual);
    }
    else {
        add_exchange(text, "Response (the browser sends no preflight)",
                     &explanation->actual);
    }
    cors_text_add(text, "</section>\n");
}

/* A link to the same question in another format. */
static void add_link(cors_text_t *text, const char *query, const char *format,
                     const char *label)
{
    size_t i;

    cors_text_add(text, "<a href=\"?");
    for (i = 0; i < NAMES; ++i) {
        const char *value = cors_query_value(query, names[i], text->pool);

        if (value && *value) {
            cors_text_add_format(text, "%s=", names[i]);
            cors_escape_query(text, value);
            cors_text_add(text, "&amp;");
        }
    }
    if (cors_question_has_credentials(query, text->pool)) {
        cors_text_add(text, "credentials=on&amp;");
    }
    cors_text_add_format(text, "format=%s\">%s</a>", format, label);
}

static void add_answer(cors_text_t *text, const cors_explanation_t *explanation,
                       const char *query)
{
    cors_text_add(text, "<section class=\"card\" aria-labelledby=\"answer\">\n"
                        "<h2 id=\"answer\">The answer</h2>\n");
    if (explanation->error) {
        add_element(text,
                    "<div class=\"blocked\">\n<p class=\"headline\">The "
                    "question is unusable</p>\n<p class=\"wrap\">",
                    explanation->error, "</p>\n</div>\n</section>\n");
        return;
    }
    add_verdict(text, explanation);
    add_list(text, "What to change", explanation->advice);
    add_list(text, "What is not certain", explanation->unsure);
    cors_text_add(text, "</section>\n");
    add_steps(text, explanation->steps);
    add_fields(text, explanation);
    cors_text_add(text, "<p>The same answer: ");
    add_link(text, query, "text", "as text");
    cors_text_add(text, ", ");
    add_link(text, query, "json", "as JSON");
    cors_text_add(text, "</p>\n");
}

void cors_explanation_html_write(cors_text_t *text,
                                 const cors_explanation_t *explanation,
                                 const char *query)
{
    cors_page_begin(text, "explain",
                    "A script of a page requests a URL of this server: which "
                    "policy decides, and why? The answer comes from the "
                    "configuration. No request is sent.");
    add_form(text, query);
    if (explanation) {
        add_answer(text, explanation, query);
    }
    cors_page_end(text);
}
