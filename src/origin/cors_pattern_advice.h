/* SPDX-License-Identifier: Apache-2.0
 *
 * What to say about a text that is not an origin pattern.
 */
#ifndef CORS_PATTERN_ADVICE_H
#define CORS_PATTERN_ADVICE_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

/* What is wrong with a text that cors_pattern_parse refused, and what to write.
 * stop is what it said about the text. values_name: what the values of the
 * list are called ("deny rules"), if it takes no regular expressions; NULL if it
 * does. Allocated from pool. */
cors_remedy_t cors_pattern_advice(const char *text,
                                  const cors_pattern_stop_t *stop,
                                  const char *values_name, apr_pool_t *pool);

#endif
