/* SPDX-License-Identifier: Apache-2.0
 *
 * The methods and request-header names that settings grant to the
 * CORS-preflight request of an allowed origin. Fetch, "CORS-preflight fetch".
 */
#ifndef CORS_PREFLIGHT_H
#define CORS_PREFLIGHT_H

#include "policy/cors_policy.h"

/* The longest method that is echoed, in bytes, and the greatest total length of
 * header names that are echoed, without the commas. */
#define CORS_ECHO_MAX_LENGTH 4096

/* Whether browsers find the method in the answer, or send it without being
 * allowed to. Takes time linear in its length; allocates nothing. */
bool cors_preflight_covers_method(const cors_settings_t *settings,
                                  const char *method);

/* Returns the first name in requested (Access-Control-Request-Headers) that the
 * answer does not grant, and sets *length; NULL if it grants all. If the names
 * would be echoed but exceed CORS_ECHO_MAX_LENGTH, returns the name that
 * exceeds it. The result points into requested. Takes time linear in its
 * length; allocates nothing. */
const char *cors_preflight_uncovered(const cors_settings_t *settings,
                                     const char *requested, apr_size_t *length);

/* Return the values of Access-Control-Allow-Methods and -Headers, NULL for no
 * field: usually the configured list. For "*" with credentials, and for "*" as
 * header name if an Authorization that is not listed is requested, they have
 * the requested values that are covered, each once. These are always legal in a
 * field. requested is NULL if the field is absent. The result may be allocated
 * from pool, or be part of settings or requested. */
const char *cors_preflight_methods(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);
const char *cors_preflight_headers(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);

#endif
