/* SPDX-License-Identifier: Apache-2.0
 *
 * The addresses of a made-up connection, by which httpd chooses among virtual
 * hosts.
 */
#ifndef MOD_CORS_EXPLAIN_ADDRESS_H
#define MOD_CORS_EXPLAIN_ADDRESS_H

#include <apr_tables.h>

#include <httpd.h>

#include "explain/cors_question.h"

/* Where a question is asked. */
typedef struct {
    server_rec *main_server;
    const conn_rec *visitor; /* the connection of the visitor who asks, whose
                                addresses the request gets; NULL: a command */
} mod_cors_explain_asked_t;

/* Sets the addresses of a connection, and the server that httpd finds by them.
 * They are those of the visitor. For a command the local address is that of the
 * virtual host whose name is the host of the question at its port, or of the
 * first virtual host at that port. If httpd does not listen on the port, a
 * proxy in front of it may: then the port does not count. Appends reasons for
 * doubt (const char *) to doubts. Asks no resolver. */
void mod_cors_explain_address_set(conn_rec *c,
                                  const mod_cors_explain_asked_t *asked,
                                  const cors_question_t *question,
                                  apr_array_header_t *doubts);

/* Returns whether the host is the ServerName or a ServerAlias of the server. */
bool mod_cors_explain_address_is_named(const server_rec *s, const char *host);

#endif
