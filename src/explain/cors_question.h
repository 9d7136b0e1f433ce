/* SPDX-License-Identifier: Apache-2.0
 *
 * A question to explain: what happens if a script of an origin requests a URL?
 * Read from the words of a command line, or from the query of a form.
 */
#ifndef CORS_QUESTION_H
#define CORS_QUESTION_H

#include <stdbool.h>

#include <apr_pools.h>

/* Strings are NUL-terminated and live as long as the pool that the question was
 * read with. Nothing in them is trusted, except that none contains a control
 * character, and the parts of the URL have a form in which httpd accepts
 * them. */
typedef struct {
    const char *method;     /* as fetch sends it: "PUT" for "put" */
    const char *url;        /* as it was given, without a fragment */
    const char *scheme;     /* "http" or "https" */
    const char *host;       /* lower case; IPv6 in brackets */
    int port;               /* that of the scheme if the URL has none */
    const char *path;       /* path and query as a browser sends them: begins
                               with '/', no dot segments, percent-encoded */
    const char *url_origin; /* the serialized origin of the URL */
    const char *origin;     /* the page's, never NULL */
    const char *headers; /* names that the script sets, lower case, separated by
                            ", ", sorted, each once; NULL: none. Includes
                            content-type if content_type is set */
    const char *content_type;   /* or NULL */
    const char *sec_fetch_site; /* or NULL */
    bool credentials;
    bool json; /* Format=json; only for words */
} cors_question_t;

/* Reads a question from the text after "CORS_EXPLAIN=": method, URL, then
 * Origin=, Headers=, Credentials, Sec-Fetch-Site=, Content-Type=, Format=, in
 * any order, separated by blanks. Values after '=' are percent-decoded; blanks
 * around a value are not part of it, and an empty value is like none. Returns
 * NULL, or one sentence that says why the question is unusable (it names the
 * word, with control characters as \xNN). Allocates from pool. question->json
 * is also set if the sentence is returned. */
const char *cors_question_read_words(const char *words,
                                     cors_question_t *question,
                                     apr_pool_t *pool);

/* Reads a question from a query: url, origin, method (default GET), headers,
 * credentials (on if present and not "0", "off", "false" or empty),
 * content-type, sec-fetch-site. Other parameters are ignored. Returns as
 * above. */
const char *cors_question_read_query(const char *query,
                                     cors_question_t *question,
                                     apr_pool_t *pool);

/* Returns whether the parameter credentials of the query is on. */
bool cors_question_has_credentials(const char *query, apr_pool_t *pool);

/* Returns whether the query has a parameter of a question; otherwise the
 * visitor wants the empty form. */
bool cors_question_is_in_query(const char *query);

#endif
