/* SPDX-License-Identifier: Apache-2.0
 *
 * What the condition of an <If> or a RewriteCond depends on. A question has few
 * of the fields of a real request, and nothing about the client.
 */
#ifndef CORS_CONDITION_H
#define CORS_CONDITION_H

#include <apr_pools.h>

/* The result for variables that SetEnvIf, SetEnv or RewriteRule set. */
#define CORS_CONDITION_ENVIRONMENT "ENV"

/* Returns the first variable, header field or function in the text of a
 * condition whose value a question does not have, such as "HTTP_USER_AGENT" or
 * "HTTP:X-A"; CORS_CONDITION_ENVIRONMENT for an environment variable; NULL if
 * there is none. Everything that is not known to be safe counts, even a
 * function in a literal string. Allocates from pool. */
const char *cors_condition_unknown(const char *text, apr_pool_t *pool);

#endif
