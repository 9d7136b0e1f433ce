/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures about the origin lists, for the status page.
 */
#ifndef MOD_CORS_LISTS_FIGURES_H
#define MOD_CORS_LISTS_FIGURES_H

#include "lists/mod_cors_lists.h"

/* What is known about a list at this moment. */
typedef struct {
    const char *name;
    const char *source;  /* as written */
    const char *path;    /* of a file, if it is not in source; or NULL */
    bool available;      /* there is a version; if not, the counts are 0 */
    const char *version; /* "": the source has none */
    apr_uint64_t rows;
    apr_uint64_t corrected;
    apr_uint64_t skipped;
    apr_uint64_t dangerous;
    apr_int64_t age_seconds; /* since the source was last found to have this
                                version; -1: never */
    apr_uint64_t errors;     /* failed attempts since the list exists */
    const char *reason;      /* why the last attempt failed; NULL: it did not */
} mod_cors_lists_figures_t;

/* Returns the figures of all lists, mod_cors_lists_figures_t, allocated from
 * pool. */
apr_array_header_t *mod_cors_lists_figures_take(apr_pool_t *pool);

#endif
