/* SPDX-License-Identifier: Apache-2.0
 *
 * Which settings may meet: a section, what it is written in, and the sections
 * around it.
 */
#ifndef MOD_CORS_STARTUP_SECTIONS_H
#define MOD_CORS_STARTUP_SECTIONS_H

#include "startup/mod_cors_startup_verdict.h"

/* Judges the settings of all servers: merged as requests meet them, and what
 * each section says by itself. ptemp is for the time of the judgement. */
void mod_cors_startup_sections_judge(mod_cors_startup_verdict_t *verdict,
                                     server_rec *main_server,
                                     apr_pool_t *ptemp);

#endif
