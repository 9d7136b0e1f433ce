/* SPDX-License-Identifier: Apache-2.0
 *
 * The counters of this server: their memory, which graceful restarts keep, the
 * rows of its hosts, and the functions by which src/request counts.
 */
#ifndef MOD_CORS_STATUS_H
#define MOD_CORS_STATUS_H

#include <httpd.h>
#include <http_config.h>

#include "policy/cors_fault.h"
#include "status/cors_status.h"
#include "status/cors_status_html.h"

#define MOD_CORS_STATUS_ORIGINS 256 /* the default of CorsStatusOrigins */

/* Sets the number of refused origins that are recorded, while the configuration
 * is read into pconf. */
void mod_cors_status_set_origins(apr_pool_t *pconf, int origins);

/* post_config, after mod_ssl, and before the hooks that call
 * mod_cors_status_tally: finds the counters of the time before a graceful
 * restart, or creates them, and gives each server a row. Returns OK: if there
 * is no shared memory, each child counts for itself, and a warning says so. */
int mod_cors_status_create(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp, server_rec *main_server);

/* child_init: notes the child's process id. */
void mod_cors_status_begin_child(apr_pool_t *pchild, server_rec *s);

/* Returns the tally of this process, or NULL in the first pass of start-up; and
 * the row of a server. */
const cors_tally_t *mod_cors_status_tally(void);
unsigned mod_cors_status_row(const server_rec *s);

/* Records a fault that a request has met; text is its sentence. */
void mod_cors_status_record_fault(const cors_fault_t *fault, const char *text);

/* Reads all counters into status, allocated from pool. */
void mod_cors_status_take(cors_status_t *status, apr_pool_t *pool);

/* Returns the place of the server's status page, for cors_status_html. */
cors_status_place_t mod_cors_status_place(const server_rec *s);

#endif
