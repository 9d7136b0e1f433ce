/* SPDX-License-Identifier: Apache-2.0
 *
 * What an early response gets, one that is made before its URL is mapped.
 */
#ifndef MOD_CORS_EARLY_H
#define MOD_CORS_EARLY_H

#include "request/mod_cors_context.h"

/* Decides a request that has an early response, as mod_cors_context_early. A
 * preflight then gets its answer in place of the status, or keeps the status.
 * NULL: nothing is in force for the response. */
mod_cors_context_t *mod_cors_early_decide(request_rec *r);

#endif
