/* SPDX-License-Identifier: Apache-2.0
 *
 * Remedies for rows that are not patterns. What is advised for a directive is
 * often wrong for a row: it has one pattern, and no regular expressions.
 */
#ifndef CORS_LIST_REMEDY_H
#define CORS_LIST_REMEDY_H

#include "base/cors_remedy.h"
#include "origin/cors_pattern.h"

/* Returns what is wrong with a row that cors_pattern_parse refused, and what to
 * write; allocated from pool. stop is what that function set. Each value that
 * the remedy says to write can be a row. */
cors_remedy_t cors_list_remedy(const char *row, const cors_pattern_stop_t *stop,
                               apr_pool_t *pool);

#endif
