/* SPDX-License-Identifier: Apache-2.0
 *
 * Describes what the server does with the requests of a question, one step
 * after the other.
 */
#ifndef MOD_CORS_EXPLAIN_STEPS_H
#define MOD_CORS_EXPLAIN_STEPS_H

#include "explain/mod_cors_explain_exchange.h"

/* Appends the steps vhost and mapped, and sets these members. */
void mod_cors_explain_steps_place(cors_explanation_t *explanation,
                                  const mod_cors_explain_exchange_t *exchange);

/* Appends the step policy: which settings are in force, with their places. */
void mod_cors_explain_steps_policy(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange);

/* Appends the steps denied or admitted, and same-origin. */
void mod_cors_explain_steps_origin(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange);

/* Appends the steps of a preflight: mapped if its URL is not mapped like that
 * of the actual request, or if its early response stays; else method and
 * header. */
void mod_cors_explain_steps_preflight(
    cors_explanation_t *explanation,
    const mod_cors_explain_exchange_t *exchange);

/* Appends the steps credentials and enforced of an actual request. */
void mod_cors_explain_steps_actual(cors_explanation_t *explanation,
                                   const mod_cors_explain_exchange_t *exchange);

#endif
