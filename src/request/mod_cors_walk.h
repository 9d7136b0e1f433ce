/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the sections of a URL that httpd has not mapped.
 */
#ifndef MOD_CORS_WALK_H
#define MOD_CORS_WALK_H

#include <httpd.h>
#include <http_config.h>

/* Walks the sections of the request's URL, as httpd would have done, and
 * returns them merged; if that fails, returns those of the server alone. The
 * result lives as long as r->pool. The request is unchanged afterwards. */
const ap_conf_vector_t *mod_cors_walk_sections(request_rec *r);

/* Returns the decoded path of the request. httpd has not decoded it yet if a
 * module redirects immediately after the request is read. Points into r, or is
 * allocated from r->pool. */
const char *mod_cors_walk_path(const request_rec *r);

#endif
