/* SPDX-License-Identifier: Apache-2.0
 *
 * Generated policies of any size, and origins to look up in them.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "policy/cors_decision.h"

/* The form of a policy's patterns. A number makes each pattern different. */
typedef struct {
    const char *name;
    const char *patterns[3]; /* used in turn; formats of one unsigned */
    const char *origins[3];  /* the same; these patterns admit them */
} sample_kind_t;

/* The name NULL ends the table. The first kind has only exact origins of 24
 * bytes. */
extern const sample_kind_t sample_kinds[];

/* Returns the pattern, or an origin that it admits, of the number. All
 * functions below allocate their result from pool. */
const char *sample_pattern(const sample_kind_t *kind, apr_size_t number,
                           apr_pool_t *pool);
const char *sample_origin(const sample_kind_t *kind, apr_size_t number,
                          apr_pool_t *pool);

/* Returns the patterns 0 to count - 1. */
const char **sample_patterns(const sample_kind_t *kind, apr_size_t count,
                             apr_pool_t *pool);

/* Returns a set of these patterns, each with a line of its own. Does what the
 * handler of a directive does. */
cors_origin_set_t *sample_set(const char *const *patterns, apr_size_t count,
                              apr_pool_t *pool);

/* Returns the reference policy: credentials, two methods, two header names,
 * max-age, and the origin rules in set. Its stance is computed as at
 * start-up. */
cors_settings_t *sample_policy(cors_origin_set_t *set, apr_pool_t *pool);

/* sample_origin_of_length returns an https origin of length bytes, whose labels
 * have label bytes; valid up to 261 bytes. sample_longest_origin returns the
 * longest valid origin. No set admits them. */
const char *sample_origin_of_length(apr_size_t length, apr_size_t label,
                                    apr_pool_t *pool);
const char *sample_longest_origin(apr_pool_t *pool);

/* Returns a set of the header names "x-field-0" to count - 1, or a field value
 * that lists them. */
cors_names_t *sample_names(apr_size_t count, apr_pool_t *pool);
const char *sample_names_value(apr_size_t count, apr_pool_t *pool);

#endif
