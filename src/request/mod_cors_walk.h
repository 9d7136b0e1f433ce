/* SPDX-License-Identifier: Apache-2.0
 *
 * The sections of a URL that httpd has not mapped.
 */
#ifndef MOD_CORS_WALK_H
#define MOD_CORS_WALK_H

#include <httpd.h>
#include <http_config.h>

/* Walks the sections of the request's URL, as httpd would have done, and
 * returns them merged; if that fails, those of the server alone. Restores the
 * request. */
const ap_conf_vector_t *mod_cors_walk_sections(request_rec *r);

/* The path of the request, decoded also where httpd has not yet done so: when a
 * module redirects as soon as the request is read. */
const char *mod_cors_walk_path(const request_rec *r);

#endif
