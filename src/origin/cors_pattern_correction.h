/* SPDX-License-Identifier: Apache-2.0
 *
 * What somebody meant who wrote an origin pattern in a way that browsers do
 * not: the pattern as it has to be written. URL, "host parser".
 */
#ifndef CORS_PATTERN_CORRECTION_H
#define CORS_PATTERN_CORRECTION_H

#include "origin/cors_pattern.h"

/* A pattern that compiles and names what text means, or NULL if that cannot
 * be told. Allocated from pool; never equal to text. Lower case, without path,
 * user information and default port; hosts in Punycode, IP addresses as
 * browsers serialize them; "https" where there is no scheme. */
const char *cors_pattern_correction(const char *text, apr_pool_t *pool);

/* The first label of a host (a name) that begins as Punycode does, and cannot
 * be decoded, or NULL. Always NULL without libidn2. */
const char *cors_pattern_correction_bad_label(const char *host,
                                              apr_size_t length,
                                              apr_pool_t *pool);

/* Whether hosts in Unicode can be corrected (built with libidn2). */
bool cors_pattern_correction_has_idn(void);

#endif
