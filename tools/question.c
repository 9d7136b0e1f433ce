/* SPDX-License-Identifier: Apache-2.0
 *
 * The method and the URL are words of the question as they are; all other
 * values are percent-encoded.
 */
#include "tools/question.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/cors_escape.h"
#include "base/cors_text.h"

static bool is_word(const char *text)
{
    if (!*text) {
        return false;
    }
    while (*text && !apr_isspace(*text) && !apr_iscntrl(*text)) {
        ++text;
    }
    return *text == '\0';
}

static void add_value(cors_text_t *text, const char *name, const char *value)
{
    if (value) {
        cors_text_add(text, name);
        cors_escape_query(text, value);
    }
}

static void add_headers(cors_text_t *text, const apr_array_header_t *headers)
{
    int i;

    for (i = 0; i < headers->nelts; ++i) {
        add_value(text, i == 0 ? " Headers=" : ",",
                  APR_ARRAY_IDX(headers, i, const char *));
    }
}

const char *question_write(const options_t *options, const char **wrong,
                           apr_pool_t *pool)
{
    const char *method = APR_ARRAY_IDX(options->arguments, 0, const char *);
    const char *url = APR_ARRAY_IDX(options->arguments, 1, const char *);
    cors_text_t text;

    if (!is_word(method) || !is_word(url)) {
        *wrong = apr_psprintf(pool,
                              "the %s has white space or control characters, "
                              "or is empty",
                              is_word(method) ? "URL" : "method");
        return NULL;
    }
    cors_text_init(&text, pool);
    cors_text_add(&text, "CORS_EXPLAIN=");
    cors_text_add(&text, method);
    cors_text_add(&text, " ");
    cors_text_add(&text, url);
    add_value(&text, " Origin=", options->origin);
    add_headers(&text, options->headers);
    add_value(&text, " Content-Type=", options->content_type);
    add_value(&text, " Sec-Fetch-Site=", options->sec_fetch_site);
    cors_text_add(&text, options->credentials ? " Credentials" : "");
    cors_text_add(&text, options->json ? " Format=json" : "");
    return text.bytes;
}

/* Returns the text after the last line of the answer that begins with the word
 * "browser", or "". */
static const char *browser_line(const char *answer)
{
    const char *found = "";
    const char *line = answer;

    while (line) {
        if (strncmp(line, "browser", 7) == 0 && line[7] == ' ') {
            found = line + 7 + strspn(line + 7, " ");
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return found;
}

/* Returns the value of the member "shared", or "". No string of JSON can
 * contain the name with its quotation marks. */
static const char *shared_member(const char *answer)
{
    static const char name[] = "\"shared\":";
    const char *found = strstr(answer, name);

    return found ? found + strlen(name) + strspn(found + strlen(name), " ")
                 : "";
}

/* Whether the text begins with the word. */
static bool begins(const char *text, const char *word)
{
    apr_size_t length = strlen(word);

    return strncmp(text, word, length) == 0
           && (!text[length] || strchr(" \n:,}", text[length]));
}

int question_verdict(const char *answer, bool json)
{
    const char *verdict = json ? shared_member(answer) : browser_line(answer);

    if (begins(verdict, json ? "true" : "shared")) {
        return 0;
    }
    return begins(verdict, json ? "false" : "blocked") ? 1 : 2;
}
