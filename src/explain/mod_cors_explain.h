/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers a question: what the server decides about the requests that a browser
 * would send, by which lines of the configuration, and whether the page may
 * read the response.
 */
#ifndef MOD_CORS_EXPLAIN_H
#define MOD_CORS_EXPLAIN_H

#include "explain/cors_explanation.h"
#include "explain/mod_cors_explain_request.h"

/* Fills an explanation by its question, which must be read. Everything is
 * allocated from the pool of the explanation. No request is sent, and no access
 * control, program, database or log is used. */
void mod_cors_explain_answer(const mod_cors_explain_asked_t *asked,
                             cors_explanation_t *explanation);

/* Returns the server whose virtual host the question is about, without an
 * answer. Allocates from pool. */
const server_rec *mod_cors_explain_host(const mod_cors_explain_asked_t *asked,
                                        const cors_question_t *question,
                                        apr_pool_t *pool);

#endif
