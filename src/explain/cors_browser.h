/* SPDX-License-Identifier: Apache-2.0
 *
 * What a browser does with a question and the response fields: whether it sends
 * a preflight first, and whether the page may read. It knows the fields alone,
 * not how the server decided. Fetch, "CORS-preflight fetch" and "CORS check".
 */
#ifndef CORS_BROWSER_H
#define CORS_BROWSER_H

#include "explain/cors_question.h"
#include "policy/cors_fields.h"

/* Whether the page and the URL have the same origin: then the browser sends no
 * preflight, and the page may read the response. */
bool cors_browser_is_same_origin(const cors_question_t *question);

/* Returns why a browser does not send the request at all, as words after
 * "blocked: ", or NULL: pages of https may not request http, except of the
 * visitor's own machine. Fetch, "main fetch", step 7; Mixed Content. */
const char *cors_browser_blocks_request(const cors_question_t *question);

/* Returns why a browser sends a preflight, as words after "needed: " ("PUT is
 * not safelisted", "the script sets x-a"); NULL if it sends none. Allocates
 * from pool. */
const char *cors_browser_preflight_reason(const cors_question_t *question,
                                          apr_pool_t *pool);

/* Returns the value of Access-Control-Request-Headers, allocated from pool;
 * NULL if the browser sends no such field. */
const char *cors_browser_request_headers(const cors_question_t *question,
                                         apr_pool_t *pool);

/* What the script's request looks like to the server: the facts that the server
 * takes from it. is_preflight chooses between the preflight and the actual
 * request. The members about <If> are not set. Strings point into question or
 * are allocated from pool. */
cors_request_t cors_browser_request(const cors_question_t *question,
                                    bool is_preflight, apr_pool_t *pool);

/* Judge the fields of a response by the standard. Return NULL if the browser
 * goes on (after a preflight) or shares the response (after the actual
 * request); otherwise the words after "blocked: ", allocated from pool. status
 * is that of the preflight's response; 0, an unknown one, does not block. */
const char *cors_browser_blocks_preflight(const cors_question_t *question,
                                          int status,
                                          const cors_field_t *fields, int count,
                                          apr_pool_t *pool);
const char *cors_browser_blocks_actual(const cors_question_t *question,
                                       const cors_field_t *fields, int count,
                                       apr_pool_t *pool);

#endif
