/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about origin rules that are legal, but probably a mistake.
 */
#ifndef CORS_RULE_WARNING_H
#define CORS_RULE_WARNING_H

#include "origin/cors_pattern.h"

/* One sentence about a pattern that allows origins, or NULL: the value, what
 * is wrong, what to write. Allocated from pool. */
const char *cors_rule_warning_of_pattern(const cors_pattern_t *pattern,
                                         apr_pool_t *pool);

/* The same about a regular expression that matches no origin that browsers
 * send. Says only what is certain: NULL does not prove that the expression
 * matches. */
const char *cors_rule_warning_of_expression(const char *expression,
                                            apr_pool_t *pool);

#endif
