/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures origin lists: look-ups, compared with those in a set of the same
 * patterns, and the building of a version.
 */
#ifndef LISTS_H
#define LISTS_H

#include <apr_pools.h>

void lists_measure(const char *name, apr_size_t size, apr_pool_t *pool);
void lists_measure_build(const char *name, apr_size_t size, apr_pool_t *pool);

#endif
