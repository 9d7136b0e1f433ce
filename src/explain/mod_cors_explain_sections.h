/* SPDX-License-Identifier: Apache-2.0
 *
 * The sections whose settings httpd has merged for a request. Only the
 * description of a policy needs them, never its decision.
 */
#ifndef MOD_CORS_EXPLAIN_SECTIONS_H
#define MOD_CORS_EXPLAIN_SECTIONS_H

#include <apr_tables.h>

#include <httpd.h>

#include "policy/cors_settings.h"

/* Returns the settings (const cors_settings_t *) that apply to a mapped
 * request, in the order in which httpd merges them: of the main server, the
 * virtual host, <Directory> and .htaccess, <Files>, <Location>. Leaves out
 * <If>. The array is allocated from r->pool. */
apr_array_header_t *mod_cors_explain_sections_merged(const request_rec *r);

/* Returns words about the merged settings of a request: "origin rules
 * a.conf:14, methods a.conf:22 (replaces a.conf:16)". Returns "" if nothing is
 * set. Allocates from r->pool. */
const char *mod_cors_explain_sections_text(const request_rec *r,
                                           const cors_settings_t *settings);

#endif
