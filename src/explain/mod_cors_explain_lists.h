/* SPDX-License-Identifier: Apache-2.0
 *
 * Reasons to doubt the answer of a command about origin lists. It reads their
 * files as they are now, and asks no database, but the running server may use
 * other versions.
 */
#ifndef MOD_CORS_EXPLAIN_LISTS_H
#define MOD_CORS_EXPLAIN_LISTS_H

#include <apr_tables.h>

#include "origin/cors_origin_lookup.h"

/* For the answer of a command: appends a sentence (const char *), allocated
 * from pool, to doubts for each list that the look-up asked and of which the
 * running server probably has another version: its source was not read here, or
 * User cannot read the file, or the file has just changed, or it has no rows.
 * Does not notice that a link above the file has changed. */
void mod_cors_explain_lists_doubt(const cors_origin_lookup_t *lookup,
                                  apr_array_header_t *doubts, apr_pool_t *pool);

#endif
