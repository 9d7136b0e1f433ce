/* SPDX-License-Identifier: Apache-2.0
 *
 * As ap_getword_conf of httpd: a quotation mark begins a word only at its
 * beginning; a backslash escapes that quotation mark and the backslash.
 */
#include "explain/cors_migrate_words.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* Copies the bytes from p to end, without the backslashes that escape. */
static const char *unescaped(const char *p, const char *end, char quote,
                             apr_pool_t *pool)
{
    char *word = apr_palloc(pool, (apr_size_t)(end - p) + 1);
    char *out = word;

    for (; p < end; ++p) {
        if (*p == '\\' && p + 1 < end
            && (p[1] == '\\' || (quote && p[1] == quote))) {
            ++p;
        }
        *out++ = *p;
    }
    *out = '\0';
    return word;
}

static const char *end_of_quoted(const char *p, char quote)
{
    while (*p && *p != quote) {
        p += *p == '\\' && (p[1] == quote || p[1] == '\\') ? 2 : 1;
    }
    return p;
}

apr_array_header_t *cors_migrate_words_split(const char *arguments,
                                             apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 6, sizeof(char *));
    const char *p = arguments;

    while (*p) {
        const char *end;
        char quote = *p == '"' || *p == '\'' ? *p : '\0';

        if (apr_isspace(*p)) {
            ++p;
            continue;
        }
        p += quote != '\0';
        end = p;
        if (quote) {
            end = end_of_quoted(p, quote);
        }
        else {
            while (*end && !apr_isspace(*end)) {
                ++end;
            }
        }
        APR_ARRAY_PUSH(words, const char *) = unescaped(p, end, quote, pool);
        p = end + (quote && *end == quote);
    }
    return words;
}

const char *cors_migrate_words_quote(const char *word, apr_pool_t *pool)
{
    char *quoted;
    char *out;

    if (*word && !strpbrk(word, " \t\"'\\#")) {
        return word;
    }
    quoted = apr_palloc(pool, 2 * strlen(word) + 3);
    out = quoted;
    *out++ = '"';
    for (; *word; ++word) {
        if (*word == '"' || (*word == '\\' && (word[1] == '\\' || !word[1]))) {
            *out++ = '\\';
        }
        *out++ = *word;
    }
    *out++ = '"';
    *out = '\0';
    return quoted;
}
