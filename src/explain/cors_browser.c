/* SPDX-License-Identifier: Apache-2.0
 *
 * The browser's side of the CORS protocol. It shares no code with the decisions
 * of the server, so that a mistake there is not repeated here.
 */
#include "explain/cors_browser.h"

#include <string.h>

#include <apr_cstr.h>
#include <apr_strings.h>

#include "base/cors_field_value.h"
#include "base/cors_text.h"
#include "base/cors_token.h"
#include "origin/cors_origin.h"
#include "policy/cors_header_name.h"
#include "policy/cors_method.h"

#define SAFELISTED_VALUE_MAX 128

bool cors_browser_is_same_origin(const cors_question_t *question)
{
    return strcmp(question->origin, question->url_origin) == 0;
}

static bool is_loopback(const char *host)
{
    apr_size_t length = strlen(host);

    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0
           || (length > 10 && strcmp(host + length - 10, ".localhost") == 0)
           || (strncmp(host, "127.", 4) == 0
               && !host[strspn(host, "0123456789.")]);
}

const char *cors_browser_blocks_request(const cors_question_t *question)
{
    return strcmp(question->scheme, "http") == 0
                   && strncmp(question->origin, "https://", 8) == 0
                   && !is_loopback(question->host)
               ? "a page loaded over https may not request an http URL (mixed "
                 "content)"
               : NULL;
}

/* Fetch, "CORS-unsafe request-header byte". */
static bool has_unsafe_byte(const char *value)
{
    for (; *value; ++value) {
        if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7F
            || strchr("\"():<>?@[\\]{}", *value)) {
            return true;
        }
    }
    return false;
}

/* Fetch, "CORS-safelisted request-header", `content-type`. The essence of a
 * MIME type ends at the first ';', without white space before it. */
static bool is_safelisted_content_type(const char *value)
{
    static const char *const essences[] = {"application/x-www-form-urlencoded",
                                           "multipart/form-data", "text/plain",
                                           NULL};
    apr_size_t length = strcspn(value, ";");

    if (strlen(value) > SAFELISTED_VALUE_MAX || has_unsafe_byte(value)) {
        return false;
    }
    while (length > 0 && strchr(" \t", value[length - 1])) {
        --length;
    }
    return cors_token_find(essences, value, length) != NULL;
}

/* Finds the next CORS-unsafe request-header name. Of the values only that of
 * content-type is known; the other names count as unsafe. */
static bool next_unsafe(const cors_question_t *question, const char **cursor,
                        const char **name, apr_size_t *length)
{
    while (cors_field_value_next(cursor, name, length)) {
        if (!question->content_type || *length != strlen("content-type")
            || strncmp(*name, "content-type", *length) != 0
            || !is_safelisted_content_type(question->content_type)) {
            return true;
        }
    }
    return false;
}

const char *cors_browser_request_headers(const cors_question_t *question,
                                         apr_pool_t *pool)
{
    const char *cursor = question->headers ? question->headers : "";
    const char *name;
    apr_size_t length;
    cors_text_t text;

    cors_text_init(&text, pool);
    while (next_unsafe(question, &cursor, &name, &length)) {
        cors_text_add(&text, text.length > 0 ? "," : "");
        cors_text_add_bytes(&text, name, length);
    }
    return text.length > 0 ? text.bytes : NULL;
}

const char *cors_browser_preflight_reason(const cors_question_t *question,
                                          apr_pool_t *pool)
{
    const char *cursor = question->headers ? question->headers : "";
    const char *name;
    apr_size_t length;

    if (cors_browser_is_same_origin(question)) {
        return NULL;
    }
    if (!cors_method_is_safelisted(question->method,
                                   strlen(question->method))) {
        return apr_pstrcat(pool, question->method, " is not safelisted", NULL);
    }
    if (!next_unsafe(question, &cursor, &name, &length)) {
        return NULL;
    }
    return apr_psprintf(pool, "the script sets %.*s", (int)length, name);
}

static bool sets_authorization(const cors_question_t *question)
{
    const char *cursor = question->headers ? question->headers : "";
    const char *name;
    apr_size_t length;

    while (cors_field_value_next(&cursor, &name, &length)) {
        if (length == strlen("authorization")
            && strncmp(name, "authorization", length) == 0) {
            return true;
        }
    }
    return false;
}

/* URL, "URL serializer": without the default port. */
static const char *host_of(const cors_question_t *question, apr_pool_t *pool)
{
    return question->port
                   == cors_origin_default_port(question->scheme,
                                               strlen(question->scheme))
               ? question->host
               : apr_psprintf(pool, "%s:%d", question->host, question->port);
}

cors_request_t cors_browser_request(const cors_question_t *question,
                                    bool is_preflight, apr_pool_t *pool)
{
    const char *method = is_preflight ? "OPTIONS" : question->method;
    cors_request_t request;

    memset(&request, 0, sizeof(request));
    request.method = apr_pstrcat(pool, method, " ", question->path, NULL);
    request.origin = question->origin;
    request.sec_fetch_site = question->sec_fetch_site;
    request.sec_fetch_mode = "cors";
    request.host = host_of(question, pool);
    request.is_options = strcmp(method, "OPTIONS") == 0;
    if (is_preflight) {
        request.request_method = question->method;
        request.request_headers = cors_browser_request_headers(question, pool);
    }
    else {
        request.has_cookie = question->credentials;
        request.has_authorization = sets_authorization(question);
    }
    return request;
}

