/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a text in httpd's configuration syntax without httpd: a .htaccess, or a
 * part of a configuration. It follows no Include and expands no variable.
 */
#ifndef CORS_MIGRATE_READER_H
#define CORS_MIGRATE_READER_H

#include <apr_pools.h>

#include "explain/cors_migrate.h"

/* Gives each line of text to migrate. file is the name of the text, which is
 * kept. Returns NULL, or what is wrong with the text ("line 7: </If> without
 * <If>"), allocated from pool; then the lines before it have been read. */
const char *cors_migrate_reader_read(cors_migrate_t *migrate, const char *file,
                                     const char *text, apr_pool_t *pool);

#endif
