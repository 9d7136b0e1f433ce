/* SPDX-License-Identifier: Apache-2.0
 *
 * What the settings grant to the CORS-preflight request of an allowed origin:
 * methods and request-header names. Fetch, "CORS-preflight fetch".
 */
#ifndef CORS_PREFLIGHT_H
#define CORS_PREFLIGHT_H

#include "cors_policy.h"

/* What of one preflight is echoed, in bytes: the method; the header names,
 * commas aside. */
#define CORS_ECHO_MAX_LENGTH 4096

/* Whether a browser would find the method, and every one of the requested
 * names (Access-Control-Request-Headers), in the answer. Linear in their
 * lengths; allocate nothing. */
bool cors_preflight_covers_method(const cors_settings_t *settings,
                                  const char *method);
bool cors_preflight_covers_headers(const cors_settings_t *settings,
                                   const char *requested);

/* Access-Control-Allow-Methods and -Headers, NULL for none: the configured
 * list; or, for a "*" with credentials, those requested (may be NULL) that are
 * covered, each once, composed in pool and always legal field values. */
const char *cors_preflight_methods(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);
const char *cors_preflight_headers(const cors_settings_t *settings,
                                   const char *requested, apr_pool_t *pool);

#endif
