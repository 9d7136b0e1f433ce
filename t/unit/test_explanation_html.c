/* SPDX-License-Identifier: Apache-2.0 */
#include "explain/cors_explanation_html.h"

#include "explanations.h"

#define QUERY                                                                  \
    "method=put&url=https%3A%2F%2Fa%2F%3Fb%26c&origin=%22%3E%3Cscript%3E"      \
    "&headers=x-a&credentials=1&content-type=%FF&sec-fetch-site=none&x=y"

/* The page after its frame's beginning. */
static const char *write_html(const cors_explanation_t *explanation,
                              const char *query)
{
    cors_text_t text;

    cors_text_init(&text, unit_pool);
    cors_explanation_html_write(&text, explanation, query);
    ck_assert_ptr_nonnull(strstr(text.bytes, "<title>mod_cors explain<"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "</main>\n</body>\n</html>\n"));
    return strstr(text.bytes, "<main>");
}

static int count_of(const char *page, const char *wanted)
{
    int count = 0;
    const char *p;

    for (p = strstr(page, wanted); p; p = strstr(p + 1, wanted)) {
        ++count;
    }
    return count;
}

/* Texts that the form has once, and texts that it has not. */
static const struct {
    const char *label;
    const char *query;
    const char *wanted[8];
    const char *unwanted[4];
} form_rows[] = {
    {"empty",
     NULL,
     {"name=\"url\" inputmode=\"url\" required", "name=\"method\"",
      "value=\"GET\"", "value=\"on\">With", "<option value=\"\">not sent",
      "<form class=\"question\" action=\"#answer\">"},
     {" checked", " selected", "The answer", "<script"}},
    {"repeated",
     QUERY,
     {"value=\"put\"", "value=\"https://a/?b&amp;c\"",
      "value=\"&quot;&gt;&lt;script&gt;\"", "value=\"x-a\"",
      "value=\"on\" checked>With", "<option value=\"none\" selected>none",
      "value=\"\xEF\xBF\xBD\""},
     {"<script", "\xFF", "The answer", NULL}},
    {"an empty method, credentials off",
     "method=&credentials=off",
     {"value=\"GET\""},
     {" checked"}},
    {"a hostile site",
     "sec-fetch-site=%22%3E",
     {"value=\"GET\""},
     {" selected", "\">\">", "&quot;"}},
};

START_TEST(test_form)
{
    const char *page = write_html(NULL, form_rows[_i].query);
    size_t i;

    for (i = 0; i < 8 && form_rows[_i].wanted[i]; ++i) {
        ck_assert_msg(count_of(page, form_rows[_i].wanted[i]) == 1,
                      "%s: '%s' in %s", form_rows[_i].label,
                      form_rows[_i].wanted[i], page);
    }
    for (i = 0; i < 4 && form_rows[_i].unwanted[i]; ++i) {
        ck_assert_msg(!strstr(page, form_rows[_i].unwanted[i]), "%s: '%s'",
                      form_rows[_i].label, form_rows[_i].unwanted[i]);
    }
    ck_assert_int_eq(count_of(page, "<label"), 7);
    ck_assert_int_eq(count_of(page, "</label>"), 7);
}
END_TEST

/* The parts come in the order in which a visitor needs them. */
START_TEST(test_order)
{
    static const char *const parts[] = {
        "<h2 id=\"question\">",
        "<h2 id=\"answer\">",
        "<div class=\"blocked\">\n<p class=\"headline\">Blocked: the page may "
        "not read the response</p>\n<p class=\"wrap\">the preflight does not "
        "allow the header x-a</p>\n<p>The server acts on the request all the "
        "same: CORS only hides the response.</p>\n</div>\n",
        "<h3>What to change</h3>\n<ul class=\"wrap\">\n<li>add X-A</li>\n</ul>",
        "<h3>What is not certain</h3>\n<ul class=\"wrap\">\n<li>a directory"
        "</li>\n</ul>",
        "<h2 id=\"steps\">",
        "<tr><th scope=\"row\">vhost</th><td>api.example:443</td></tr>\n"
        "<tr class=\"refuses\"><th scope=\"row\">header</th><td><strong>Refused"
        " here:</strong> x-a: not listed</td></tr>\n"
        "<tr><th scope=\"row\">header</th><td>b: not listed</td></tr>\n"
        "<tr><th scope=\"row\">decision</th><td>preflight-refused:"
        "header-not-allowed</td></tr>\n"
        "<tr><th scope=\"row\">decision</th><td>-</td></tr>\n"
        "<tr><th scope=\"row\">credentials</th><td>On</td></tr>\n</tbody>",
        "<h2 id=\"fields\">",
        "<caption>Response to the preflight</caption>\n<tbody>\n"
        "<tr><th scope=\"row\">Decision</th><td><code>preflight-refused:"
        "header-not-allowed</code></td></tr>\n"
        "<tr><th scope=\"row\">Status</th><td><code>204</code></td></tr>\n"
        "<tr><th scope=\"row\">Access-Control-Allow-Origin</th><td><code>"
        "https://a.example</code></td></tr>\n"
        "<tr><th scope=\"row\">Access-Control-Max-Age</th><td><code>5</code>"
        "</td></tr>\n"
        "<tr><th scope=\"row\">Vary</th><td><code>Origin, "
        "Access-Control-Request-Method</code></td></tr>\n</tbody>",
        "<caption>Response to the actual request</caption>\n<tbody>\n"
        "<tr><th scope=\"row\">Decision</th><td><code>none is made</code></td>"
        "</tr>\n"
        "<tr><th scope=\"row\">Access-Control-Allow-Origin</th><td><code>*"
        "</code></td></tr>\n</tbody>",
        "<a href=\"?method=put&amp;url=https%3A%2F%2Fa%2F%3Fb%26c&amp;"
        "origin=%22%3E%3Cscript%3E&amp;headers=x-a&amp;content-type=%FF&amp;"
        "sec-fetch-site=none&amp;credentials=on&amp;format=text\">as text</a>",
        "&amp;format=json\">as JSON</a>",
    };
    cors_explanation_t all;
    const char *page;
    int i;

    make_explanation(&all);
    page = write_html(&all, QUERY);
    ck_assert_int_eq(count_of(page, "<section"), 4);
    ck_assert_int_eq(count_of(page, "</section>"), 4);
    for (i = 0; i < ROWS(parts); ++i) {
        const char *found = strstr(page, parts[i]);

        ck_assert_msg(found, "%s, not in %s", parts[i], page);
        page = found + strlen(parts[i]);
    }
}
END_TEST

