/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes the question of a command line as httpd's definition CORS_EXPLAIN, and
 * reads the verdict in the answer.
 */
#ifndef TOOLS_QUESTION_H
#define TOOLS_QUESTION_H

#include "tools/options.h"

/* Returns "CORS_EXPLAIN=METHOD URL Origin=...", allocated from pool; NULL if
 * the method or the URL has a character that cannot be in a question, and then
 * sets *wrong to what is wrong. */
const char *question_write(const options_t *options, const char **wrong,
                           apr_pool_t *pool);

/* The exit status for an answer: 0 if a browser would share the response with
 * the page, 1 if not, 2 if that is not known. */
int question_verdict(const char *answer, bool json);

#endif
