/* SPDX-License-Identifier: Apache-2.0
 *
 * Made-up policies of any size, and origins to ask them about.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "policy/cors_decision.h"

/* What the patterns of a policy look like; told apart by a number. */
typedef struct {
    const char *name;
    const char *patterns[3]; /* in turn; formats of one unsigned */
    const char *origins[3];  /* that these patterns admit */
} sample_kind_t;

/* Ended by a name of NULL. The first has nothing but exact origins of 24
 * bytes. */
extern const sample_kind_t sample_kinds[];

/* The pattern or the origin of the number. */
const char *sample_pattern(const sample_kind_t *kind, apr_size_t number,
                           apr_pool_t *pool);
const char *sample_origin(const sample_kind_t *kind, apr_size_t number,
                          apr_pool_t *pool);

/* The patterns 0 to count - 1. */
const char **sample_patterns(const sample_kind_t *kind, apr_size_t count,
                             apr_pool_t *pool);

/* A set of these patterns, each from a line of its own, and all that is
 * allocated for it from pool: what a directive's handler does. */
cors_origin_set_t *sample_set(const char *const *patterns, apr_size_t count,
                              apr_pool_t *pool);

/* The reference policy: credentials, two methods, two header names, max-age,
 * and these origin rules; prepared as at start-up. */
cors_settings_t *sample_policy(cors_origin_set_t *set, apr_pool_t *pool);

/* An https origin of this many bytes, valid up to 261, with labels of one
 * length; no set admits it. And the longest of all. */
const char *sample_origin_of_length(apr_size_t length, apr_size_t label,
                                    apr_pool_t *pool);
const char *sample_longest_origin(apr_pool_t *pool);

/* A set of header names, "x-field-1" and so on, and a list of them. */
cors_names_t *sample_names(apr_size_t count, apr_pool_t *pool);
const char *sample_names_value(apr_size_t count, apr_pool_t *pool);

#endif
