/* SPDX-License-Identifier: Apache-2.0
 *
 * The .htaccess files of a question's URL that the running server cannot use: a
 * command is often run by root, who can read all of them, but the children of
 * httpd run as User. Also names the .htaccess whose error ends a request.
 */
#ifndef MOD_CORS_EXPLAIN_HTACCESS_H
#define MOD_CORS_EXPLAIN_HTACCESS_H

#include <apr_tables.h>

#include <httpd.h>

/* If root runs this process, appends the names of each .htaccess of the request
 * that User cannot read, in a sentence (const char *), to doubts. */
void mod_cors_explain_htaccess_doubt(const request_rec *r,
                                     apr_array_header_t *doubts);

/* Returns the .htaccess whose error has ended a request that
 * mod_cors_explain_map has refused: with 500 because of a line in it, or with
 * 403 because httpd cannot read it. NULL if there is none. Allocates from
 * r->pool. */
const char *mod_cors_explain_htaccess_refusing(const request_rec *r);

#endif
