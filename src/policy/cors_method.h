/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds of methods. Fetch 2.2.1, "Methods".
 */
#ifndef CORS_METHOD_H
#define CORS_METHOD_H

#include <stdbool.h>

#include <apr.h>

/* Fetch, "CORS-safelisted method". Compares byte for byte. */
bool cors_method_is_safelisted(const char *method, apr_size_t length);

/* Fetch, "forbidden method". Compares without regard to case. */
bool cors_method_is_forbidden(const char *method, apr_size_t length);

/* Returns the method as browsers send it ("GET" for "get") if they change its
 * case, otherwise NULL. The result is static. Fetch, "normalize" a method. */
const char *cors_method_normalized(const char *method, apr_size_t length);

#endif
