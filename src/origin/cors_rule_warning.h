/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about origin rules that are legal, but probably a mistake.
 */
#ifndef CORS_RULE_WARNING_H
#define CORS_RULE_WARNING_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

/* Returns what is probably wrong with the pattern of an allow rule, allocated
 * from pool; cors_remedy_none() if nothing is. */
cors_remedy_t cors_rule_warning_of_pattern(const cors_pattern_t *pattern,
                                           apr_pool_t *pool);

/* Returns a remedy, allocated from pool, if the regular expression certainly
 * matches no origin that browsers send. If that is not certain, returns
 * cors_remedy_none(). */
cors_remedy_t cors_rule_warning_of_expression(const char *expression,
                                              apr_pool_t *pool);

#endif
