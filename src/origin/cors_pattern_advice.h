/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences about origin patterns that are none.
 */
#ifndef CORS_PATTERN_ADVICE_H
#define CORS_PATTERN_ADVICE_H

#include "origin/cors_pattern.h"

/* One sentence: the value, what is wrong, what to write. Allocated from pool.
 * fault and why are what cors_pattern_compile said about text. */
const char *cors_pattern_advice(const char *text, cors_pattern_fault_e fault,
                                cors_origin_fault_e why, apr_pool_t *pool);

/* Whether what is meant by a text that is no pattern takes a regular
 * expression. pool is for what it takes to tell. */
bool cors_pattern_needs_regex(const char *text, apr_pool_t *pool);

#endif
