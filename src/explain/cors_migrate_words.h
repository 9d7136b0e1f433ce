/* SPDX-License-Identifier: Apache-2.0
 *
 * The arguments of a line of httpd's configuration, divided into words as httpd
 * divides them, and words written so that httpd reads them again.
 */
#ifndef CORS_MIGRATE_WORDS_H
#define CORS_MIGRATE_WORDS_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Returns the words of the arguments without their quotation marks, an array of
 * const char *, allocated from pool. */
apr_array_header_t *cors_migrate_words_split(const char *arguments,
                                             apr_pool_t *pool);

/* Returns the word, in quotation marks if httpd would read it differently
 * without them. Allocates from pool. */
const char *cors_migrate_words_quote(const char *word, apr_pool_t *pool);

#endif
