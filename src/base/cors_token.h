/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens: the syntax of methods and header names. RFC 9110, 5.6.2.
 */
#ifndef CORS_TOKEN_H
#define CORS_TOKEN_H

#include <stdbool.h>

#include <apr.h>

/* Whether the text is a token. The empty text is not one. */
bool cors_token_is_valid(const char *text, apr_size_t length);

/* Returns the element of tokens, a NULL-terminated list, that equals token
 * without regard to case; NULL if there is none. */
const char *cors_token_find(const char *const *tokens, const char *token,
                            apr_size_t length);

#endif
