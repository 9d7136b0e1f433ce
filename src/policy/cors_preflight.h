/* SPDX-License-Identifier: Apache-2.0
 *
 * What the settings grant to the CORS-preflight request of an allowed origin:
 * methods and request-header names. Fetch, "CORS-preflight fetch".
 */
#ifndef CORS_PREFLIGHT_H
#define CORS_PREFLIGHT_H

#include "policy/cors_policy.h"

/* What of one preflight is echoed, in bytes: the method; the header names,
 * commas aside. */
#define CORS_ECHO_MAX_LENGTH 4096

/* Whether a browser would find the method in the answer. Linear in its length;
 * allocates nothing. */
bool cors_preflight_covers_method(const cors_settings_t *settings,
                                  const char *method);

/* The first of the requested names (Access-Control-Request-Headers) that a
 * browser would not find in the answer, and its length; NULL if it finds all.
 * If the names are too many to be echoed, the name at which the limit is
 * exceeded. Linear in their lengths; allocates nothing. */
const char *cors_preflight_uncovered(const cors_settings_t *settings,
                                     const char *requested, apr_size_t *length);

/* Access-Control-Allow-Methods and -Headers, NULL for none. Usually the
 * configured list. For a "*" with credentials, and for a "*" among the header
 * names if an unlisted Authorization is requested: the requested values (may be
 * NULL) that are covered, each once, allocated from pool, always a legal field
 * value. */
const char *cors_preflight_methods(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);
const char *cors_preflight_headers(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);

#endif