static const struct {
    cors_answer_e shared;
    cors_answer_e carried_out;
    const char *box;
    const char *effect;
} verdict_rows[] = {
    {CORS_YES, CORS_YES,
     "<div class=\"shared\">\n<p class=\"headline\">Shared: the page may read "
     "the response</p>",
     "<p>The server acts on the request.</p>"},
    {CORS_NO, CORS_NO, "<div class=\"blocked\">",
     "<p>The server does not act on the request.</p>"},
    {CORS_UNKNOWN, CORS_YES, "<div class=\"unsure\">",
     "<p>The server acts on the request.</p>"},
    {CORS_UNKNOWN, CORS_UNKNOWN,
     "<div class=\"unsure\">\n<p class=\"headline\">Unsure: it is not certain "
     "whether the page may read the response</p>",
     "<p>It is not certain whether the server acts on the request.</p>"},
};

START_TEST(test_verdict)
{
    cors_explanation_t all;
    const char *page;

    cors_explanation_init(&all, unit_pool);
    all.shared = verdict_rows[_i].shared;
    all.carried_out = verdict_rows[_i].carried_out;
    page = write_html(&all, "url=a");
    ck_assert_ptr_nonnull(strstr(page, verdict_rows[_i].box));
    ck_assert_ptr_nonnull(strstr(page, verdict_rows[_i].effect));
    ck_assert_int_eq(count_of(page, "<h3>"), 0);
    ck_assert_int_eq(count_of(page, "<caption>"), 1);
    ck_assert_ptr_nonnull(
        strstr(page, "<caption>Response (the browser sends no preflight)"));
    ck_assert_ptr_nonnull(strstr(
        page, "<tr><th scope=\"row\">CORS fields</th><td>none</td></tr>"));
    ck_assert_ptr_nonnull(strstr(page, "<a href=\"?url=a&amp;format=text\">"));
}
END_TEST

#define SHOWN                                                                  \
    "&quot;&#39;&lt;/"                                                         \
    "script&gt;&lt;b&gt;&amp;\\\\x01\\x0a\\x1b[31m\xEF\xBF\xBD"

/* The tags are those of a page without hostile texts. */
START_TEST(test_hostile)
{
    cors_explanation_t all;
    const char *page;

    make_hostile(&all);
    page = write_html(&all, NULL);
    ck_assert_int_eq(count_of(page, "<b"),
                     count_of(page, "<button>")); /* no <b> */
    ck_assert_int_eq(count_of(page, "script>"), 0);
    ck_assert_int_eq(count_of(page, "\x1B"), 0);
    ck_assert_int_eq(count_of(page, "\xFF"), 0);
    /* why, advice, unsure, 2 steps, 3 for each exchange */
    ck_assert_int_eq(count_of(page, SHOWN), 3 + 2 + 6);
}
END_TEST

START_TEST(test_error)
{
    cors_explanation_t all;
    const char *page;

    make_error(&all, "'<x>' is bad");
    page = write_html(&all, "url=%3Cx%3E");
    ck_assert_ptr_nonnull(strstr(page, "value=\"&lt;x&gt;\""));
    ck_assert_ptr_nonnull(
        strstr(page, "<div class=\"blocked\">\n<p class=\"headline\">The "
                     "question is unusable</p>\n<p class=\"wrap\">&#39;&lt;x"
                     "&gt;&#39; is bad</p>\n</div>\n</section>\n</main>"));
}
END_TEST

/* 8 KB of quotation marks in the query. */
START_TEST(test_long)
{
    char *query = apr_palloc(unit_pool, 8193);
    const char *page;

    memset(query, '"', 8192);
    query[8192] = '\0';
    memcpy(query, "origin=", 7);
    page = write_html(NULL, query);
    ck_assert_int_eq(count_of(page, "&quot;"), 8192 - 7);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_loop_test(tests, test_form, 0, ROWS(form_rows));
    tcase_add_test(tests, test_order);
    tcase_add_loop_test(tests, test_verdict, 0, ROWS(verdict_rows));
    tcase_add_test(tests, test_hostile);
    tcase_add_test(tests, test_error);
    tcase_add_test(tests, test_long);
    return unit_finish("cors_explanation_html", tests);
}
