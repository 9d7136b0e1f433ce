/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits what mod_cache stores and serves: a copy holds only fields that the
 * policy of its own URL sends.
 */
#ifndef MOD_CORS_CACHE_H
#define MOD_CORS_CACHE_H

#include <util_filter.h>

#include "request/mod_cors_context.h"

/* The filter by which mod_cache stores; NULL if mod_cache is not loaded. Set
 * before there are threads, never after. */
extern ap_filter_rec_t *mod_cors_cache_save;

/* Looks for mod_cache. To be called at start-up. If it finds none, the functions
 * below must not be called. */
void mod_cors_cache_find(void);

/* Whether mod_cache's quick handler answers for a stored copy with a status only,
 * in insert_error_filter: the visitor's copy is still valid, or the range does
 * not exist. */
static inline bool mod_cors_cache_answers(const request_rec *r)
{
    return mod_cors_cache_save && !mod_cors_context_known(r)
           && (r->status == HTTP_NOT_MODIFIED
               || r->status == HTTP_RANGE_NOT_SATISFIABLE);
}

/* Forbids mod_cache to store a response that differs from what its URL itself
 * would send. Where the module governs, that is a response after an internal
 * redirect, one whose `Origin` a tenant has changed, and one that mixes the
 * settings of two URLs. */
void mod_cors_cache_forbid_foreign(request_rec *r,
                                   const mod_cors_context_t *context);

/* Whether mod_cache's quick handler will store the response before the last
 * filter runs: hits would not have the fields that are written later. */
bool mod_cors_cache_stores_early(const request_rec *r);

/* Whether mod_cache may store fields that an application wrote for one visitor:
 * Vary must be written before that. */
bool mod_cors_cache_stores_others(const mod_cors_context_t *context);

/* Forbids mod_cache to store a variant unless it is one of an exactly listed
 * origin: strangers could create any number of others. */
void mod_cors_cache_forbid_variant(request_rec *r,
                                   const cors_decision_t *decision);

/* Hooks directly before and after mod_cache's two handlers, which decline a
 * request whose method they do not know. quick_handler: hides requests after an
 * internal redirect, which it would answer before the new URL is decided. */
int mod_cors_cache_hide_redirected(request_rec *r, int lookup);
int mod_cors_cache_show_redirected(request_rec *r, int lookup);

/* handler: hides requests whose response must not be stored, since a copy may
 * have fields that an application wrote for another visitor. */
int mod_cors_cache_hide_foreign(request_rec *r);
int mod_cors_cache_show(request_rec *r);

#endif
