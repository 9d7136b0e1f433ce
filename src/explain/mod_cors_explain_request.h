/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests that nobody has sent: made up from a question, so that httpd maps
 * them and the module decides them, and nothing else happens.
 */
#ifndef MOD_CORS_EXPLAIN_REQUEST_H
#define MOD_CORS_EXPLAIN_REQUEST_H

#include "explain/mod_cors_explain_address.h"

/* Makes up a request of the question, allocated from pool: the preflight or the
 * actual request. Its virtual host is chosen by the host of the URL, and by the
 * address of the visitor or, for a command, by the port of the URL. Nothing
 * about the request is logged, whatever LogLevel says. Functions of httpd find
 * the client's names without a look-up. If the host is chosen in doubt, appends
 * why (const char *) to doubts. */
request_rec *mod_cors_explain_request_create(
    const mod_cors_explain_asked_t *asked, const cors_question_t *question,
    bool is_preflight, apr_array_header_t *doubts, apr_pool_t *pool);

/* Replaces r->server by a copy for which nothing is logged either. Call it when
 * the URL is mapped: mod_rewrite applies its rules only to the server that they
 * are for. Until then, no line is logged for a server. */
void mod_cors_explain_request_silence(request_rec *r);

/* ssl_conn_is_ssl: returns OK if a connection is made up and the URL of its
 * question has TLS, so that conditions on %{HTTPS} are true; else DECLINED. */
int mod_cors_explain_request_has_tls(conn_rec *c);

/* Returns the server that was chosen for a made-up request, not a copy. */
const server_rec *mod_cors_explain_request_server(const request_rec *r);

#endif
