/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether everybody can register a name below a host. Public Suffix List, by
 * libpsl's built-in copy.
 */
#ifndef CORS_PUBLIC_SUFFIX_H
#define CORS_PUBLIC_SUFFIX_H

#include <stdbool.h>

#include <apr.h>

/* Whether the host (in ASCII, lower case) is on the list; a final dot is
 * ignored. A top-level name that is not listed (a company's own) is not one.
 * Always false without libpsl. */
bool cors_public_suffix_contains(const char *host, apr_size_t length);

/* The part of the host that its owner registered, up to the end of the host: a
 * public suffix and the label before it. NULL: the host is not below a public
 * suffix. */
const char *cors_public_suffix_registrable_name(const char *host,
                                                apr_size_t length);

/* Whether the list is there to be asked (built with libpsl). */
bool cors_public_suffix_is_built_in(void);

#endif
