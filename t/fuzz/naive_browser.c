/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies each element of a list, and compares whole strings.
 */
#include "naive_browser.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "naive.h"

/* A copy of the next element without blanks around it, which may be empty; NULL
 * at the end. The caller frees it. */
static char *next_element(const char **list)
{
    const char *begin = *list;
    size_t length;
    char *copy;

    if (!begin) {
        return NULL;
    }
    length = strcspn(begin, ",");
    *list = begin[length] ? begin + length + 1 : NULL;
    while (length > 0 && (*begin == ' ' || *begin == '\t')) {
        ++begin;
        --length;
    }
    while (length > 0
           && (begin[length - 1] == ' ' || begin[length - 1] == '\t')) {
        --length;
    }
    copy = malloc(length + 1);
    if (!copy) {
        abort();
    }
    memcpy(copy, begin, length);
    copy[length] = '\0';
    return copy;
}

static bool has(const char *list, const char *name, bool any_case)
{
    bool found = false;
    char *element;

    while ((element = next_element(&list)) != NULL) {
        found =
            found
            || (any_case ? strcasecmp(element, name) : strcmp(element, name))
                   == 0;
        free(element);
    }
    return found;
}

static bool has_tokens_only(const char *list)
{
    bool only = true;
    char *element;

    while ((element = next_element(&list)) != NULL) {
        only = only && (!*element || naive_is_token(element));
        free(element);
    }
    return only;
}

static bool is_safe_content_type(const char *value)
{
    char essence[129];
    char *end;

    if (!value || strlen(value) > 128
        || strpbrk(value, "\"():<>?@[\\]{}\x7f")) {
        return false;
    }
    strcpy(essence, value);
    essence[strcspn(essence, ";")] = '\0';
    end = essence + strlen(essence);
    while (end > essence && (end[-1] == ' ' || end[-1] == '\t')) {
        *--end = '\0';
    }
    return naive_is_one_of_any_case(
        "application/x-www-form-urlencoded|multipart/form-data|text/plain",
        essence);
}

static bool is_unsafe(const naive_script_t *script, const char *name)
{
    return strcmp(name, "content-type") != 0
           || !is_safe_content_type(script->content_type);
}

static bool is_safe_method(const char *method)
{
    return naive_is_one_of("GET|HEAD|POST", method);
}

bool naive_needs_preflight(const naive_script_t *script)
{
    bool needs = !is_safe_method(script->method);
    const char *list = script->headers;
    char *name;

    while ((name = next_element(&list)) != NULL) {
        needs = needs || is_unsafe(script, name);
        free(name);
    }
    return needs && strcmp(script->origin, script->url_origin) != 0;
}

static bool cors_check(const naive_script_t *script,
                       const naive_response_t *response)
{
    if (!response->origin) {
        return false;
    }
    if (strcmp(response->origin, "*") == 0) {
        return !script->credentials;
    }
    return strcmp(response->origin, script->origin) == 0
           && (!script->credentials
               || (response->credentials
                   && strcmp(response->credentials, "true") == 0));
}

static bool allows_headers(const naive_script_t *script,
                           const naive_response_t *response)
{
    bool star = !script->credentials && has(response->headers, "*", false);
    bool allows = true;
    const char *list = script->headers;
    char *name;

    while ((name = next_element(&list)) != NULL) {
        allows =
            allows
            && (!is_unsafe(script, name) || has(response->headers, name, true)
                || (star && strcmp(name, "authorization") != 0));
        free(name);
    }
    return allows;
}

bool naive_preflight_succeeds(const naive_script_t *script, int status,
                              const naive_response_t *response)
{
    if (strcmp(script->origin, script->url_origin) == 0) {
        return true;
    }
    return cors_check(script, response) && status >= 200 && status <= 299
           && has_tokens_only(response->methods)
           && has_tokens_only(response->headers)
           && (is_safe_method(script->method)
               || has(response->methods, script->method, false)
               || (!script->credentials && has(response->methods, "*", false)))
           && allows_headers(script, response);
}

bool naive_shares(const naive_script_t *script,
                  const naive_response_t *response)
{
    return strcmp(script->origin, script->url_origin) == 0
           || cors_check(script, response);
}
