/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about origin rules that are legal, but probably a mistake.
 */
#ifndef CORS_RULE_WARNING_H
#define CORS_RULE_WARNING_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

/* What is probably wrong with a pattern that allows origins. Allocated from
 * pool. */
cors_remedy_t cors_rule_warning_of_pattern(const cors_pattern_t *pattern,
                                           apr_pool_t *pool);

/* The same about a regular expression that matches no origin that browsers
 * send. Says only what is certain: no remedy does not prove that the expression
 * matches. */
cors_remedy_t cors_rule_warning_of_expression(const char *expression,
                                              apr_pool_t *pool);

#endif
