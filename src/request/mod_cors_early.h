/* SPDX-License-Identifier: Apache-2.0
 *
 * Early responses: those that are made before httpd maps the URL.
 */
#ifndef MOD_CORS_EARLY_H
#define MOD_CORS_EARLY_H

#include "request/mod_cors_context.h"

/* Decides a request with an early response, by mod_cors_context_decide_early,
 * and returns its context. A preflight then gets its answer in place of the
 * early status, or keeps that status. Returns NULL for a request without
 * `Origin` whose response stays unchanged. */
mod_cors_context_t *mod_cors_early_decide(request_rec *r);

#endif
