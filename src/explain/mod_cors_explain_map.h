/* SPDX-License-Identifier: Apache-2.0
 *
 * Maps the URL of a made-up request to a file, or to a URL of another server,
 * and merges its sections.
 */
#ifndef MOD_CORS_EXPLAIN_MAP_H
#define MOD_CORS_EXPLAIN_MAP_H

#include <apr_tables.h>

#include <httpd.h>

/* Maps a made-up request as httpd would do before header_parser. Calls only
 * the hooks of modules of httpd that map and do nothing else. Returns OK if the
 * URL is mapped; otherwise the status of the early response, which is in
 * r->status too. Appends to doubts (of const char *) why httpd may map the URL
 * in another way. Runs no program, and opens no connection. */
int mod_cors_explain_map(request_rec *r, apr_array_header_t *doubts);

/* Describes the result of mod_cors_explain_map: "/a.txt -> /srv/a.txt",
 * "redirect 301 to ...". Allocates from r->pool. */
const char *mod_cors_explain_map_text(const request_rec *r, int result);

#endif
