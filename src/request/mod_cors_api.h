/* SPDX-License-Identifier: Apache-2.0
 *
 * The optional functions for other modules. mod_cors.h has their contracts.
 */
#ifndef MOD_CORS_API_H
#define MOD_CORS_API_H

#include <httpd.h>

/* Registers both functions below under their names in mod_cors.h. Call it while
 * the hooks are registered. */
void mod_cors_api_register(void);

/* cors_decision. Allocates nothing. */
const char *mod_cors_api_decision(request_rec *r);

/* cors_origin_allowed. Changes nothing, and allocates only if the policy has a
 * container. */
int mod_cors_api_origin_allowed(request_rec *r, const char *origin);

#endif
