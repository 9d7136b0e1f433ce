/* SPDX-License-Identifier: Apache-2.0
 *
 * The name and port by which the requests of a server are counted.
 */
#ifndef MOD_CORS_STATUS_ADDRESS_H
#define MOD_CORS_STATUS_ADDRESS_H

#include <stdbool.h>

#include <httpd.h>

/* Whether browsers reach the server by https. To be called in post_config. */
bool mod_cors_status_address_has_tls(server_rec *s, apr_pool_t *ptemp);

/* Returns the name in lower case, a colon and the port of the server. If its
 * ServerName has no port, it is that of the scheme. Allocated from ptemp. */
char *mod_cors_status_address_text(const server_rec *s, bool has_tls,
                                   apr_pool_t *ptemp);

#endif
