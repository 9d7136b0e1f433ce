/* SPDX-License-Identifier: Apache-2.0
 *
 * Corrects texts that are not origin patterns: finds the pattern that was
 * probably intended. URL, "host parser".
 */
#ifndef CORS_PATTERN_CORRECTION_H
#define CORS_PATTERN_CORRECTION_H

#include "origin/cors_pattern.h"

/* Returns the pattern that text was probably intended to be, allocated from
 * pool; NULL if that is not known. cors_pattern_parse accepts the result, and
 * it is never equal to text. It is in lower case, without path, user
 * information and default port; hosts are in Punycode, IP addresses as browsers
 * serialize them. A missing scheme becomes "http" for a loopback host, and
 * "https" for others. */
const char *cors_pattern_correction(const char *text, apr_pool_t *pool);

/* Returns the pattern with a wildcard that was written as a regular expression,
 * without "^", "$" and escapes of dots, allocated from pool; NULL if the text
 * is not one, or is "*". In an expression, "*" repeats the character before it,
 * so it matches other origins: the pattern for the subdomains of example.com
 * would match "https://xexample.com", and no subdomain. */
const char *cors_pattern_correction_of_expression(const char *regex,
                                                  apr_pool_t *pool);

/* Returns the first label of a host name that begins with "xn--" and cannot be
 * decoded, allocated from pool; NULL if there is none. Always NULL without
 * libidn2. */
const char *cors_pattern_correction_bad_label(const char *host,
                                              apr_size_t length,
                                              apr_pool_t *pool);

/* Whether hosts in Unicode can be corrected (built with libidn2). */
bool cors_pattern_correction_has_idn(void);

#endif
