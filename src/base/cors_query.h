/* SPDX-License-Identifier: Apache-2.0
 *
 * The query of a URL as a form sends it: name=value pairs, separated by '&'.
 * URL standard, "application/x-www-form-urlencoded parsing".
 */
#ifndef CORS_QUERY_H
#define CORS_QUERY_H

#include <stdbool.h>

#include <apr_pools.h>

/* Decodes %NN, and with plus also '+' to a space. Returns a copy of length
 * bytes, allocated from pool; NULL if it would contain a NUL. A '%' without two
 * hexadecimal digits stays. */
const char *cors_query_decode(const char *bytes, apr_size_t length, bool plus,
                              apr_pool_t *pool);

/* Returns whether the query, which may be NULL, has a parameter of this
 * name. */
bool cors_query_has(const char *query, const char *name);

/* Finds the first parameter of this name (letters, digits and '-' only).
 * Returns its decoded value, allocated from pool: "" if it has none. Returns
 * NULL if the query, which may be NULL, has no such parameter, or if its value
 * contains a NUL. */
const char *cors_query_value(const char *query, const char *name,
                             apr_pool_t *pool);

#endif
