/* SPDX-License-Identifier: Apache-2.0
 *
 * Public suffixes: hosts below which everybody can register a name. Uses the
 * copy of the Public Suffix List that is built into libpsl.
 */
#ifndef CORS_PUBLIC_SUFFIX_H
#define CORS_PUBLIC_SUFFIX_H

#include <stdbool.h>

#include <apr.h>

/* Whether the host (ASCII, lower case) is a public suffix. Ignores a final dot.
 * A top-level domain that is not on the list, such as one that a company uses
 * internally, is not a public suffix. Always false without libpsl. */
bool cors_public_suffix_contains(const char *host, apr_size_t length);

/* Returns the position in the host where its registered name begins: a public
 * suffix and the label before it. The name ends where the host ends. NULL if
 * the host is not below a public suffix. */
const char *cors_public_suffix_registrable_name(const char *host,
                                                apr_size_t length);

/* Whether the list is available: this build has libpsl, and libpsl has the
 * list. */
bool cors_public_suffix_is_built_in(void);

#endif
