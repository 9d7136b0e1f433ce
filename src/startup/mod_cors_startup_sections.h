/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the settings that may apply to the same request: those of a section, of
 * the sections around it, and of the sections inside it. Adds what is wrong
 * with them to a verdict.
 */
#ifndef MOD_CORS_STARTUP_SECTIONS_H
#define MOD_CORS_STARTUP_SECTIONS_H

#include "startup/mod_cors_startup_verdict.h"

/* Checks the settings of all servers: each section by itself, and sections
 * merged as for a request. The results are in verdict. ptemp is needed only
 * during the call. */
void mod_cors_startup_sections_check(mod_cors_startup_verdict_t *verdict,
                                     server_rec *main_server,
                                     apr_pool_t *ptemp);

#endif
