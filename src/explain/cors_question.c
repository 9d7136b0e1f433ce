/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads questions. The words and the parameters fill the same members; then
 * the same checks judge them.
 */
#include "explain/cors_question.h"

#include <stdlib.h>
#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "base/cors_escape.h"
#include "base/cors_field_value.h"
#include "base/cors_query.h"
#include "base/cors_token.h"
#include "explain/cors_url.h"
#include "policy/cors_header_name.h"
#include "policy/cors_method.h"

#define SHOWN_MAX 100 /* bytes of a word in a sentence */

/* Returns the beginning of a word, in quotation marks, for a sentence. */
static const char *quoted(const char *word, apr_pool_t *pool)
{
    cors_text_t text;

    cors_text_init(&text, pool);
    cors_text_add(&text, "'");
    cors_escape_line(&text, apr_pstrndup(pool, word, SHOWN_MAX));
    cors_text_add(&text, strlen(word) > SHOWN_MAX ? "...'" : "'");
    return text.bytes;
}

/* Returns the sentence "'word' is ...". */
static const char *sentence(const char *word, const char *rest,
                            apr_pool_t *pool)
{
    return apr_pstrcat(pool, quoted(word, pool), " ", rest, NULL);
}

static bool has_control(const char *text)
{
    for (; *text; ++text) {
        if ((unsigned char)*text < ' ' || *text == 0x7F) {
            return true;
        }
    }
    return false;
}

static const char *check_method(cors_question_t *question, apr_pool_t *pool)
{
    const char *method = question->method;
    const char *normalized;

    if (!method) {
        return "the question has no method, such as GET";
    }
    if (!cors_token_is_valid(method, strlen(method))) {
        return sentence(method, "is not a method, because it is not a token",
                        pool);
    }
    if (cors_method_is_forbidden(method, strlen(method))) {
        return sentence(
            method, "is a forbidden method, which no script can send", pool);
    }
    normalized = cors_method_normalized(method, strlen(method));
    question->method = normalized ? normalized : method;
    return NULL;
}

static const char *check_url(cors_question_t *question, apr_pool_t *pool)
{
    cors_url_t url;
    const char *error;

    if (!question->url) {
        return "the question has no URL, such as https://api.example.com/";
    }
    error = cors_url_parse(question->url, &url, pool);
    if (error) {
        return sentence(question->url,
                        apr_pstrcat(pool, "is not a usable URL: ", error, NULL),
                        pool);
    }
    question->url = url.text;
    question->scheme = url.scheme;
    question->host = url.host;
    question->port = url.port;
    question->path = url.path;
    question->url_origin = url.origin;
    return NULL;
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Fetch, "CORS-unsafe request-header names": sorted, in lower case. */
static const char *joined(apr_array_header_t *names, apr_pool_t *pool)
{
    const char **all = (const char **)names->elts;
    cors_text_t text;
    int i;

    if (names->nelts == 0) {
        return NULL;
    }
    qsort(all, (size_t)names->nelts, sizeof(*all), compare_names);
    cors_text_init(&text, pool);
    cors_text_add(&text, all[0]);
    for (i = 1; i < names->nelts; ++i) {
        if (strcmp(all[i], all[i - 1]) != 0) {
            cors_text_add(&text, ", ");
            cors_text_add(&text, all[i]);
        }
    }
    return text.bytes;
}

static const char *check_headers(cors_question_t *question, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 4, sizeof(char *));
    const char *cursor = question->headers ? question->headers : "";
    const char *element;
    apr_size_t length;

    while (cors_field_value_next(&cursor, &element, &length)) {
        char *name = apr_pstrmemdup(pool, element, length);
        char *p;

        if (!cors_token_is_valid(name, length)) {
            return sentence(
                name, "is not a header name; separate names by commas", pool);
        }
        if (cors_header_name_is_forbidden_request(name, length)) {
            return sentence(name,
                            "is a forbidden request-header: no script can set "
                            "it, and browsers do not ask for it",
                            pool);
        }
        for (p = name; *p; ++p) {
            *p = cors_header_name_lower(*p);
        }
        APR_ARRAY_PUSH(names, const char *) = name;
    }
    if (question->content_type) {
        APR_ARRAY_PUSH(names, const char *) = "content-type";
    }
    question->headers = joined(names, pool);
    return NULL;
}

static const char *check_sec_fetch_site(cors_question_t *question,
                                        apr_pool_t *pool)
{
    static const char *const values[] = {"same-origin", "same-site",
                                         "cross-site", "none"};
    const char *value = question->sec_fetch_site;
    size_t i;

    if (!value) {
        return NULL;
    }
    for (i = 0; i < sizeof(values) / sizeof(values[0]); ++i) {
        if (strcmp(value, values[i]) == 0) {
            return NULL;
        }
    }
    return sentence(value,
                    "is not a value of Sec-Fetch-Site: these are same-origin, "
                    "same-site, cross-site and none",
                    pool);
}

/* Blanks around a value are not part of it, in a form as in a field. */
static const char *trimmed(const char *value, apr_pool_t *pool)
{
    apr_size_t length;

    if (!value) {
        return NULL;
    }
    value += strspn(value, " ");
    length = strlen(value);
    while (length > 0 && value[length - 1] == ' ') {
        --length;
    }
    return length > 0 ? apr_pstrmemdup(pool, value, length) : NULL;
}

