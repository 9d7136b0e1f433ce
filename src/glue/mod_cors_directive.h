/* SPDX-License-Identifier: Apache-2.0
 *
 * A directive as httpd has parsed it, without the module that it belongs to.
 */
#ifndef MOD_CORS_DIRECTIVE_H
#define MOD_CORS_DIRECTIVE_H

#include <stdbool.h>

#include <httpd.h>
#include <http_config.h>

/* Whether the directive has this name; case does not matter. That of a section
 * begins with '<'. */
bool mod_cors_directive_is(const ap_directive_t *directive, const char *name);

/* Whether the directive is the <VirtualHost> of the server. */
bool mod_cors_directive_is_of(const ap_directive_t *directive,
                              const server_rec *s);

/* Returns the first argument, without quotation marks and without the '>' of a
 * section; "" if there is none. Allocated from pool. */
char *mod_cors_directive_argument(const ap_directive_t *directive,
                                  apr_pool_t *pool);

#endif
