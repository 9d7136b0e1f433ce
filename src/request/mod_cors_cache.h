/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits what mod_cache stores and serves. A stored copy of a URL must have
 * only fields that the policy of that URL sends.
 */
#ifndef MOD_CORS_CACHE_H
#define MOD_CORS_CACHE_H

#include <util_filter.h>

#include "request/mod_cors_context.h"

/* mod_cache's filter that stores responses; NULL if mod_cache is not loaded.
 * Set at start-up, before there are threads; never after. */
extern ap_filter_rec_t *mod_cors_cache_save;

/* Sets mod_cors_cache_save; call it at start-up. If mod_cache is not loaded,
 * the functions below must not be called, except mod_cors_cache_answers. */
void mod_cors_cache_find(void);

/* Returns whether mod_cache's quick handler is answering by a status alone, in
 * insert_error_filter: the client's copy is still valid, or the requested range
 * does not exist. */
static inline bool mod_cors_cache_answers(const request_rec *r)
{
    return mod_cors_cache_save && !mod_cors_context_known(r)
           && (r->status == HTTP_NOT_MODIFIED
               || r->status == HTTP_RANGE_NOT_SATISFIABLE);
}

/* Forbids mod_cache to store a response that differs from the response of its
 * URL to a direct request. Does so only if settings govern the request, and the
 * response is one after an internal redirect, is to a request whose `Origin` a
 * tenant has changed, or mixes the settings of two URLs. */
void mod_cors_cache_forbid_foreign(request_rec *r,
                                   const mod_cors_context_t *context);

/* Returns whether mod_cache's quick handler will store the response before the
 * last filter runs. A stored copy would not have the fields that are written
 * later. */
bool mod_cors_cache_stores_early(const request_rec *r);

/* Returns whether mod_cache may store fields that an application wrote for one
 * visitor. Then Vary must be written before the response is stored. */
bool mod_cors_cache_stores_others(const mod_cors_context_t *context);

/* Forbids mod_cache to store the response to a CORS request if it varies by
 * `Origin`, unless an exact origin rule allows the origin. Otherwise strangers
 * could fill the cache with variants. */
void mod_cors_cache_forbid_variant(request_rec *r,
                                   const cors_decision_t *decision);

/* The hooks below run directly before and after mod_cache's two handlers, and
 * return DECLINED. The first hides a request: sets a method that mod_cache
 * does not know, so that mod_cache declines. The second restores the method.
 * quick_handler: hides requests after an internal redirect, since mod_cache
 * would answer before the new URL is decided. */
int mod_cors_cache_hide_redirected(request_rec *r, int lookup);
int mod_cors_cache_show_redirected(request_rec *r, int lookup);

/* handler: hides requests whose response must not be stored, since a stored
 * copy may have fields that an application wrote for another visitor. */
int mod_cors_cache_hide_foreign(request_rec *r);
int mod_cors_cache_show(request_rec *r);

#endif
