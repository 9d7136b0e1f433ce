/* SPDX-License-Identifier: Apache-2.0
 *
 * What follows from the two requests of a question: may the page read the
 * response, and is the request carried out?
 */
#ifndef MOD_CORS_EXPLAIN_VERDICT_H
#define MOD_CORS_EXPLAIN_VERDICT_H

#include "explain/mod_cors_explain_exchange.h"

/* Sets shared, carried_out and why, and appends the steps browser and advice.
 * preflight is NULL if the browser sends none. doubt is the first reason why
 * the answer may be wrong, or NULL. */
void mod_cors_explain_verdict(cors_explanation_t *explanation,
                              const mod_cors_explain_exchange_t *preflight,
                              const mod_cors_explain_exchange_t *actual,
                              const char *doubt);

#endif
