/* SPDX-License-Identifier: Apache-2.0
 *
 * What start-up can do for all requests.
 */
#ifndef MOD_CORS_SHARED_H
#define MOD_CORS_SHARED_H

#include <stdbool.h>

#include <httpd.h>

/* To be called when the configuration is complete, before there are threads.
 * Keeps the stance of every section's settings, and a mod_cors_context_server_t as the
 * module's configuration of each server; both are allocated from pconf. Returns
 * whether any section denies or enforces something. */
bool mod_cors_shared_create(apr_pool_t *pconf, server_rec *main_server);

#endif
