/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches a text for %{NAME}, %{HTTP:NAME} and functions such as req('NAME').
 * It does not parse httpd's expressions, of which RewriteCond has another form.
 */
#include "explain/cors_condition.h"

#include <stdbool.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* Their values follow from the question and the configuration. */
static const char *const known_variables[] = {
    "CONTEXT_DOCUMENT_ROOT",
    "CONTEXT_PREFIX",
    "DOCUMENT_ROOT",
    "HTTPS",
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "REQUEST_FILENAME",
    "REQUEST_METHOD",
    "REQUEST_SCHEME",
    "REQUEST_URI",
    "SCRIPT_FILENAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "THE_REQUEST",
    NULL,
};
static const char *const known_fields[] = {
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Host",
    "Origin",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    NULL,
};
static const char *const field_functions[] = {"http", "req", "req_novary",
                                              NULL};
static const char *const environment_functions[] = {"env", "reqenv", NULL};

/* Functions that read the response, notes, the process or the certificate. */
static const char *const other_functions[] = {"note", "osenv", "peerextlist",
                                              "resp", NULL};

static bool is_one_of(const char *const *names, const char *name,
                      apr_size_t length)
{
    for (; *names; ++names) {
        if (strlen(*names) == length
            && strncasecmp(*names, name, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_in_word(char byte)
{
    return apr_isalnum(byte) || byte == '_' || byte == '-';
}

/* name: what is between "%{" and "}". */
static const char *unknown_variable(const char *name, apr_size_t length,
                                    apr_pool_t *pool)
{
    const char *colon = memchr(name, ':', length);
    apr_size_t before = colon ? (apr_size_t)(colon - name) : length;

    if (!colon && is_one_of(known_variables, name, length)) {
        return NULL;
    }
    if (colon && is_one_of(environment_functions, name, before)) {
        return CORS_CONDITION_ENVIRONMENT;
    }
    return colon && is_one_of(field_functions, name, before)
                   && is_one_of(known_fields, colon + 1, length - before - 1)
               ? NULL
               : apr_pstrmemdup(pool, name, length);
}

/* Whether the argument of a function is the name of a known field, between
 * quotation marks. */
static bool is_known_field(const char *argument)
{
    argument += strspn(argument, "( \t\\\"'");
    return is_one_of(known_fields, argument, strcspn(argument, "\\\"') \t"));
}

/* name: a word that may be a function. */
static const char *unknown_function(const char *name, apr_size_t length,
                                    apr_pool_t *pool)
{
    apr_size_t blanks = strspn(name + length, " \t");
    const char *argument = name + length + blanks;
    bool bad;

    if (*argument == '\0' || !strchr(blanks ? "(\\\"'" : "(", *argument)) {
        return NULL;
    }
    if (is_one_of(environment_functions, name, length)) {
        return CORS_CONDITION_ENVIRONMENT;
    }
    bad = is_one_of(other_functions, name, length)
          || (is_one_of(field_functions, name, length)
              && !is_known_field(argument));
    return bad ? apr_psprintf(pool, "%.*s()", (int)length, name) : NULL;
}

/* Returns what is unknown at the start of a word. */
static const char *unknown_word(const char *word, apr_pool_t *pool)
{
    apr_size_t length = 0;

    while (is_in_word(word[length])) {
        ++length;
    }
    if (length == 2 && strncmp(word, "-R", 2) == 0) {
        return "REMOTE_ADDR";
    }
    return unknown_function(word, length, pool);
}

const char *cors_condition_unknown(const char *text, apr_pool_t *pool)
{
    const char *unknown = NULL;
    const char *at;

    for (at = text; *at && !unknown; ++at) {
        if (at[0] == '%' && at[1] == '{') {
            unknown = unknown_variable(at + 2, strcspn(at + 2, "}"), pool);
        }
        else if (is_in_word(*at) && (at == text || !is_in_word(at[-1]))) {
            unknown = unknown_word(at, pool);
        }
    }
    return unknown;
}
