/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds httpd and runs its test of the configuration.
 */
#ifndef TOOLS_HTTPD_H
#define TOOLS_HTTPD_H

#include "tools/options.h"

/* Runs "httpd -t -D definition" with the files of the options. Returns what
 * httpd writes to its standard output, allocated from pool. Returns NULL if
 * httpd is not found, cannot be started or fails; then stderr says why, with
 * what httpd says. */
const char *httpd_test(const options_t *options, const char *definition,
                       apr_pool_t *pool);

#endif
