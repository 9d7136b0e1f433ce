/* SPDX-License-Identifier: Apache-2.0
 *
 * CorsPreserveExisting: which fields of a response are preserved.
 */
#ifndef MOD_CORS_PRESERVE_H
#define MOD_CORS_PRESERVE_H

#include <stdbool.h>

#include <httpd.h>

/* Returns whether the response has exactly one Access-Control-Allow-Origin,
 * with one value. Only then are its fields preserved. */
bool mod_cors_preserve_has_one_origin(const request_rec *r);

#endif
