/* SPDX-License-Identifier: Apache-2.0
 *
 * Remedies for texts that are not origin patterns.
 */
#ifndef CORS_PATTERN_REMEDY_H
#define CORS_PATTERN_REMEDY_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

/* Returns what is wrong with a text that cors_pattern_parse or
 * cors_pattern_parse_denied refused, and what to write; allocated from pool.
 * stop is what that function set. If the directive does not accept regular
 * expressions, values_name is the name of its values ("deny rules"), and match
 * is NULL; otherwise values_name is NULL, and match is the directive for
 * regular expressions. */
cors_remedy_t cors_pattern_remedy(const char *text,
                                  const cors_pattern_stop_t *stop,
                                  const char *values_name, const char *match,
                                  apr_pool_t *pool);

#endif
