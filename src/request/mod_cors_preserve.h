/* SPDX-License-Identifier: Apache-2.0
 *
 * What CorsPreserveExisting preserves.
 */
#ifndef MOD_CORS_PRESERVE_H
#define MOD_CORS_PRESERVE_H

#include <stdbool.h>

#include <httpd.h>

/* Whether the response has the one Access-Control-Allow-Origin that is to be
 * preserved where the decision preserves any. */
bool mod_cors_preserve_has_one_origin(const request_rec *r);

#endif
