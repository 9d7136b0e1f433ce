/* SPDX-License-Identifier: Apache-2.0
 *
 * The page that answers questions in a running server.
 */
#ifndef MOD_CORS_EXPLAIN_HANDLER_H
#define MOD_CORS_EXPLAIN_HANDLER_H

#include <httpd.h>

/* handler "cors-explain": answers the question of the query, as HTML, text or
 * JSON; sends the form if there is none. Answers only about the virtual host of
 * the request. Returns OK, a status, or DECLINED for other handlers. */
int mod_cors_explain_handler(request_rec *r);

#endif
