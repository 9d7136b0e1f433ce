/* SPDX-License-Identifier: Apache-2.0
 *
 * Origin rules that are legal, and probably a mistake.
 */
#ifndef CORS_RULE_WARNING_H
#define CORS_RULE_WARNING_H

#include "cors_pattern.h"

/* One sentence about a pattern that allows origins, or NULL: the value, what
 * is wrong, what to write. Allocated from pool. */
const char *cors_rule_warning_of_pattern(const cors_pattern_t *pattern,
                                         apr_pool_t *pool);

/* The same about a regular expression that matches no origin of any browser.
 * Only what is certain: NULL may be one too. */
const char *cors_rule_warning_of_expression(const char *expression,
                                            apr_pool_t *pool);

#endif
