/* SPDX-License-Identifier: Apache-2.0
 *
 * Expands a regular expression of simple shape, as recipes have them, into its
 * alternatives: alternations, optional parts, repeated characters. It does not
 * know origins.
 */
#ifndef CORS_MIGRATE_REGEX_H
#define CORS_MIGRATE_REGEX_H

#include <stdbool.h>

#include <apr_pools.h>
#include <apr_tables.h>

/* An alternative consists of literal characters and of these. */
#define CORS_MIGRATE_REGEX_ANY '\1'    /* characters, among them the dot */
#define CORS_MIGRATE_REGEX_LABEL '\2'  /* characters without the dot */
#define CORS_MIGRATE_REGEX_DIGITS '\3' /* digits */
#define CORS_MIGRATE_REGEX_DOT '\4'    /* one character: "." unescaped */
#define CORS_MIGRATE_REGEX_BEGIN '\5'  /* "^" */
#define CORS_MIGRATE_REGEX_END '\6'    /* "$" */

/* Returns the alternatives, an array of const char * in lower case, allocated
 * from pool; NULL if the expression is not of simple shape or has more than 64
 * alternatives. */
apr_array_header_t *cors_migrate_regex_expand(const char *expression,
                                              apr_pool_t *pool);

/* Whether the first group is the whole expression, but for "^" and "$": then
 * "$1" is what "$0" is. */
bool cors_migrate_regex_is_group(const char *expression);

/* Whether the expression has a literal capital letter outside of classes. */
bool cors_migrate_regex_has_capitals(const char *expression);

#endif
