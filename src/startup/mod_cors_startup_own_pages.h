/* SPDX-License-Identifier: Apache-2.0
 *
 * Warnings about the pages of the module's own handlers: a page that is not
 * switched on, and a page that everybody may read.
 */
#ifndef MOD_CORS_STARTUP_OWN_PAGES_H
#define MOD_CORS_STARTUP_OWN_PAGES_H

#include <httpd.h>

/* Reads the configuration tree, and stores the warnings in pconf. ptemp is
 * needed only during the call. */
void mod_cors_startup_own_pages_warn(apr_pool_t *pconf, apr_pool_t *ptemp);

#endif
