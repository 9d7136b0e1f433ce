/* SPDX-License-Identifier: Apache-2.0
 *
 * What mod_cache may store and serve: a copy holds only what the policy of its
 * own URL sends.
 */
#ifndef MOD_CORS_CACHE_H
#define MOD_CORS_CACHE_H

#include "mod_cors_private.h"

/* mod_cache's filter that stores, NULL without the module; set before there
 * are threads, never after. */
extern ap_filter_rec_t *mod_cors_cache_save;

/* Looks for mod_cache; to be called at start-up. Without it none of the others
 * is to be called. */
void mod_cors_cache_prepare(void);

/* Registers hooks around mod_cache's two handlers: behind an internal redirect
 * the quick one would answer before the URL is judged, and the other with what
 * an application sent to somebody. To be called if mod_cache is loaded. */
void mod_cors_cache_register(void);

/* Forbids to store a response that its own URL would not send: where the module
 * governs, one behind an internal redirect, one whose `Origin` a tenant has
 * changed, and one that mixes the settings of two URLs. */
void mod_cors_cache_guard(request_rec *r, const mod_cors_context_t *context);

/* Whether mod_cache, from its quick handler, is going to store the response as
 * it is before the last filter: fields written later would be lost on hits. */
bool mod_cors_cache_stores_early(const request_rec *r);

/* Whether mod_cache may store fields that an application wrote for one visitor,
 * so that Vary must be there by then. */
bool mod_cors_cache_stores_others(const mod_cors_context_t *context);

/* Forbids to store a variant that strangers could multiply: only those of
 * exactly listed origins are bounded. */
void mod_cors_cache_bound(request_rec *r, const cors_decision_t *decision);

#endif
