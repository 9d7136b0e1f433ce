/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line of cors-explain, as data.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <stdbool.h>

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct {
    bool help;
    bool version;
    bool migrate;
    bool credentials;
    bool json;
    const char *origin; /* NULL: not given, as the next ones */
    const char *content_type;
    const char *sec_fetch_site;
    const char *config_file; /* -f */
    const char *server_root; /* -d */
    const char *httpd;
    apr_array_header_t *headers;   /* of const char * */
    apr_array_header_t *arguments; /* of const char *: METHOD URL, or FILE */
} options_t;

/* Reads the command line. Returns NULL, or what is wrong with it, allocated
 * from pool. The strings of argv are kept. */
const char *options_read(int argc, const char *const *argv, options_t *options,
                         apr_pool_t *pool);

#endif
