/* SPDX-License-Identifier: Apache-2.0
 *
 * Warns about an <If> that compares `Origin` and has Cors directives, where a
 * container would do the same.
 */
#ifndef MOD_CORS_STARTUP_CONDITIONS_H
#define MOD_CORS_STARTUP_CONDITIONS_H

#include <httpd.h>

/* Stores a warning in pconf (see mod_cors_warnings_add) for each such <If> or
 * <ElseIf> of the configuration files, with the container to write. ptemp is
 * needed only during the call. */
void mod_cors_startup_conditions_warn(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