#define TEXTS 6

/* The members that are texts, in the order of the tables of names below. */
static void list_texts(cors_question_t *question, const char **texts[TEXTS])
{
    texts[0] = &question->method;
    texts[1] = &question->url;
    texts[2] = &question->origin;
    texts[3] = &question->headers;
    texts[4] = &question->content_type;
    texts[5] = &question->sec_fetch_site;
}

static const char *check(cors_question_t *question, apr_pool_t *pool)
{
    const char **texts[TEXTS];
    const char *error;
    int i;

    list_texts(question, texts);
    for (i = 0; i < TEXTS; ++i) {
        *texts[i] = trimmed(*texts[i], pool);
        if (*texts[i] && has_control(*texts[i])) {
            return sentence(*texts[i], "has a control character", pool);
        }
    }
    error = check_method(question, pool);
    if (!error) {
        error = check_url(question, pool);
    }
    if (!error && !question->origin) {
        error = "the question has no origin, such as https://app.example";
    }
    if (!error) {
        error = check_headers(question, pool);
    }
    return error ? error : check_sec_fetch_site(question, pool);
}

static const char *next_word(const char **cursor, apr_pool_t *pool)
{
    const char *word = *cursor + strspn(*cursor, " \t");
    apr_size_t length = strcspn(word, " \t");

    *cursor = word + length;
    return length > 0 ? apr_pstrmemdup(pool, word, length) : NULL;
}

static const char *set_text(const char *word, apr_size_t name_length,
                            const char **text, apr_pool_t *pool)
{
    const char *value = word + name_length;

    if (*text) {
        return sentence(word, "is the second value for the same name", pool);
    }
    *text = cors_query_decode(value, strlen(value), false, pool);
    return *text ? NULL : sentence(word, "contains a NUL", pool);
}

/* Reads a word after the method and the URL. */
static const char *read_word(const char *word, cors_question_t *question,
                             apr_pool_t *pool)
{
    static const char *const names[TEXTS] = {
        NULL, NULL, "Origin=", "Headers=", "Content-Type=", "Sec-Fetch-Site="};
    const char **texts[TEXTS];
    int i;

    list_texts(question, texts);
    for (i = 2; i < TEXTS; ++i) {
        if (strncmp(word, names[i], strlen(names[i])) == 0) {
            return set_text(word, strlen(names[i]), texts[i], pool);
        }
    }
    if (strcmp(word, "Credentials") == 0) {
        question->credentials = true;
        return NULL;
    }
    return strcmp(word, "Format=json") == 0
               ? NULL
               : sentence(word,
                          "is not one of Origin=, Headers=, Content-Type=, "
                          "Sec-Fetch-Site=, Credentials and Format=json",
                          pool);
}

static bool has_word(const char *words, const char *wanted, apr_pool_t *pool)
{
    const char *word = next_word(&words, pool);

    while (word && strcmp(word, wanted) != 0) {
        word = next_word(&words, pool);
    }
    return word != NULL;
}

const char *cors_question_read_words(const char *words,
                                     cors_question_t *question,
                                     apr_pool_t *pool)
{
    const char *error = NULL;
    const char *word;

    memset(question, 0, sizeof(*question));
    question->json = has_word(words, "Format=json", pool);
    question->method = next_word(&words, pool);
    question->url = next_word(&words, pool);
    word = next_word(&words, pool);
    while (word && !error) {
        error = read_word(word, question, pool);
        word = next_word(&words, pool);
    }
    return error ? error : check(question, pool);
}

static const char *const parameters[TEXTS] = {
    "method", "url", "origin", "headers", "content-type", "sec-fetch-site"};

bool cors_question_is_in_query(const char *query)
{
    int i;

    for (i = 0; i < TEXTS; ++i) {
        if (cors_query_has(query, parameters[i])) {
            return true;
        }
    }
    return cors_query_has(query, "credentials");
}

bool cors_question_has_credentials(const char *query, apr_pool_t *pool)
{
    static const char *const off[] = {"", "0", "off", "false"};
    const char *value = cors_query_value(query, "credentials", pool);
    size_t i;

    for (i = 0; value && i < sizeof(off) / sizeof(off[0]); ++i) {
        if (apr_cstr_casecmp(value, off[i]) == 0) {
            return false;
        }
    }
    return value != NULL;
}

const char *cors_question_read_query(const char *query,
                                     cors_question_t *question,
                                     apr_pool_t *pool)
{
    const char **texts[TEXTS];
    int i;

    memset(question, 0, sizeof(*question));
    list_texts(question, texts);
    for (i = 0; i < TEXTS; ++i) {
        *texts[i] = cors_query_value(query, parameters[i], pool);
        if (!*texts[i] && cors_query_has(query, parameters[i])) {
            return apr_psprintf(pool, "the parameter %s contains a NUL",
                                parameters[i]);
        }
    }
    if (!question->method || !*question->method) {
        question->method = "GET";
    }
    question->credentials = cors_question_has_credentials(query, pool);
    return check(question, pool);
}