static const char *find(const cors_field_t *fields, int count, const char *name)
{
    int i;

    for (i = 0; i < count; ++i) {
        if (apr_cstr_casecmp(fields[i].name, name) == 0) {
            return fields[i].value;
        }
    }
    return NULL;
}

/* Fetch, "CORS check". response names it in the sentence. */
static const char *cors_check(const cors_question_t *question,
                              const char *response, const cors_field_t *fields,
                              int count, apr_pool_t *pool)
{
    const char *origin = find(fields, count, CORS_ACCESS_CONTROL_ALLOW_ORIGIN);
    const char *credentials =
        find(fields, count, CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS);

    if (!origin) {
        return apr_pstrcat(pool, response,
                           " has no Access-Control-Allow-Origin", NULL);
    }
    if (strcmp(origin, "*") == 0) {
        return question->credentials
                   ? apr_pstrcat(pool, response,
                                 " has Access-Control-Allow-Origin: *, which "
                                 "is not enough for a request with credentials",
                                 NULL)
                   : NULL;
    }
    if (strcmp(origin, question->origin) != 0) {
        return apr_pstrcat(pool, response,
                           " names another origin in "
                           "Access-Control-Allow-Origin: ",
                           origin, NULL);
    }
    if (question->credentials
        && (!credentials || strcmp(credentials, "true") != 0)) {
        return apr_pstrcat(pool, response, " does not allow credentials", NULL);
    }
    return NULL;
}

/* Whether the field value, which may be NULL, lists the name. */
static bool lists(const char *value, const char *name, apr_size_t length,
                  bool any_case)
{
    const char *element;
    apr_size_t element_length;

    while (value && cors_field_value_next(&value, &element, &element_length)) {
        if (element_length == length
            && (any_case ? apr_cstr_casecmpn(element, name, length)
                         : strncmp(element, name, length))
                   == 0) {
            return true;
        }
    }
    return false;
}

/* Fetch, "extract header list values": an element that is not a token makes the
 * whole preflight fail. */
static bool is_list_of_tokens(const char *value)
{
    const char *element;
    apr_size_t length;

    while (value && cors_field_value_next(&value, &element, &length)) {
        if (!cors_token_is_valid(element, length)) {
            return false;
        }
    }
    return true;
}

static bool covers_all(const cors_question_t *question, const char *value)
{
    return !question->credentials && lists(value, "*", 1, false);
}

/* Fetch, "CORS-preflight fetch", steps 7.6 and 7.7: "*" does not cover
 * Authorization. */
static const char *check_headers(const cors_question_t *question,
                                 const char *allowed, apr_pool_t *pool)
{
    const char *cursor = question->headers ? question->headers : "";
    bool all = covers_all(question, allowed);
    const char *name;
    apr_size_t length;

    while (next_unsafe(question, &cursor, &name, &length)) {
        if (!lists(allowed, name, length, true)
            && (!all || cors_header_name_is_non_wildcard(name, length))) {
            return apr_psprintf(pool,
                                "the preflight does not allow the header %.*s",
                                (int)length, name);
        }
    }
    return NULL;
}

/* Fetch, "CORS-preflight fetch", step 7. */
const char *cors_browser_blocks_preflight(const cors_question_t *question,
                                          int status,
                                          const cors_field_t *fields, int count,
                                          apr_pool_t *pool)
{
    const char *methods =
        find(fields, count, CORS_ACCESS_CONTROL_ALLOW_METHODS);
    const char *headers =
        find(fields, count, CORS_ACCESS_CONTROL_ALLOW_HEADERS);
    apr_size_t length = strlen(question->method);
    const char *blocked;

    if (cors_browser_is_same_origin(question)) {
        return NULL;
    }
    blocked =
        cors_check(question, "the preflight's response", fields, count, pool);
    if (blocked) {
        return blocked;
    }
    if (status != 0 && (status < 200 || status > 299)) {
        return apr_psprintf(
            pool, "the preflight's status is %d, not 200 to 299", status);
    }
    if (!is_list_of_tokens(methods) || !is_list_of_tokens(headers)) {
        return "the preflight's lists of methods or headers are malformed";
    }
    if (!lists(methods, question->method, length, false)
        && !cors_method_is_safelisted(question->method, length)
        && !covers_all(question, methods)) {
        return apr_pstrcat(pool, "the preflight does not allow the method ",
                           question->method, NULL);
    }
    return check_headers(question, headers, pool);
}

const char *cors_browser_blocks_actual(const cors_question_t *question,
                                       const cors_field_t *fields, int count,
                                       apr_pool_t *pool)
{
    return cors_browser_is_same_origin(question)
               ? NULL
               : cors_check(question, "the response", fields, count, pool);
}
