/* SPDX-License-Identifier: Apache-2.0
 *
 * Says which directive to change, where, and to what, if a page is to read a
 * response that it cannot read now.
 */
#ifndef MOD_CORS_EXPLAIN_ADVICE_H
#define MOD_CORS_EXPLAIN_ADVICE_H

#include "explain/mod_cors_explain_exchange.h"

/* Appends advice about one request of a question whose page is blocked. */
void mod_cors_explain_advice_add(cors_explanation_t *explanation,
                                 const mod_cors_explain_exchange_t *exchange);

#endif
