/* SPDX-License-Identifier: Apache-2.0
 *
 * The conditions of <If> and <ElseIf> in scope of a made-up request.
 */
#ifndef MOD_CORS_EXPLAIN_CONDITIONS_H
#define MOD_CORS_EXPLAIN_CONDITIONS_H

#include <stdbool.h>

#include <apr_tables.h>

#include <httpd.h>

/* Returns whether the conditions may be evaluated: none of them makes a request
 * to the server itself. Appends a reason (const char *) to doubts if not, and
 * if one that is about CORS or redirects depends on what a question does not
 * have, such as User-Agent or environment variables: those are unset. */
bool mod_cors_explain_conditions_allow(const request_rec *r,
                                       apr_array_header_t *doubts);

#endif
