/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions and explanations. The first line is the words of a question, the
 * second is a query; then come the values of four response fields, one a line;
 * the rest is the texts of an explanation.
 */
#include "fuzz.h"

#include <apr_tables.h>

#include "base/cors_escape.h"
#include "explain/cors_browser.h"
#include "explain/cors_explanation_html.h"
#include "explain/cors_explanation_json.h"
#include "explain/cors_explanation_text.h"
#include "naive.h"
#include "naive_browser.h"
#include "naive_text.h"

const char fuzz_name[] = "explain";

static bool has_control(const char *text)
{
    for (; *text; ++text) {
        if ((unsigned char)*text < ' ' || *text == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Whether the segment is this many dots, also if they are encoded. */
static bool is_dots(const char *segment, int dots)
{
    for (; dots > 0; --dots) {
        if (*segment == '.') {
            segment += 1;
        }
        else if (strncmp(segment, "%2e", 3) == 0
                 || strncmp(segment, "%2E", 3) == 0) {
            segment += 3;
        }
        else {
            return false;
        }
    }
    return *segment == '\0';
}

/* The path and the query of the URL, without dot segments. */
static const char *resolved(const char *url, apr_pool_t *pool)
{
    const char *path = strchr(url, ':') + 3;
    const char *query = path + strcspn(path, "?");
    apr_array_header_t *segments = apr_array_make(pool, 8, sizeof(char *));
    char *rest = apr_pstrmemdup(pool, path, (apr_size_t)(query - path));
    const char *all = "";
    const char *segment;
    int i;

    (void)fuzz_next(&rest, '/');
    while ((segment = fuzz_next(&rest, '/')) != NULL) {
        if (is_dots(segment, 2)) {
            (void)apr_array_pop(segments);
        }
        if (!is_dots(segment, 1) && !is_dots(segment, 2)) {
            APR_ARRAY_PUSH(segments, const char *) = segment;
        }
        else if (!rest) {
            APR_ARRAY_PUSH(segments, const char *) = "";
        }
    }
    for (i = 0; i < segments->nelts; ++i) {
        all = apr_pstrcat(pool, all, "/",
                          APR_ARRAY_IDX(segments, i, const char *), NULL);
    }
    return apr_pstrcat(pool, *all ? all : "/", query, NULL);
}

/* Whether the path is the text, with some bytes percent-encoded. */
static bool encodes(const char *path, const char *text)
{
    for (; *text; ++text) {
        char code[4];

        snprintf(code, sizeof(code), "%%%02X", (unsigned char)*text);
        if (*path == *text) {
            path += 1;
        }
        else if (strncmp(path, code, 3) == 0) {
            path += 3;
        }
        else {
            return false;
        }
    }
    return *path == '\0';
}

/* The path must be what a browser sends. */
static void check_path(const cors_question_t *question, apr_pool_t *pool)
{
    const char *path = question->path;
    const char *p;

    for (p = path; *p; ++p) {
        FUZZ_REQUIRE(*p > ' ' && *p < 0x7f && !strchr("\"<>#", *p),
                     "the path is '%s'", path);
    }
    FUZZ_REQUIRE(encodes(path, resolved(question->url, pool)),
                 "the path of '%s' is '%s'", question->url, path);
}

static void check_url(const cors_question_t *question, apr_pool_t *pool)
{
    bool is_https = strcmp(question->scheme, "https") == 0;
    const char *authority = question->host;

    if (question->port != (is_https ? 443 : 80)) {
        authority = apr_psprintf(pool, "%s:%d", authority, question->port);
    }
    FUZZ_REQUIRE(is_https || strcmp(question->scheme, "http") == 0,
                 "the scheme is '%s'", question->scheme);
    FUZZ_REQUIRE(
        strcmp(question->url_origin,
               apr_pstrcat(pool, question->scheme, "://", authority, NULL))
            == 0,
        "the origin of the URL is '%s'", question->url_origin);
    FUZZ_REQUIRE(naive_is_origin(question->url_origin), "'%s' is not an origin",
                 question->url_origin);
    check_path(question, pool);
}

/* Names are tokens in lower case, sorted, each once. */
static void check_headers(const cors_question_t *question, apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, question->headers);
    const char *last = "";
    char *name;

    while ((name = fuzz_next(&rest, ',')) != NULL) {
        name += *name == ' ';
        FUZZ_REQUIRE(naive_is_token(name)
                         && !strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                         && strcmp(last, name) < 0,
                     "the name '%s' after '%s'", name, last);
        last = name;
    }
}

/* Appends " name=value" or "&name=value". */
static void print_value(cors_text_t *text, const char *separator,
                        const char *name, const char *value)
{
    if (value) {
        cors_text_add(text, separator);
        cors_text_add(text, name);
        cors_text_add(text, "=");
        cors_escape_query(text, value);
    }
}

static bool same(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

static void check_same(const cors_question_t *one, const cors_question_t *other,
                       const char *printed)
{
    FUZZ_REQUIRE(strcmp(one->method, other->method) == 0
                     && strcmp(one->url, other->url) == 0
                     && strcmp(one->path, other->path) == 0
                     && strcmp(one->url_origin, other->url_origin) == 0
                     && strcmp(one->origin, other->origin) == 0
                     && same(one->headers, other->headers)
                     && same(one->content_type, other->content_type)
                     && same(one->sec_fetch_site, other->sec_fetch_site)
                     && one->credentials == other->credentials,
                 "printed as '%s', it is another question", printed);
}

/* Printed as words and as a query, the question is the same. */
static void check_printed(const cors_question_t *question, apr_pool_t *pool)
{
    cors_question_t again;
    cors_text_t words, query;

    cors_text_init(&words, pool);
    cors_text_init(&query, pool);
    cors_text_add(&words, question->method);
    cors_text_add(&words, " ");
    cors_text_add(&words, question->url);
    print_value(&words, " ", "Origin", question->origin);
    print_value(&words, " ", "Headers", question->headers);
    print_value(&words, " ", "Content-Type", question->content_type);
    print_value(&words, " ", "Sec-Fetch-Site", question->sec_fetch_site);
    cors_text_add(&words, question->credentials ? " Credentials" : "");
    print_value(&query, "", "method", question->method);
    print_value(&query, "&", "url", question->url);
    print_value(&query, "&", "origin", question->origin);
    print_value(&query, "&", "headers", question->headers);
    print_value(&query, "&", "content-type", question->content_type);
    print_value(&query, "&", "sec-fetch-site", question->sec_fetch_site);
    cors_text_add(&query, question->credentials ? "&credentials=on" : "");
    FUZZ_REQUIRE(!cors_question_read_words(words.bytes, &again, pool),
                 "the words '%s' are unusable", words.bytes);
    check_same(question, &again, words.bytes);
    FUZZ_REQUIRE(cors_question_is_in_query(query.bytes)
                     && !cors_question_read_query(query.bytes, &again, pool),
                 "the query '%s' is unusable", query.bytes);
    check_same(question, &again, query.bytes);
}

static void check_question(const cors_question_t *question, apr_pool_t *pool)
{
    FUZZ_REQUIRE(naive_is_token(question->method)
                     && !naive_is_one_of_any_case("CONNECT|TRACE|TRACK",
                                                  question->method),
                 "the method is '%s'", question->method);
    FUZZ_REQUIRE(
        *question->origin && !has_control(question->origin)
            && !(question->content_type && has_control(question->content_type)),
        "a value has control characters");
    check_url(question, pool);
    if (question->headers) {
        check_headers(question, pool);
    }
    check_printed(question, pool);
}

/* The browser's side, compared with the oracle. */
static void check_browser(const cors_question_t *question,
                          const naive_response_t *response, apr_pool_t *pool)
{
    const naive_script_t script = {
        question->method,  question->origin,       question->url_origin,
        question->headers, question->content_type, question->credentials};
    const char *values[] = {response->origin, response->credentials,
                            response->methods, response->headers};
    static const char *const names[] = {
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"};
    cors_request_t request = cors_browser_request(question, true, pool);
    cors_field_t fields[4];
    static const int statuses[] = {204, 200, 299, 300, 199, 301, 403};
    int status = statuses[strlen(question->path) % 7];
    int i, count = 0;

    for (i = 0; i < 4; ++i) {
        if (values[i]) {
            fields[count].name = names[i];
            fields[count++].value = values[i];
        }
    }
    FUZZ_REQUIRE((cors_browser_preflight_reason(question, pool) != NULL)
                     == naive_needs_preflight(&script),
                 "is a preflight needed?");
    FUZZ_REQUIRE(
        !cors_browser_blocks_preflight(question, status, fields, count, pool)
            == naive_preflight_succeeds(&script, status, response),
        "does the preflight succeed with status %d?", status);
    FUZZ_REQUIRE(!cors_browser_blocks_actual(question, fields, count, pool)
                     == naive_shares(&script, response),
                 "is the response shared?");
    FUZZ_REQUIRE(cors_request_kind(&request) == CORS_PREFLIGHT_REQUEST,
                 "the preflight is not one");
}

/* Fills an explanation with the text, wherever a text may be. */
static void fill(cors_explanation_t *all, const char *error, const char *text,
                 apr_pool_t *pool)
{
    cors_place_t *place = apr_pcalloc(pool, sizeof(*place));
    cors_rule_source_t *rule = apr_pcalloc(pool, sizeof(*rule));
    const cors_exchange_t exchange = {text, 0, {{text, text}}, 1, text};

    cors_explanation_init(all, pool);
    place->file = text;
    rule->pattern = text;
    rule->list = text;
    rule->place = *place;
    all->question.method = text;
    all->question.url = text;
    all->question.origin = text;
    all->question.headers = text;
    all->question.content_type = text;
    all->question.sec_fetch_site = text;
    all->error = error;
    all->vhost = text;
    all->mapped = text;
    all->has_preflight = true;
    all->preflight = exchange;
    all->actual = exchange;
    all->why = text;
    all->engine = text;
    all->enforce = text;
    all->same_origin_why = text;
    all->rule = rule;
    cors_explanation_add(all, CORS_STEP_MAPPED, text, place);
    cors_explanation_add_refusal(all, CORS_STEP_ADMITTED, text, place);
    cors_explanation_add_exchange(all, &exchange);
    cors_explanation_advise(all, text);
    cors_explanation_doubt(all, text);
}

static void check_text(const cors_explanation_t *all, apr_pool_t *pool)
{
    cors_text_t text;
    char *rest;
    char *line;
    int lines = 0;

    cors_text_init(&text, pool);
    cors_explanation_text_write(&text, all);
    FUZZ_REQUIRE(text.bytes[text.length - 1] == '\n', "no newline at the end");
    text.bytes[text.length - 1] = '\0';
    rest = text.bytes;
    while ((line = fuzz_next(&rest, '\n')) != NULL) {
        FUZZ_REQUIRE(!has_control(line), "line %d: '%s'", lines, line);
        ++lines;
    }
    FUZZ_REQUIRE(lines == (all->error ? 1 : all->steps->nelts), "%d lines",
                 lines);
}

static void check_json(const cors_explanation_t *all, apr_pool_t *pool)
{
    cors_text_t text;

    cors_text_init(&text, pool);
    cors_explanation_json_write(&text, all);
    FUZZ_REQUIRE(naive_is_json_object(text.bytes) && !strchr(text.bytes, '<'),
                 "not one JSON object: %s", text.bytes);
}

/* Counts each byte of a page. */
static void count_bytes(const cors_explanation_t *all, const char *query,
                        int counts[256], apr_pool_t *pool)
{
    cors_text_t page;
    apr_size_t i;

    cors_text_init(&page, pool);
    cors_explanation_html_write(&page, all, query);
    FUZZ_REQUIRE(naive_is_utf8(page.bytes), "the page is not UTF-8");
    memset(counts, 0, 256 * sizeof(*counts));
    for (i = 0; i < page.length; ++i) {
        ++counts[(unsigned char)page.bytes[i]];
    }
}

/* The page has the markup of one with the texts "x" and no query. */
static void check_html(const cors_explanation_t *all, const char *query,
                       apr_pool_t *pool)
{
    static const char markup[] = "<>\"";
    cors_explanation_t plain;
    int counts[256], expected[256];
    const char *p;
    int i;

    fill(&plain, all->error ? "x" : NULL, "x", pool);
    count_bytes(all, query, counts, pool);
    count_bytes(&plain, NULL, expected, pool);
    for (p = markup; *p; ++p) {
        FUZZ_REQUIRE(counts[(int)*p] == expected[(int)*p],
                     "'%c' is in the page %d times, not %d times", *p,
                     counts[(int)*p], expected[(int)*p]);
    }
    for (i = 0; i < ' '; ++i) {
        FUZZ_REQUIRE(i == '\n' || counts[i] == 0, "byte %d is in the page", i);
    }
}

static void check_writers(const char *error, const char *query,
                          const char *text, apr_pool_t *pool)
{
    cors_explanation_t all;

    /* A preflight's empty text would have no row in the page. */
    fill(&all, error, *text ? text : "x", pool);
    check_text(&all, pool);
    check_json(&all, pool);
    check_html(&all, query, pool);
}

/* Returns the sentence if the question is unusable. */
static const char *check_reading(const char *error,
                                 const cors_question_t *question,
                                 const naive_response_t *response,
                                 apr_pool_t *pool)
{
    if (error) {
        FUZZ_REQUIRE(*error && !has_control(error), "the sentence is '%s'",
                     error);
        return error;
    }
    check_question(question, pool);
    check_browser(question, response, pool);
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_create();
    char *rest = fuzz_text(data, size, pool);
    const char *words = fuzz_next(&rest, '\n');
    const char *query = fuzz_next(&rest, '\n');
    naive_response_t response;
    cors_question_t question;
    const char *error, *other;

    response.origin = fuzz_next(&rest, '\n');
    response.credentials = fuzz_next(&rest, '\n');
    response.methods = fuzz_next(&rest, '\n');
    response.headers = fuzz_next(&rest, '\n');
    error = cors_question_read_words(words, &question, pool);
    error = check_reading(error, &question, &response, pool);
    other = cors_question_read_query(query, &question, pool);
    other = check_reading(other, &question, &response, pool);
    check_writers(error ? error : other, query, rest ? rest : words, pool);
    apr_pool_destroy(pool);
    return 0;
}
