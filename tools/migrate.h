/* SPDX-License-Identifier: Apache-2.0
 *
 * cors-explain --migrate FILE: translates a file without httpd.
 */
#ifndef TOOLS_MIGRATE_H
#define TOOLS_MIGRATE_H

#include <stdbool.h>

#include <apr_pools.h>

/* Prints the blocks of the lines of old recipes in the file; "-" is the
 * standard input. Returns false if the file cannot be read; then stderr says
 * why. */
bool migrate_file(const char *name, apr_pool_t *pool);

#endif
